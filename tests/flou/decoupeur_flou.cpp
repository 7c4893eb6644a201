// Cible libFuzzer: Decoupeur rend la même issue quelle que soit la coupure, et tient ses promesses.
// SPDX-License-Identifier: MIT
#include "protocole/decoupeur.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using Vue = std::span<const std::uint8_t>;

void exiger(bool condition) {
    if (!condition) {
        std::abort();
    }
}

/// Suite des issues d'un flux : taille de chaque trame, puis le refus ou rien.
struct Bilan {
    std::vector<std::size_t> trames;
    std::string refus;

    [[nodiscard]] friend bool operator==(const Bilan&, const Bilan&) = default;
};

/// Découpe un flux montré par morceaux de `pas` octets ; une copie exacte de ce qui est reçu.
Bilan decouper(Vue flux, std::size_t pas, const Limites& limites) {
    Decoupeur decoupeur(limites);
    Bilan bilan;
    std::size_t debut = 0;
    std::size_t recus = 0;
    while (true) {
        const std::vector<std::uint8_t> montres(
            flux.begin() + static_cast<std::ptrdiff_t>(debut),
            flux.begin() + static_cast<std::ptrdiff_t>(recus)
        );
        const auto issue = decoupeur.examiner(montres);
        if (const auto* refus = std::get_if<Refus>(&issue)) {
            exiger(!refus->texte.empty());
            bilan.refus = std::string(nom_code(refus->code)) + refus->texte;
            return bilan;
        }
        if (const auto* trame = std::get_if<TrameComplete>(&issue)) {
            exiger(trame->taille >= 1 && trame->taille <= montres.size());
            exiger(trame->taille <= limites.taille_message_max);
            exiger(taille_valeur(montres) == trame->taille);
            bilan.trames.push_back(trame->taille);
            debut += trame->taille;
            continue;
        }
        const std::size_t manquants = std::get<Incomplet>(issue).octets_manquants;
        exiger(manquants >= 1 && manquants <= limites.taille_message_max - montres.size());
        exiger(taille_valeur(montres) == 0);
        if (recus == flux.size()) {
            return bilan;
        }
        recus = std::min(flux.size(), recus + pas);
    }
}

} // namespace

// Nom imposé par libFuzzer. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* donnees, std::size_t taille) {
    if (taille < 2) {
        return 0;
    }
    // Les deux premiers octets choisissent la coupure et les limites.
    const std::size_t pas = 1U + donnees[0];
    Limites limites;
    if (donnees[1] % 2 == 1) {
        limites.taille_message_max = 1U + donnees[1];
        limites.elements_max = 1U + donnees[1] / 4U;
        limites.profondeur_valeurs_max = 1U + donnees[1] / 32U;
    }
    const Vue flux(donnees + 2, taille - 2);

    const Bilan entier = decouper(flux, flux.size() + 1, limites);
    exiger(entier == decouper(flux, pas, limites));
    if (flux.size() <= 512) {
        exiger(entier == decouper(flux, 1, limites));
    }
    return 0;
}

} // namespace cconn::detail

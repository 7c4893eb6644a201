// Cible libFuzzer: decoder_message a une issue pour tous les octets, et ses vues y restent.
// SPDX-License-Identifier: MIT
#include "base/texte.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/encodage.hpp"
#include "protocole/entete.hpp"
#include "protocole/message.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cconn::detail {
namespace {

using Vue = std::span<const std::uint8_t>;

constexpr std::size_t taille_erreur_max = 64;

void exiger(bool condition) {
    if (!condition) {
        std::abort();
    }
}

/// La vue est dans la trame ; `std::less` ordonne des pointeurs quelconques.
void exiger_dedans(Vue trame, const void* debut, std::size_t taille) {
    const auto* octets = static_cast<const std::uint8_t*>(debut);
    exiger(!std::less<>{}(octets, trame.data()));
    exiger(!std::less<>{}(trame.data() + trame.size(), octets + taille));
}

void verifier_commande(Vue trame, std::string_view nom, Vue arguments) {
    exiger_dedans(trame, nom.data(), nom.size());
    exiger_dedans(trame, arguments.data(), arguments.size());
    exiger(nom_commande_valide(nom, Limites{}.taille_nom_max));
    exiger(!arguments.empty());
    // Les arguments finissent la trame.
    exiger(arguments.data() + arguments.size() == trame.data() + trame.size());
}

/// Un refus s'écrit toujours en une trame bien formée.
void verifier_refus(const MessageRefuse& refuse) {
    Tampon tampon;
    ecrire_refus(tampon, refuse.id, refuse.refus, taille_erreur_max);
    Decoupeur decoupeur({});
    const auto issue = decoupeur.examiner(tampon.octets());
    exiger(std::get<TrameComplete>(issue).taille == tampon.taille());
    exiger(std::get<Reponse>(decoder_message(tampon.octets(), {})).id == refuse.id);
}

/// Le raccourci ne dit rien, ou la même chose.
bool est_fidele(const std::optional<Avis>& bref, const Avis& avis) {
    return !bref || (bref->nom.data() == avis.nom.data() && bref->nom == avis.nom &&
                     bref->arguments.data() == avis.arguments.data() &&
                     bref->arguments.size() == avis.arguments.size());
}

void verifier(Vue trame) {
    const Message message = decoder_message(trame, {});
    if (const auto* requete = std::get_if<Requete>(&message)) {
        verifier_commande(trame, requete->nom, requete->arguments);
    } else if (const auto* avis = std::get_if<Avis>(&message)) {
        verifier_commande(trame, avis->nom, avis->arguments);
        exiger(est_fidele(decoder_avis_bref(trame, {}), *avis));
    } else if (const auto* reponse = std::get_if<Reponse>(&message)) {
        exiger_dedans(trame, reponse->erreur.data(), reponse->erreur.size());
        exiger_dedans(trame, reponse->resultat.data(), reponse->resultat.size());
        exiger(taille_valeur(reponse->erreur) == reponse->erreur.size());
        exiger(!reponse->resultat.empty());
    } else {
        exiger(!decoder_avis_bref(trame, {}));
        verifier_refus(std::get<MessageRefuse>(message));
    }
}

} // namespace

// Nom imposé par libFuzzer. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* donnees, std::size_t taille) {
    const std::vector<std::uint8_t> copie(donnees, donnees + taille);
    verifier(copie);

    // Les mêmes octets comme flux : chaque trame du découpeur se décode.
    Decoupeur decoupeur({});
    Vue reste(copie);
    while (true) {
        const auto issue = decoupeur.examiner(reste);
        const auto* trame = std::get_if<TrameComplete>(&issue);
        if (trame == nullptr) {
            return 0;
        }
        verifier(reste.first(trame->taille));
        reste = reste.subspan(trame->taille);
    }
}

} // namespace cconn::detail

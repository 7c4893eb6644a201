// SPDX-License-Identifier: MIT
#include "effets.hpp"

#include <cconn/erreur.hpp>

#include "codage.hpp"

#include <optional>
#include <string>
#include <variant>

namespace cconn::taches::detail {
namespace {

std::int64_t additionner(const std::string& cle, const Valeur& avant, std::int64_t combien) {
    const std::optional<std::int64_t> entier =
        avant.est_nil() ? 0 : avant.essayer_vers<std::int64_t>();
    if (!entier || avant.genre() == GenreValeur::flottant) {
        throw Erreur(
            CodeErreur::argument_invalide, "« " + cle + " » du carnet n'est pas un entier"
        );
    }
    std::int64_t somme = 0;
    if (__builtin_add_overflow(*entier, combien, &somme)) {
        throw Erreur(CodeErreur::argument_invalide, "« " + cle + " » du carnet déborde");
    }
    return somme;
}

} // namespace

Effets resoudre(const Effets& effets, Lecture& lecture) {
    Effets resolus = effets;
    for (auto& [cle, effet] : resolus) {
        if (const auto* const ajout = std::get_if<Effet::Ajout>(&effet.changement)) {
            effet = {Valeur(additionner(cle, lecture.carnet(cle), ajout->combien))};
        }
    }
    return resolus;
}

void appliquer(const Effets& effets, Base& base) {
    if (effets.empty()) {
        return;
    }
    Requete noter = base.preparer("INSERT OR REPLACE INTO carnet (cle, valeur) VALUES (?, ?)");
    Requete rayer = base.preparer("DELETE FROM carnet WHERE cle = ?");
    for (const auto& [cle, effet] : effets) {
        const auto* const valeur = std::get_if<Valeur>(&effet.changement);
        if (valeur == nullptr) {
            rayer.lier(cle).executer();
        } else if (const auto entier = valeur->essayer_vers<std::int64_t>();
                   entier && valeur->genre() == GenreValeur::entier) {
            noter.lier(cle, *entier).executer();
        } else {
            noter.lier(cle, emballer(*valeur)).executer();
        }
    }
}

} // namespace cconn::taches::detail

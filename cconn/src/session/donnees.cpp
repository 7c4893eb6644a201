// Donnees: ce que l'application attache à une connexion.
// SPDX-License-Identifier: MIT
#include "session/donnees.hpp"

#include <cconn/erreur.hpp>

#include <utility>

namespace cconn::detail {

void* Donnees::prendre(const std::type_info& type, std::shared_ptr<void> (*creer)()) {
    {
        const auto etat = etat_.verrouiller();
        if (etat->valeur != nullptr) {
            if (*etat->type != type) {
                throw Erreur(
                    CodeErreur::argument_invalide,
                    "les données de cette connexion existent déjà, avec un autre type"
                );
            }
            return etat->valeur.get();
        }
    }
    auto nouvelle = creer(); // le constructeur est à l'utilisateur : sans verrou
    {
        const auto etat = etat_.verrouiller();
        if (etat->valeur == nullptr) {
            etat->valeur = std::move(nouvelle);
            etat->type = &type;
        }
    }
    return prendre(type, creer);
}

} // namespace cconn::detail

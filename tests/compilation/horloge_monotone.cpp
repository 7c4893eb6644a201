// Un instant d'une autre machine n'a de sens que sur l'horloge du système.
// SPDX-License-Identifier: MIT
// attendu : ce type d.argument ne se lit pas
#include <cconn/cconn.hpp>

#include <chrono>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](std::chrono::steady_clock::time_point) {});
#else
    serveur.enregistrer_commande("x", [](std::chrono::system_clock::time_point) {});
#endif
}

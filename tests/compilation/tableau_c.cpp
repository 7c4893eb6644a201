// Un tableau C n'a pas de taille sûre.
// SPDX-License-Identifier: MIT
// attendu : un tableau C.*prendre un std::array
#include <cconn/cconn.hpp>

#include <array>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](const int(&)[3]) {});
#else
    serveur.enregistrer_commande("x", [](std::array<int, 3>) {});
#endif
}

// Un paramètre auto n'a pas de type à lire.
// SPDX-License-Identifier: MIT
// attendu : les types des param.* doivent .*ni auto
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](auto a) { return a; });
#else
    serveur.enregistrer_commande("x", [](int a) { return a; });
#endif
}

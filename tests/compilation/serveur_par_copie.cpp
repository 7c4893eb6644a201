// Un Serveur ne se prend pas par copie.
// SPDX-License-Identifier: MIT
// attendu : Serveur, Client et Connexion se prennent par r
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](cconn::Serveur) {});
#else
    serveur.enregistrer_commande("x", [](cconn::Serveur&) {});
#endif
}

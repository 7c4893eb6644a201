// Arguments se prend en dernier.
// SPDX-License-Identifier: MIT
// attendu : Arguments et Nommes se prennent en dernier
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](cconn::Arguments, int) {});
#else
    serveur.enregistrer_commande("x", [](int, cconn::Arguments) {});
#endif
}

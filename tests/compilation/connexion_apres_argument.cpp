// Connexion& ne se prend pas après un argument.
// SPDX-License-Identifier: MIT
// attendu : puis Connexion& se prennent en premier, dans cet ordre
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](int, cconn::Connexion&) {});
#else
    serveur.enregistrer_commande("x", [](cconn::Connexion&, int) {});
#endif
}

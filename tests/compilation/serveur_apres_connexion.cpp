// Serveur& ne se prend pas après Connexion&.
// SPDX-License-Identifier: MIT
// attendu : puis Connexion& se prennent en premier, dans cet ordre
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](cconn::Connexion&, cconn::Serveur&) {});
#else
    serveur.enregistrer_commande("x", [](cconn::Serveur&, cconn::Connexion&) {});
#endif
}

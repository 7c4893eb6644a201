// Une méthode s'enregistre par un lambda.
// SPDX-License-Identifier: MIT
// attendu : s.enregistre par un lambda qui l.appelle
#include <cconn/cconn.hpp>

namespace {

struct Jeu {
    int saut = 1;
    int sauter(int hauteur) const { return hauteur + saut; }
};

} // namespace

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", &Jeu::sauter);
#else
    serveur.enregistrer_commande("x", [](int a) { return Jeu().sauter(a); });
#endif
}

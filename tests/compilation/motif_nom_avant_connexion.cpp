// Connexion& se prend avant le nom que reçoit la fonction d'un motif.
// SPDX-License-Identifier: MIT
// attendu : puis Connexion& se prennent en premier, dans cet ordre
#include <cconn/cconn.hpp>

#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_motif("x", [](std::string, cconn::Connexion&) {});
#else
    serveur.enregistrer_motif("x", [](cconn::Connexion&, std::string) {});
#endif
}

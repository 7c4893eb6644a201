// Un texte ne se prend pas par const char*.
// SPDX-License-Identifier: MIT
// attendu : un texte se prend par std::string ou std::string_view
#include <cconn/cconn.hpp>

#include <string_view>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](const char*) {});
#else
    serveur.enregistrer_commande("x", [](std::string_view) {});
#endif
}

// Un argument n'est pas un pointeur.
// SPDX-License-Identifier: MIT
// attendu : un argument de commande ne peut pas .*tre un pointeur
#include <cconn/cconn.hpp>

#include <optional>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](int*) {});
#else
    serveur.enregistrer_commande("x", [](std::optional<int>) {});
#endif
}

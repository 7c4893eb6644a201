// Les types des paramètres de la fonction d'un motif sont écrits.
// SPDX-License-Identifier: MIT
// attendu : les types des paramètres doivent être écrits
#include <cconn/cconn.hpp>

#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_motif("x", [](auto) {});
#else
    serveur.enregistrer_motif("x", [](std::string) {});
#endif
}

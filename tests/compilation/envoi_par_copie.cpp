// Un envoi ne se prend pas par copie.
// SPDX-License-Identifier: MIT
// attendu : une fonction de quand_envoi prend un Envoi&
#include <cconn/cconn.hpp>

#include <memory>
#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.quand_envoi("x", [](cconn::Envoi) {});
#else
    serveur.quand_envoi("x", [](const cconn::Envoi&) {});
#endif
}

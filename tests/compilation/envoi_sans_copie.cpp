// Une fonction de quand_envoi se copie.
// SPDX-License-Identifier: MIT
// attendu : une fonction de quand_envoi se copie
#include <cconn/cconn.hpp>

#include <memory>
#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.quand_envoi("x", [p = std::make_unique<int>()](cconn::Envoi&) {});
#else
    serveur.quand_envoi("x", [p = std::make_shared<int>()](cconn::Envoi&) {});
#endif
}

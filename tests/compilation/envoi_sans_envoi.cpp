// Une fonction de quand_envoi ne prend que l'envoi.
// SPDX-License-Identifier: MIT
// attendu : une fonction de quand_envoi prend un Envoi&
#include <cconn/cconn.hpp>

#include <memory>
#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.quand_envoi("x", [](cconn::Connexion&, std::string) {});
#else
    serveur.quand_envoi("x", [](cconn::Envoi&) {});
#endif
}

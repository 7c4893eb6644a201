// Une fonction de quand_envoi n'arrête pas l'envoi en rendant faux.
// SPDX-License-Identifier: MIT
// attendu : une fonction de quand_envoi ne rend rien
#include <cconn/cconn.hpp>

#include <memory>
#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.quand_envoi("x", [](cconn::Envoi&) { return false; });
#else
    serveur.quand_envoi("x", [](cconn::Envoi& envoi) { envoi.arreter(); });
#endif
}

// Un serveur n'enregistre pas une commande qui prend un Client&.
// SPDX-License-Identifier: MIT
// attendu : un Serveur ne peut pas enregistrer une commande qui prend un Client&
#include <cconn/cconn.hpp>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](cconn::Client&, int) {});
#else
    serveur.enregistrer_commande("x", [](cconn::Serveur&, int) {});
#endif
}

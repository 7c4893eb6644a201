// Un client n'enregistre pas une commande qui prend un Serveur&.
// SPDX-License-Identifier: MIT
// attendu : un Client ne peut pas enregistrer une commande qui prend un Serveur&
#include <cconn/cconn.hpp>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    client.enregistrer_commande("x", [](cconn::Serveur&, int) {});
#else
    client.enregistrer_commande("x", [](cconn::Client&, int) {});
#endif
}

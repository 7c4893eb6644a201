// Nommes s'envoie en dernier.
// SPDX-License-Identifier: MIT
// attendu : s.envoient en dernier
#include <cconn/cconn.hpp>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    client.envoyer("x", cconn::Nommes{{"a", 1}}, 2);
#else
    client.envoyer("x", 2, cconn::Nommes{{"a", 1}});
#endif
}

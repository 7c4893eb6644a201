// Une structure sans MSGPACK_DEFINE ne s'envoie pas.
// SPDX-License-Identifier: MIT
// attendu : ce type ne s.envoie pas
#include <cconn/cconn.hpp>

namespace {

struct Nue {
    int x = 0;
};

struct Vetue {
    int x = 0;
    MSGPACK_DEFINE(x)
};

} // namespace

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    client.envoyer("x", Nue());
#else
    client.envoyer("x", Vetue());
#endif
}

// Une structure sans MSGPACK_DEFINE ne se demande pas à appeler.
// SPDX-License-Identifier: MIT
// attendu : ce type de r.*sultat ne se lit pas
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
    static_cast<void>(client.appeler<Nue>("x"));
#else
    static_cast<void>(client.appeler<Vetue>("x"));
#endif
}

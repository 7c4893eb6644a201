// Une structure sans MSGPACK_DEFINE ne se rend pas.
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

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [] { return Nue(); });
#else
    serveur.enregistrer_commande("x", [] { return Vetue(); });
#endif
}

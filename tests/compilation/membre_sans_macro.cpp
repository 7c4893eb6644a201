// Un membre sans MSGPACK_DEFINE rend la structure intransmissible.
// SPDX-License-Identifier: MIT
// attendu : ce type n.est pas transmissible
#include <cconn/cconn.hpp>

namespace {

struct Nue {
    int x = 0;
};

struct Vetue {
    int x = 0;
    MSGPACK_DEFINE(x)
};

template<class T>
struct Boite {
    T contenu;
    MSGPACK_DEFINE(contenu)
};

} // namespace

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](const Boite<Nue>&) {});
#else
    serveur.enregistrer_commande("x", [](const Boite<Vetue>&) {});
#endif
}

// Une structure sans MSGPACK_DEFINE ne se lit pas non plus dans un conteneur.
// SPDX-License-Identifier: MIT
// attendu : ce type d.argument ne se lit pas
#include <cconn/cconn.hpp>

#include <map>
#include <vector>

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
    serveur.enregistrer_commande("x", [](std::map<std::string, std::vector<Nue>>) {});
#else
    serveur.enregistrer_commande("x", [](std::map<std::string, std::vector<Vetue>>) {});
#endif
}

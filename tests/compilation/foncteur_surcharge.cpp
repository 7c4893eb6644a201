// Un objet avec deux opérateurs d'appel est ambigu.
// SPDX-License-Identifier: MIT
// attendu : les types des param.* doivent .*ni fonction surcharg
#include <cconn/cconn.hpp>

#include <string>

namespace {

struct Un {
    int operator()(int a) const { return a; }
};

struct Deux {
    int operator()(int a) const { return a; }
    int operator()(const std::string& a) const { return static_cast<int>(a.size()); }
};

} // namespace

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", Deux());
#else
    serveur.enregistrer_commande("x", Un());
#endif
}

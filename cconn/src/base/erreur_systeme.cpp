// Erreurs du système: un errno dit en français.
// SPDX-License-Identifier: MIT
#include "base/erreur_systeme.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace cconn::detail {

namespace {

struct Texte {
    int erreur;
    std::string_view texte;
};

constexpr std::array textes{
    Texte{EACCES, "droits insuffisants"},
    Texte{EPERM, "interdit par le système"},
    Texte{EADDRINUSE, "port déjà pris"},
    Texte{EADDRNOTAVAIL, "adresse d'une autre machine, ou plus de port libre"},
    Texte{EAFNOSUPPORT, "famille d'adresses absente de cette machine"},
    Texte{EAGAIN, "ressources du système épuisées"},
    Texte{ECONNABORTED, "connexion abandonnée"},
    Texte{ECONNREFUSED, "personne n'écoute sur ce port"},
    Texte{ECONNRESET, "connexion rompue par l'autre bout"},
    Texte{EHOSTDOWN, "machine arrêtée"},
    Texte{EHOSTUNREACH, "machine inaccessible"},
    Texte{EMFILE, "trop de descripteurs ouverts par ce programme"},
    Texte{ENETDOWN, "réseau arrêté"},
    Texte{ENETUNREACH, "réseau inaccessible"},
    Texte{ENFILE, "trop de descripteurs ouverts sur cette machine"},
    Texte{ENOBUFS, "plus de mémoire pour le réseau"},
    Texte{ENOMEM, "plus de mémoire"},
    Texte{EPIPE, "l'autre bout ne lit plus"},
    Texte{ETIMEDOUT, "pas de réponse"},
};

} // namespace

std::string texte_erreur_systeme(int erreur) {
    const auto* const trouve = std::find_if(textes.begin(), textes.end(), [erreur](const Texte& t) {
        return t.erreur == erreur;
    });
    if (trouve == textes.end()) {
        return "erreur système " + std::to_string(erreur);
    }
    return std::string(trouve->texte);
}

} // namespace cconn::detail

// Une commande prend au plus 64 arguments.
// SPDX-License-Identifier: MIT
// attendu : une commande prend au plus 64 arguments
#include <cconn/cconn.hpp>

#include <cstddef>
#include <utility>

namespace {

template<std::size_t... I>
struct Fonction {
    static void appeler(decltype(static_cast<void>(I), int())...) {}
};

template<std::size_t... I>
constexpr auto choisir(std::index_sequence<I...> /*indices*/) {
    return &Fonction<I...>::appeler;
}

template<std::size_t nb>
inline constexpr auto fonction_a = choisir(std::make_index_sequence<nb>());

} // namespace

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", fonction_a<65>);
#else
    serveur.enregistrer_commande("x", fonction_a<64>);
#endif
}

// Signature: fait d'une fonction C++ une commande qui décode, exécute et emballe.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/detail/decodage.hpp>
#include <cconn/detail/verification.hpp>

#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cconn::detail {

template<class F, class... A, class... P>
void executer(
    F& fonction,
    ContexteCommande& contexte,
    Tampon* resultat,
    std::pair<Types<A...>, Types<P...>> /*parametres*/
) {
    std::tuple<std::remove_cvref_t<P>...> valeurs{};
    Decodeur<std::remove_cvref_t<P>...>::lire(contexte, valeurs);
    const auto appeler = [&]() -> decltype(auto) {
        const auto appliquer = [&](auto&... valeur) -> decltype(auto) {
            return fonction(fournir<A>(contexte)..., static_cast<P&&>(valeur)...);
        };
        return std::apply(appliquer, valeurs);
    };
    if constexpr (std::is_void_v<decltype(appeler())>) {
        appeler();
        if (resultat != nullptr) {
            ecrire_nil(*resultat);
        }
    } else {
        auto&& rendu = appeler();
        if constexpr (est_reponse<std::remove_cvref_t<decltype(rendu)>>) {
            contexte.differee = rendu.brute().etat();
        } else if (resultat != nullptr) {
            empaqueter_resultat(*resultat, rendu);
        }
    }
}

template<class F>
inline constexpr bool peut_etre_vide = std::is_pointer_v<F>;
template<class S>
inline constexpr bool peut_etre_vide<std::function<S>> = true;

/// Garde `fonction` une fois, partagée par les copies du résultat : un lambda `mutable` garde son
/// état d'un appel à l'autre.
///
/// @throws Erreur  `argument_invalide` : pointeur nul ou `std::function` vide.
template<class Parametres, class F>
FonctionCommande garder(F&& fonction) {
    using Fonction = std::decay_t<F>;
    const auto gardee = std::make_shared<Fonction>(std::forward<F>(fonction));
    if constexpr (peut_etre_vide<Fonction>) {
        if (*gardee == nullptr) {
            throw Erreur(CodeErreur::argument_invalide, "fonction de commande vide");
        }
    }
    return [gardee](ContexteCommande& contexte, Tampon* resultat) {
        executer(*gardee, contexte, resultat, Parametres());
    };
}

/// Fait de `fonction` une commande de ce bout.
///
/// @throws Erreur  `argument_invalide` : pointeur nul ou `std::function` vide.
template<Cote cote, class F>
FonctionCommande adapter_commande(F&& fonction) {
    using Fonction = std::decay_t<F>;
    if constexpr (verifier_commande<cote, Fonction>()) {
        using Parties = Separation<Types<>, typename SignatureDe<Fonction>::Parametres>;
        using Parametres = std::pair<typename Parties::Avant, typename Parties::Arguments>;
        return garder<Parametres>(std::forward<F>(fonction));
    } else {
        return {};
    }
}

} // namespace cconn::detail

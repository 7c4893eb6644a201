// Deduction: les paramètres et le résultat d'une fonction, et ce que cconn en fournit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>

#include <string_view>
#include <type_traits>

namespace cconn::detail {

/// Le bout où une fonction est enregistrée.
enum class Cote : unsigned char { serveur, client };

template<class... P>
struct Types {};

/// Résultat et paramètres d'un appel de fonction ; sans membre si l'un d'eux est indéterminé.
template<class F>
struct Signature {};

// Exige : F est le type de `&Fonction::operator()` ou un pointeur de fonction.
template<class R, class... P>
struct Signature<R (*)(P...)> {
    using Resultat = R;
    using Parametres = Types<P...>;
};
template<class R, class... P>
struct Signature<R (*)(P...) noexcept> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...)> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...) const> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...)&> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...) const&> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...) noexcept> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...) const noexcept> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...)& noexcept> : Signature<R (*)(P...)> {};
template<class R, class C, class... P>
struct Signature<R (C::*)(P...) const& noexcept> : Signature<R (*)(P...)> {};

/// Une classe avec un seul opérateur d'appel, ni gabarit ni surcharge.
template<class F>
concept AppelUnique = requires {
    &F::operator();
};

template<class F>
struct SignatureDe : Signature<F> {};
template<AppelUnique F>
struct SignatureDe<F> : Signature<decltype(&F::operator())> {};

template<class F>
concept SignatureConnue = requires {
    typename SignatureDe<F>::Resultat;
};

template<class P, class C>
inline constexpr bool est_bout = std::is_same_v<std::remove_cvref_t<P>, C>;

/// `Serveur&`, `Client&` ou `Connexion&` ; une `Connexion` se prend aussi par copie.
template<class P>
inline constexpr bool est_fourni =
    est_bout<P, Serveur> || est_bout<P, Client> || est_bout<P, Connexion>;

/// Rang d'un paramètre fourni dans l'ordre imposé ; deux : argument du pair.
template<class P>
constexpr int rang() {
    if constexpr (est_bout<P, Serveur> || est_bout<P, Client>) {
        return 0;
    }
    return est_bout<P, Connexion> ? 1 : 2;
}

/// Ce que cconn donne à un paramètre : une référence à un bout, ou le nom et les captures par valeur.
template<class P>
decltype(auto) fournir(ContexteCommande& contexte) {
    if constexpr (est_bout<P, Serveur>) {
        return *contexte.serveur;
    } else if constexpr (est_bout<P, Client>) {
        return *contexte.client;
    } else if constexpr (est_bout<P, Connexion>) {
        return (contexte.connexion);
    } else if constexpr (std::is_constructible_v<std::remove_cvref_t<P>, std::string_view>) {
        return std::remove_cvref_t<P>(contexte.nom);
    } else {
        return std::remove_cvref_t<P>(contexte.captures.begin(), contexte.captures.end());
    }
}

/// Sépare les paramètres fournis (`F`) des arguments du pair (`A`).
template<class Fournis, class Reste>
struct Separation {
    using Avant = Fournis;
    using Arguments = Reste;
};
template<class... F, class P, class... R>
    requires est_fourni<P>
struct Separation<Types<F...>, Types<P, R...>> : Separation<Types<F..., P>, Types<R...>> {
};

} // namespace cconn::detail

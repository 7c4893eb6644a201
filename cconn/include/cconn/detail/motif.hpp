// Motif: fait d'une fonction C++ celle d'un motif de noms de commandes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/signature.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cconn::detail {

/// Une référence modifiable n'est jamais fournie : la vérification des arguments la refusera.
template<class P>
inline constexpr bool est_modifiable =
    std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;

template<class P>
inline constexpr bool est_nom =
    !est_modifiable<P> && ParmiTypes<std::remove_cvref_t<P>, std::string, std::string_view>;

template<class P>
inline constexpr bool est_captures =
    !est_modifiable<P> && std::is_same_v<std::remove_cvref_t<P>, std::vector<std::string>>;

/// Sépare, de ce qui suit les paramètres fournis, le nom et ses captures (`Noms`) des arguments.
template<class Reste>
struct SeparationNom {
    using Noms = Types<>;
    using Arguments = Reste;
};
template<class N, class... R>
    requires est_nom<N>
struct SeparationNom<Types<N, R...>> {
    using Noms = Types<N>;
    using Arguments = Types<R...>;
};
template<class N, class C, class... R>
    requires(est_nom<N>&& est_captures<C>)
struct SeparationNom<Types<N, C, R...>> {
    using Noms = Types<N, C>;
    using Arguments = Types<R...>;
};

template<class A, class B>
struct Concatenation;
template<class... A, class... B>
struct Concatenation<Types<A...>, Types<B...>> {
    using Liste = Types<A..., B...>;
};

/// Les paramètres de la fonction d'un motif, séparés.
template<class F>
struct PartiesMotif {
    using Parties = Separation<Types<>, typename SignatureDe<F>::Parametres>;
    using Nom = SeparationNom<typename Parties::Arguments>;
    using Avant = typename Concatenation<typename Parties::Avant, typename Nom::Noms>::Liste;
    using Arguments = typename Nom::Arguments;

    template<class... P>
    static constexpr bool contient_captures(Types<P...> /*parametres*/) {
        return (est_captures<P> || ...);
    }
    static constexpr bool lit_captures = contient_captures(typename Nom::Noms());
};

/// Vrai si `F` peut être enregistrée de ce côté sous un motif ; sinon le compilateur dit pourquoi.
template<Cote cote, class F>
constexpr bool verifier_motif() {
    if constexpr (verifier_forme<F>()) {
        using Parties = PartiesMotif<F>;
        constexpr bool fournis_bons = verifier_fournis<cote>(typename Parties::Parties::Avant());
        constexpr bool arguments_bons = verifier_arguments(typename Parties::Arguments());
        constexpr bool retour_bon = verifier_retour<typename SignatureDe<F>::Resultat>();
        return fournis_bons && arguments_bons && retour_bon;
    }
    return false;
}

/// Fait de `fonction` celle d'un motif de ce bout, gardée comme par `adapter_commande`.
///
/// @throws Erreur  `argument_invalide` : pointeur nul ou `std::function` vide.
template<Cote cote, class F>
FonctionMotif adapter_motif(F&& fonction) {
    using Fonction = std::decay_t<F>;
    if constexpr (verifier_motif<cote, Fonction>()) {
        using Parties = PartiesMotif<Fonction>;
        using Parametres = std::pair<typename Parties::Avant, typename Parties::Arguments>;
        return {garder<Parametres>(std::forward<F>(fonction)), Parties::lit_captures};
    } else {
        return {};
    }
}

} // namespace cconn::detail

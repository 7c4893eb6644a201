// Travail: fait d'une fonction C++ un travail qui vérifie, décode, exécute et rend une valeur.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/commande.hpp>
#include <cconn/erreur.hpp>
#include <cconn/taches/contexte_tache.hpp>
#include <cconn/valeur.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace cconn::taches::detail {

/// Une fonction enregistrée, sous une forme qui ne dépend plus de ses types.
struct Travail {
    /// Lève `arguments_incompatibles` si les données ne conviennent pas.
    std::function<void(const Valeur& donnees)> verifier;
    /// Exécute ; lève ce que lève la fonction.
    std::function<Valeur(ContexteTache& contexte, const Valeur& donnees)> executer;
};

template<class P>
inline constexpr bool est_contexte = std::is_same_v<P, ContexteTache&>;

/// Les paramètres d'un travail : `Contexte` dit s'il le prend, `Donnees` est leur type, ou `void`.
template<class Parametres>
struct PartiesTravail {
    static constexpr bool admis = false;
};
template<class... P>
    requires(sizeof...(P) == 0)
struct PartiesTravail<cconn::detail::Types<P...>> {
    static constexpr bool admis = true;
    static constexpr bool contexte = false;
    using Donnees = void;
};
template<class P>
struct PartiesTravail<cconn::detail::Types<P>> {
    static constexpr bool admis = true;
    static constexpr bool contexte = est_contexte<P>;
    using Donnees = std::conditional_t<contexte, void, std::remove_cvref_t<P>>;
};
template<class C, class P>
struct PartiesTravail<cconn::detail::Types<C, P>> {
    static constexpr bool admis = est_contexte<C> && !est_contexte<P>;
    static constexpr bool contexte = true;
    using Donnees = std::remove_cvref_t<P>;
};

template<class Parties, class F>
decltype(auto)
appeler_travail(F& fonction, ContexteTache& contexte, [[maybe_unused]] const Valeur& donnees) {
    using Donnees = typename Parties::Donnees;
    if constexpr (std::is_void_v<Donnees>) {
        if constexpr (Parties::contexte) {
            return fonction(contexte);
        } else {
            return fonction();
        }
    } else if constexpr (Parties::contexte) {
        return fonction(contexte, donnees.vers<Donnees>());
    } else {
        return fonction(donnees.vers<Donnees>());
    }
}

template<class Donnees>
void verifier_donnees(const Valeur& donnees) {
    if constexpr (!std::is_void_v<Donnees>) {
        static_cast<void>(donnees.vers<Donnees>());
    } else if (!donnees.est_nil()) {
        throw Erreur(CodeErreur::arguments_incompatibles, "ce travail ne prend pas de données");
    }
}

template<class F>
Travail adapter_travail(F&& fonction) {
    using Fonction = std::decay_t<F>;
    static_assert(
        cconn::detail::SignatureConnue<Fonction>,
        "cconn : un travail est une fonction, ou un objet avec un seul operator(), ni auto ni "
        "surcharge"
    );
    if constexpr (cconn::detail::SignatureConnue<Fonction>) {
        using Parties = PartiesTravail<typename cconn::detail::SignatureDe<Fonction>::Parametres>;
        static_assert(
            Parties::admis,
            "cconn : un travail prend ContexteTache& s'il le veut, puis au plus un paramètre, les "
            "données ; pour en recevoir plusieurs, un std::tuple ou une structure"
        );
        if constexpr (Parties::admis) {
            const auto gardee = std::make_shared<Fonction>(std::forward<F>(fonction));
            return {
                .verifier = verifier_donnees<typename Parties::Donnees>,
                .executer = [gardee](ContexteTache& contexte, const Valeur& donnees) -> Valeur {
                    using Resultat = decltype(appeler_travail<Parties>(*gardee, contexte, donnees));
                    if constexpr (std::is_void_v<Resultat>) {
                        appeler_travail<Parties>(*gardee, contexte, donnees);
                        return {};
                    } else {
                        return Valeur::depuis(appeler_travail<Parties>(*gardee, contexte, donnees));
                    }
                }};
        }
    }
    return {};
}

} // namespace cconn::taches::detail

// Authentification: fait d'une fonction de l'application celle qui dit qui se présente.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/detail/decodage.hpp>
#include <cconn/detail/signature.hpp>
#include <cconn/detail/verification.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cconn::detail {

/// L'identité de qui passe avec une simple approbation, sans nom.
inline constexpr const char* identite_sans_nom = "authentifie";

/// Forme sous laquelle est gardée la fonction d'`authentifier` : rend l'identité, ou rien pour un refus.
/// Lève `Erreur{arguments_incompatibles}`, ou ce que lève la fonction de l'utilisateur.
using FonctionAuthentification =
    std::function<std::optional<std::string>(ContexteCommande& contexte)>;

/// Un résultat qu'`authentifier` comprend.
template<class R>
inline constexpr bool est_verdict =
    std::is_same_v<R, bool> || std::is_same_v<R, std::optional<std::string>>;

inline std::optional<std::string> lire_verdict(bool accepte) {
    return accepte ? std::optional<std::string>(identite_sans_nom) : std::nullopt;
}
inline std::optional<std::string> lire_verdict(std::optional<std::string> identite) {
    return identite && identite->empty() ? std::nullopt : std::move(identite);
}

template<class F, class... A, class... P>
std::optional<std::string> examiner(
    F& fonction, ContexteCommande& contexte, std::pair<Types<A...>, Types<P...>> /*parametres*/
) {
    std::tuple<std::remove_cvref_t<P>...> valeurs{};
    Decodeur<std::remove_cvref_t<P>...>::lire(contexte, valeurs);
    const auto appliquer = [&](auto&... valeur) {
        return lire_verdict(fonction(fournir<A>(contexte)..., static_cast<P&&>(valeur)...));
    };
    return std::apply(appliquer, valeurs);
}

/// Vrai si `F` peut authentifier ; sinon le compilateur dit pourquoi.
template<class F>
constexpr bool verifier_authentification() {
    if constexpr (verifier_commande<Cote::serveur, F>()) {
        using Verdict = std::remove_cvref_t<typename SignatureDe<F>::Resultat>;
        static_assert(
            est_verdict<Verdict>,
            "cconn : la fonction d'authentifier rend un bool ou un std::optional<std::string>"
        );
        return est_verdict<Verdict>;
    }
    return false;
}

/// @throws Erreur  `argument_invalide` : pointeur nul ou `std::function` vide.
template<class F>
FonctionAuthentification adapter_authentification(F&& fonction) {
    using Fonction = std::decay_t<F>;
    if constexpr (verifier_authentification<Fonction>()) {
        using Parties = Separation<Types<>, typename SignatureDe<Fonction>::Parametres>;
        using Parametres = std::pair<typename Parties::Avant, typename Parties::Arguments>;
        const auto gardee = std::make_shared<Fonction>(std::forward<F>(fonction));
        if constexpr (peut_etre_vide<Fonction>) {
            if (*gardee == nullptr) {
                throw Erreur(CodeErreur::argument_invalide, "fonction d'authentification vide");
            }
        }
        return [gardee](ContexteCommande& contexte) {
            return examiner(*gardee, contexte, Parametres());
        };
    } else {
        return {};
    }
}

} // namespace cconn::detail

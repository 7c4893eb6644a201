// Forme de ce qui a un nombre d'éléments fixe: n-uplets, tableaux, optionnels, variantes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme_conteneur.hpp>

#include <memory>
#include <optional>
#include <tuple>
#include <variant>

namespace cconn::detail {

/// Liste d'exactement autant d'éléments que le n-uplet.
template<class U, class... E>
struct FormeUplet : FormeComposee<E...> {
    static std::string nom() { return "liste de " + std::to_string(sizeof...(E)) + " éléments"; }
    static bool lire(Lecteur& lecteur, U& valeur) {
        if (!entrer_liste(lecteur, sizeof...(E))) {
            return false;
        }
        std::size_t indice = 0;
        const auto lire_un = [&]<class T>(T& element) {
            return Forme<T>::lire(lecteur, element) ? ++indice > 0 : lecteur.situer_element(indice);
        };
        if (!std::apply([&](auto&... elements) { return (lire_un(elements) && ...); }, valeur)) {
            return false;
        }
        lecteur.sortir();
        return true;
    }
    static void ecrire(Tampon& tampon, const U& valeur) {
        ecrire_tableau(tampon, sizeof...(E));
        std::apply(
            [&](const auto&... elements) { (Forme<E>::ecrire(tampon, elements), ...); }, valeur
        );
    }
};

template<class... E>
struct Forme<std::tuple<E...>> : FormeUplet<std::tuple<E...>, E...> {};
template<class A, class B>
struct Forme<std::pair<A, B>> : FormeUplet<std::pair<A, B>, A, B> {};

/// Liste d'exactement N éléments, dans un `std::array` ou un tableau membre d'une structure.
template<class T, class E, std::size_t N>
struct FormeTableau : FormeComposee<E> {
    static std::string nom() { return "liste de " + std::to_string(N) + " éléments"; }
    static bool lire(Lecteur& lecteur, T& valeur) {
        if (!entrer_liste(lecteur, N)) {
            return false;
        }
        for (std::size_t i = 0; i < N; ++i) {
            if (!Forme<E>::lire(lecteur, valeur[i])) {
                return lecteur.situer_element(i);
            }
        }
        lecteur.sortir();
        return true;
    }
    static void ecrire(Tampon& tampon, const T& valeur) {
        ecrire_tableau(tampon, N);
        for (const auto& element : valeur) {
            Forme<E>::ecrire(tampon, element);
        }
    }
};

template<class E, std::size_t N>
struct Forme<std::array<E, N>> : FormeTableau<std::array<E, N>, E, N> {};
// NOLINTNEXTLINE(modernize-avoid-c-arrays): ceux des structures de l'utilisateur
template<class E, std::size_t N>
struct Forme<E[N]> : FormeTableau<E[N], E, N> {}; // NOLINT(modernize-avoid-c-arrays): idem

/// Nil, ou la valeur. P : `std::optional`, `std::unique_ptr` ou `std::shared_ptr`.
template<class P, class E>
struct FormeOptionnelle : FormeComposee<E> {
    static std::string nom() { return Forme<E>::nom() + " ou nil"; }
    static bool lire(Lecteur& lecteur, P& valeur) {
        const Element recu = lecteur.regarder();
        if (recu.nature == Nature::nil) {
            valeur.reset();
            return lecteur.suivant().nature == Nature::nil;
        }
        if constexpr (requires { valeur.emplace(); }) {
            valeur.emplace();
        } else {
            valeur = P(new E());
        }
        return Forme<E>::lire(lecteur, *valeur);
    }
    static void ecrire(Tampon& tampon, const P& valeur) {
        if (valeur) {
            Forme<E>::ecrire(tampon, *valeur);
        } else {
            ecrire_nil(tampon);
        }
    }
};

template<class E>
struct Forme<std::optional<E>> : FormeOptionnelle<std::optional<E>, E> {};
template<class E>
struct Forme<std::unique_ptr<E>> : FormeOptionnelle<std::unique_ptr<E>, E> {};
template<class E>
struct Forme<std::shared_ptr<E>> : FormeOptionnelle<std::shared_ptr<E>, E> {};

template<>
struct Forme<std::nullopt_t> : FormeEcrite {
    static std::string nom() { return "nil"; }
    static void ecrire(Tampon& tampon, std::nullopt_t /*valeur*/) { ecrire_nil(tampon); }
};

template<>
struct Forme<std::monostate> : FormeSimple {
    static std::string nom() { return "nil"; }
    static bool lire(Lecteur& lecteur, std::monostate& /*valeur*/) {
        std::nullptr_t nul = nullptr;
        return Forme<std::nullptr_t>::lire(lecteur, nul);
    }
    static void ecrire(Tampon& tampon, std::monostate /*valeur*/) { ecrire_nil(tampon); }
};

/// La première des possibilités, dans l'ordre déclaré, qui accepte ce qui est reçu.
template<class... E>
struct Forme<std::variant<E...>> : FormeComposee<E...> {
    using Variante = std::variant<E...>;

    static std::string nom() {
        std::string noms;
        ((noms += (noms.empty() ? "" : " ou ") + Forme<E>::nom()), ...);
        return noms;
    }
    static bool lire(Lecteur& lecteur, Variante& valeur) {
        const Lecteur depart(lecteur);
        const Element recu = lecteur.regarder();
        const auto essayer = [&]<class T>(std::type_identity<T>) {
            lecteur.reprendre(depart);
            T essai{};
            if (!Forme<T>::lire(lecteur, essai)) {
                return false;
            }
            valeur.template emplace<T>(std::move(essai));
            return true;
        };
        return (essayer(std::type_identity<E>()) || ...) || lecteur.refuser(recu, nom());
    }
    static void ecrire(Tampon& tampon, const Variante& valeur) {
        std::visit([&]<class T>(const T& contenu) { Forme<T>::ecrire(tampon, contenu); }, valeur);
    }
};

} // namespace cconn::detail

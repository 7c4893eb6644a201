// Empaquetage: arguments et résultats d'un échange, vers msgpack et retour.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme_structure.hpp>
#include <cconn/detail/tampon.hpp>
#include <cconn/erreur.hpp>
#include <cconn/valeur.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cconn::detail {

/// Sépare ce que le compilateur doit dire de ce qu'il doit taire : après une phrase en français,
/// rien n'est instancié qui y ajouterait les erreurs de msgpack-c.
template<class T>
constexpr bool verifier_envoi() {
    constexpr bool est_pointeur = std::is_pointer_v<T> || std::is_member_pointer_v<T>;
    constexpr bool est_texte = ParmiTypes<T, char*, const char*>;
    static_assert(
        !est_pointeur || est_texte,
        "cconn : un pointeur ne s'envoie pas ; envoyer la valeur, ou un std::optional"
    );
    if constexpr (est_pointeur) {
        return est_texte;
    } else {
        static_assert(
            Forme<T>::ecrivable,
            "cconn : ce type ne s'envoie pas ; une structure le peut avec MSGPACK_DEFINE"
        );
        return Forme<T>::ecrivable;
    }
}

template<class T>
void ecrire_argument(Tampon& tampon, const T& argument) {
    if constexpr (std::is_same_v<T, Arguments>) {
        for (const Valeur& valeur : argument) {
            Forme<Valeur>::ecrire(tampon, valeur);
        }
    } else if constexpr (verifier_envoi<T>()) {
        // L'argument vit autant que l'envoi : ses octets peuvent n'être que cités.
        if constexpr (requires { Forme<T>::citer(tampon, argument); }) {
            Forme<T>::citer(tampon, argument);
        } else {
            Forme<T>::ecrire(tampon, argument);
        }
    }
}

template<class T>
std::size_t nb_arguments(const T& argument) {
    if constexpr (std::is_same_v<T, Arguments>) {
        return argument.taille();
    } else {
        return 1;
    }
}

/// Vrai si seul le dernier des types peut être `T`.
template<class T, class... A>
constexpr bool seulement_en_dernier() {
    constexpr std::size_t nb = sizeof...(A);
    const std::array<bool, nb + 1> sont{std::is_same_v<T, A>..., false};
    for (std::size_t i = 0; i + 1 < nb; ++i) {
        if (sont[i]) {
            return false;
        }
    }
    return true;
}

/// Écrit les arguments d'une commande, un tableau. Un `Arguments` s'étale ; un `Nommes`, en dernier,
/// est une table.
///
/// @throws Erreur  `argument_invalide` : texte qui n'est pas de l'UTF-8. Le tampon garde alors un
///                 début de message : à tronquer.
template<class... A>
void empaqueter_arguments(Tampon& tampon, const A&... arguments) {
    static_assert(
        seulement_en_dernier<Nommes, A...>(),
        "cconn : les arguments nommés (Nommes) s'envoient en dernier"
    );
    ecrire_tableau(tampon, (std::size_t{0} + ... + nb_arguments(arguments)));
    (ecrire_argument(tampon, arguments), ...);
}

/// Écrit ce qu'une commande a rendu.
/// @throws Erreur  `argument_invalide` : texte qui n'est pas de l'UTF-8.
template<class R>
void empaqueter_resultat(Tampon& tampon, const R& resultat) {
    if constexpr (verifier_envoi<R>()) {
        Forme<R>::ecrire(tampon, resultat);
    }
}

/// Vrai si `R` peut être demandé à `appeler` ; sinon le compilateur dit pourquoi.
template<class R>
constexpr bool verifier_resultat() {
    constexpr bool est_valeur = std::is_object_v<R> && !std::is_pointer_v<R> && !std::is_array_v<R>;
    static_assert(
        est_valeur,
        "cconn : un résultat se demande par valeur, sans référence ni pointeur ni tableau C"
    );
    if constexpr (est_valeur) {
        static_assert(
            !Forme<R>::vue,
            "cconn : un résultat ne peut pas être une vue sur la réponse ; demander std::string ou "
            "cconn::Octets"
        );
        static_assert(
            Forme<R>::lisible && std::is_default_constructible_v<R>,
            "cconn : ce type de résultat ne se lit pas ; une structure le peut avec MSGPACK_DEFINE "
            "et "
            "un constructeur par défaut"
        );
        return !Forme<R>::vue && Forme<R>::lisible && std::is_default_constructible_v<R>;
    }
    return false;
}

/// @throws Erreur  `resultat_incompatible` : `somme, résultat : <écart>`.
[[noreturn]] CCONN_API void lever_resultat(std::string_view commande, Lecteur& lecteur);

/// Lit la réponse d'une commande. Un résultat `void` accepte tout.
///
/// Dans une structure, les noms inconnus sont ignorés : un pair plus récent peut en dire plus.
/// @throws Erreur  `resultat_incompatible`
template<class R>
R depaqueter_resultat(std::string_view commande, std::span<const std::uint8_t> octets) {
    if constexpr (!std::is_void_v<R>) {
        if constexpr (verifier_resultat<std::remove_cv_t<R>>()) {
            std::remove_cv_t<R> resultat{};
            Lecteur lecteur(octets, NomsInconnus::ignorer);
            if (!Forme<std::remove_cv_t<R>>::lire(lecteur, resultat)) {
                lever_resultat(commande, lecteur);
            }
            return resultat;
        }
    }
}

} // namespace cconn::detail

// Verification: refuse à la compilation, en français, ce qui ne peut pas être une commande.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/deduction.hpp>
#include <cconn/detail/empaquetage.hpp>
#include <cconn/detail/reponse.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace cconn::detail {

/// Le rôle d'un argument du pair dans la liste.
enum class RoleArgument : unsigned char {
    exige,
    facultatif, ///< `std::optional` : peut manquer en fin.
    nommes,     ///< `Nommes` : la table finale.
    structure,  ///< Peut-être MSGPACK_DEFINE_MAP, donc la table finale ; connu à l'exécution.
    reste,      ///< `Arguments` : tout ce qui suit.
};

template<class T>
constexpr RoleArgument role_argument() {
    if constexpr (std::is_same_v<T, Arguments>) {
        return RoleArgument::reste;
    } else if constexpr (std::is_same_v<T, Nommes>) {
        return RoleArgument::nommes;
    } else if constexpr (est_facultatif<T>) {
        return RoleArgument::facultatif;
    } else if constexpr (StructureDefinie<T>) {
        return RoleArgument::structure;
    }
    return RoleArgument::exige;
}

/// Vrai si un argument exigé suit un facultatif.
template<class... T>
constexpr bool facultatif_mal_place() {
    const std::array<RoleArgument, sizeof...(T) + 1> roles{role_argument<T>()...};
    bool a_facultatif = false;
    for (std::size_t i = 0; i < sizeof...(T); ++i) {
        const bool est_final = i + 1 == sizeof...(T) && roles[i] != RoleArgument::exige;
        if (a_facultatif && !est_final && roles[i] != RoleArgument::facultatif) {
            return true;
        }
        a_facultatif = a_facultatif || roles[i] == RoleArgument::facultatif;
    }
    return false;
}

/// Un paramètre qui reçoit un argument du pair.
template<class P>
constexpr bool verifier_parametre() {
    using T = std::remove_cvref_t<P>;
    constexpr bool est_texte_c = ParmiTypes<std::decay_t<T>, const char*, char*>;
    constexpr bool est_pointeur = std::is_pointer_v<T> || std::is_member_pointer_v<T>;
    constexpr bool est_tableau = std::is_array_v<T>;
    constexpr bool est_reference =
        std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
    static_assert(
        !est_texte_c, "cconn : un texte se prend par std::string ou std::string_view, pas par char*"
    );
    static_assert(
        !est_pointeur || est_texte_c, "cconn : un argument de commande ne peut pas être un pointeur"
    );
    static_assert(
        !est_tableau || est_texte_c,
        "cconn : un argument de commande ne peut pas être un tableau C ; prendre un std::array"
    );
    static_assert(
        !est_reference || est_texte_c || est_tableau,
        "cconn : un argument se prend par valeur ou par const T&, pas par T&"
    );
    if constexpr (est_texte_c || est_pointeur || est_tableau || est_reference) {
        return false;
    } else {
        constexpr bool est_valide = Forme<T>::lisible && std::is_default_constructible_v<T>;
        static_assert(
            est_valide,
            "cconn : ce type d'argument ne se lit pas ; une structure le peut avec MSGPACK_DEFINE "
            "et "
            "un constructeur par défaut"
        );
        return est_valide;
    }
}

template<bool a_examiner, class... P>
constexpr bool parametres_lisibles() {
    if constexpr (a_examiner) {
        return (verifier_parametre<P>() && ...);
    }
    return false;
}

template<class... P>
constexpr bool verifier_arguments(Types<P...> /*parametres*/) {
    constexpr bool tries = (!est_fourni<P> && ...);
    static_assert(
        tries, "cconn : Serveur& ou Client& puis Connexion& se prennent en premier, dans cet ordre"
    );
    if constexpr (parametres_lisibles<tries, P...>()) {
        constexpr bool sont_peu = sizeof...(P) <= 64;
        constexpr bool finit_bien = seulement_en_dernier<Arguments, std::remove_cvref_t<P>...>() &&
                                    seulement_en_dernier<Nommes, std::remove_cvref_t<P>...>();
        constexpr bool facultatifs_a_la_fin = !facultatif_mal_place<std::remove_cvref_t<P>...>();
        static_assert(sont_peu, "cconn : une commande prend au plus 64 arguments");
        static_assert(finit_bien, "cconn : Arguments et Nommes se prennent en dernier, et seuls");
        static_assert(
            !finit_bien || facultatifs_a_la_fin,
            "cconn : un std::optional ne peut pas précéder un argument exigé"
        );
        return sont_peu && finit_bien && facultatifs_a_la_fin;
    }
    return false;
}

template<class... F>
constexpr bool sont_ordonnes() {
    const std::array<int, sizeof...(F) + 1> rangs{rang<F>()..., 2};
    for (std::size_t i = 0; i < sizeof...(F); ++i) {
        if (rangs[i] >= rangs[i + 1]) {
            return false;
        }
    }
    return true;
}

template<class P>
inline constexpr bool est_bien_pris =
    est_bout<P, Connexion> ? !std::is_rvalue_reference_v<P> : std::is_lvalue_reference_v<P>;

/// Les paramètres fournis : le bon bout, dans l'ordre, par référence.
template<Cote cote, class... F>
constexpr bool verifier_fournis(Types<F...> /*fournis*/) {
    constexpr bool a_client = (est_bout<F, Client> || ...);
    constexpr bool a_serveur = (est_bout<F, Serveur> || ...);
    constexpr bool par_reference = (est_bien_pris<F> && ...);
    static_assert(
        cote != Cote::serveur || !a_client,
        "cconn : un Serveur ne peut pas enregistrer une commande qui prend un Client&"
    );
    static_assert(
        cote != Cote::client || !a_serveur,
        "cconn : un Client ne peut pas enregistrer une commande qui prend un Serveur&"
    );
    static_assert(
        sont_ordonnes<F...>(),
        "cconn : Serveur& ou Client& puis Connexion& se prennent en premier, dans cet ordre"
    );
    static_assert(par_reference, "cconn : Serveur, Client et Connexion se prennent par référence");
    return (cote == Cote::serveur ? !a_client : !a_serveur) && sont_ordonnes<F...>() &&
           par_reference;
}

template<class R>
constexpr bool verifier_retour() {
    if constexpr (std::is_void_v<R>) {
        return true;
    } else if constexpr (est_reponse<std::remove_cvref_t<R>>) {
        return verifier_retour<typename std::remove_cvref_t<R>::Resultat>();
    } else {
        return verifier_envoi<std::remove_cvref_t<R>>();
    }
}

/// Vrai si les paramètres de `F` se lisent ; sinon le compilateur dit pourquoi.
template<class F>
constexpr bool verifier_forme() {
    static_assert(
        !std::is_member_function_pointer_v<F>,
        "cconn : une méthode s'enregistre par un lambda qui l'appelle sur son objet"
    );
    static_assert(
        SignatureConnue<F> || std::is_member_function_pointer_v<F>,
        "cconn : les types des paramètres doivent être écrits ; ni auto, ni fonction surchargée ou "
        "gabarit, ni std::bind"
    );
    return !std::is_member_function_pointer_v<F> && SignatureConnue<F>;
}

/// Vrai si `F` peut être enregistrée de ce côté ; sinon le compilateur dit pourquoi.
template<Cote cote, class F>
constexpr bool verifier_commande() {
    if constexpr (verifier_forme<F>()) {
        using Parties = Separation<Types<>, typename SignatureDe<F>::Parametres>;
        using Retour = typename SignatureDe<F>::Resultat;
        constexpr bool fournis_bons = verifier_fournis<cote>(typename Parties::Avant());
        constexpr bool arguments_bons = verifier_arguments(typename Parties::Arguments());
        constexpr bool retour_bon = verifier_retour<Retour>();
        return fournis_bons && arguments_bons && retour_bon;
    }
    return false;
}

} // namespace cconn::detail

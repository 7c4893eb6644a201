// Forme: ce qu'un type C++ simple devient en msgpack, et ce qui en est accepté.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/ecriture.hpp>
#include <cconn/detail/lecteur.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

namespace cconn::detail {

/// Lecture et écriture d'un type C++. Toute spécialisation a :
///
/// - `lisible`, `ecrivable` : s'il peut être argument d'une commande, et être envoyé ;
/// - `vue` : vrai s'il désigne les octets reçus au lieu de les posséder ;
/// - `nom()` : ce qu'on attend du pair, en français (`entier de 0 à 255`) ;
/// - `lire(lecteur, valeur)` : faux avec un écart dans le lecteur ; `valeur` est alors quelconque ;
/// - `ecrire(tampon, valeur)`.
///
/// Le cas général, pour les types de l'utilisateur, est dans empaquetage.hpp.
template<class T>
struct Forme;

/// Le nom français de ce qui est accepté pour un `T`.
template<class T>
[[nodiscard]] std::string nom_type() {
    return Forme<T>::nom();
}

template<class T, class... U>
concept ParmiTypes = (std::same_as<T, U> || ...);

template<class T>
concept Entier = std::integral<T> && sizeof(T) <= 8 &&
                 !ParmiTypes<T, bool, wchar_t, char8_t, char16_t, char32_t>;

template<class T>
concept Flottant = ParmiTypes<T, float, double>;

/// Un octet de données binaires. `std::int8_t` n'en est pas un : c'est un petit entier.
template<class T>
concept Octet = ParmiTypes < std::remove_cv_t<T>,
        std::uint8_t,
char, std::byte > ;

struct FormeSimple {
    static constexpr bool lisible = true;
    static constexpr bool ecrivable = true;
    static constexpr bool vue = false;
};

struct FormeEcrite {
    static constexpr bool lisible = false;
    static constexpr bool ecrivable = true;
    static constexpr bool vue = false;
};

template<>
struct Forme<bool> : FormeSimple {
    static std::string nom() { return "booléen"; }
    static bool lire(Lecteur& lecteur, bool& valeur) {
        const Element recu = lecteur.suivant();
        valeur = recu.valeur != 0;
        return recu.nature == Nature::booleen || lecteur.refuser(recu, nom());
    }
    static void ecrire(Tampon& tampon, bool valeur) { ecrire_booleen(tampon, valeur); }
};

/// Accepte les entiers et les flottants de valeur entière, dans l'étendue du type.
template<Entier T>
struct Forme<T> : FormeSimple {
    using Bornes = std::numeric_limits<T>;

    static std::string nom() {
        return "entier de " + std::to_string(Bornes::min()) + " à " + std::to_string(Bornes::max());
    }
    static bool lire(Lecteur& lecteur, T& valeur) {
        const Element recu = lecteur.suivant();
        return convertir(recu, valeur) || convertir(normaliser_entier(recu), valeur) ||
               lecteur.refuser(recu, nom());
    }
    static void ecrire(Tampon& tampon, T valeur) {
        if constexpr (std::is_signed_v<T>) {
            ecrire_entier(tampon, valeur);
        } else {
            ecrire_positif(tampon, valeur);
        }
    }

private:
    static bool convertir(const Element& recu, T& valeur) {
        valeur = static_cast<T>(recu.valeur);
        if (recu.nature == Nature::positif) {
            return recu.valeur <= static_cast<std::uint64_t>(Bornes::max());
        }
        if constexpr (std::is_signed_v<T>) {
            return recu.nature == Nature::negatif && recu.entier() >= Bornes::min();
        }
        return false;
    }
};

/// Accepte les flottants et les entiers ; refuse ce qui dépasse l'étendue du type.
template<Flottant T>
struct Forme<T> : FormeSimple {
    static std::string nom() { return sizeof(T) == 4 ? "nombre sur 32 bits" : "nombre"; }
    static bool lire(Lecteur& lecteur, T& valeur) {
        const Element recu = lecteur.suivant();
        if (recu.nature == Nature::positif) {
            valeur = static_cast<T>(recu.valeur);
            return true;
        }
        if (recu.nature == Nature::negatif) {
            valeur = static_cast<T>(recu.entier());
            return true;
        }
        const double large = recu.flottant();
        if (recu.nature != Nature::flottant || deborde(large)) {
            return lecteur.refuser(recu, nom());
        }
        valeur = static_cast<T>(large);
        return true;
    }
    static void ecrire(Tampon& tampon, T valeur) {
        if constexpr (sizeof(T) == 4) {
            ecrire_float(tampon, valeur);
        } else {
            ecrire_double(tampon, valeur);
        }
    }

private:
    // L'infini et le non-nombre existent dans les deux largeurs.
    static bool deborde(double large) {
        constexpr double infini = std::numeric_limits<double>::infinity();
        constexpr double borne = std::numeric_limits<T>::max();
        return (large > borne && large != infini) || (large < -borne && large != -infini);
    }
};

template<>
struct Forme<std::byte> : FormeSimple {
    static std::string nom() { return Forme<std::uint8_t>::nom(); }
    static bool lire(Lecteur& lecteur, std::byte& valeur) {
        std::uint8_t nombre = 0;
        const bool lu = Forme<std::uint8_t>::lire(lecteur, nombre);
        valeur = std::byte{nombre};
        return lu;
    }
    static void ecrire(Tampon& tampon, std::byte valeur) {
        ecrire_positif(tampon, std::to_integer<std::uint8_t>(valeur));
    }
};

template<>
struct Forme<std::nullptr_t> : FormeSimple {
    static std::string nom() { return "nil"; }
    static bool lire(Lecteur& lecteur, std::nullptr_t& /*valeur*/) {
        const Element recu = lecteur.suivant();
        return recu.nature == Nature::nil || lecteur.refuser(recu, nom());
    }
    static void ecrire(Tampon& tampon, std::nullptr_t /*valeur*/) { ecrire_nil(tampon); }
};

} // namespace cconn::detail

// Forme des textes et des suites d'octets.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme.hpp>

#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::detail {

/// Texte : `str` en sortie ; `str` ou `bin` en entrée, si c'est de l'UTF-8.
struct FormeTexte {
    static constexpr bool lisible = true;
    static constexpr bool ecrivable = true;
    static std::string nom() { return "texte"; }

protected:
    static bool lire_vue(Lecteur& lecteur, std::string_view& vue) {
        const Element recu = lecteur.suivant();
        if (!recu.a_octets()) {
            return lecteur.refuser(recu, nom());
        }
        vue = recu.texte();
        return texte_valide(vue) || lecteur.refuser(recu, "texte UTF-8");
    }
};

template<class A>
struct Forme<std::basic_string<char, std::char_traits<char>, A>> : FormeTexte {
    using Texte = std::basic_string<char, std::char_traits<char>, A>;
    static constexpr bool vue = false;
    static bool lire(Lecteur& lecteur, Texte& valeur) {
        std::string_view lu;
        if (!lire_vue(lecteur, lu)) {
            return false;
        }
        valeur.assign(lu);
        return true;
    }
    static void ecrire(Tampon& tampon, const Texte& valeur) { ecrire_texte(tampon, valeur); }
    static void citer(Tampon& tampon, const Texte& valeur) { citer_texte(tampon, valeur); }
};

template<>
struct Forme<std::string_view> : FormeTexte {
    static constexpr bool vue = true;
    static bool lire(Lecteur& lecteur, std::string_view& valeur) {
        return lire_vue(lecteur, valeur);
    }
    static void ecrire(Tampon& tampon, std::string_view valeur) { ecrire_texte(tampon, valeur); }
    static void citer(Tampon& tampon, std::string_view valeur) { citer_texte(tampon, valeur); }
};

template<>
struct Forme<const char*> : FormeEcrite {
    static std::string nom() { return "texte"; }
    static void ecrire(Tampon& tampon, const char* valeur) { ecrire_texte_c(tampon, valeur); }
};

template<>
struct Forme<char*> : Forme<const char*> {};

// NOLINTBEGIN(modernize-avoid-c-arrays): ceux des structures de l'utilisateur
/// Texte dans un tableau de taille fixe (membre d'une structure) : suivi de zéros s'il reste place.
template<std::size_t N>
struct Forme<char[N]> : FormeTexte {
    static constexpr bool vue = false;
    static std::string nom() { return "texte de " + std::to_string(N) + " octets au plus"; }
    static bool lire(Lecteur& lecteur, char (&valeur)[N]) {
        const Element recu = lecteur.regarder();
        std::string_view lu;
        if (!lire_vue(lecteur, lu)) {
            return false;
        }
        if (lu.size() > N) {
            return lecteur.refuser(recu, nom());
        }
        std::memset(valeur, 0, N);
        lu.copy(valeur, N);
        return true;
    }
    static void ecrire(Tampon& tampon, const char (&valeur)[N]) {
        const std::string_view tout(valeur, N);
        ecrire_texte(tampon, tout.substr(0, tout.find('\0')));
    }
};
// NOLINTEND(modernize-avoid-c-arrays)

/// Octets : `bin` en sortie ; `bin` ou `str` en entrée.
struct FormeOctets {
    static constexpr bool lisible = true;
    static constexpr bool ecrivable = true;
    static std::string nom() { return "octets"; }

protected:
    static bool lire_vue(Lecteur& lecteur, std::span<const std::uint8_t>& vue) {
        const Element recu = lecteur.suivant();
        vue = recu.a_octets() ? recu.octets() : std::span<const std::uint8_t>();
        return recu.a_octets() || lecteur.refuser(recu, nom());
    }
    template<Octet O, std::size_t N>
    static std::span<const std::uint8_t> vue_sur(std::span<O, N> octets) {
        // Tous les `Octet` ont la représentation d'un `std::uint8_t`.
        return {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()};
    }
};

template<Octet O, class A>
struct Forme<std::vector<O, A>> : FormeOctets {
    static constexpr bool vue = false;
    static bool lire(Lecteur& lecteur, std::vector<O, A>& valeur) {
        std::span<const std::uint8_t> lu;
        if (!lire_vue(lecteur, lu)) {
            return false;
        }
        // Tous les `Octet` ont la représentation d'un `std::uint8_t`.
        const auto* const debut = reinterpret_cast<const O*>(lu.data());
        valeur.assign(debut, debut + lu.size());
        return true;
    }
    static void ecrire(Tampon& tampon, const std::vector<O, A>& valeur) {
        ecrire_octets(tampon, vue_sur(std::span(valeur)));
    }
    static void citer(Tampon& tampon, const std::vector<O, A>& valeur) {
        citer_octets(tampon, vue_sur(std::span(valeur)));
    }
};

template<Octet O, std::size_t N>
struct Forme<std::array<O, N>> : FormeOctets {
    static constexpr bool vue = false;
    static std::string nom() { return std::to_string(N) + " octets"; }
    static bool lire(Lecteur& lecteur, std::array<O, N>& valeur) {
        const Element recu = lecteur.suivant();
        if (!recu.a_octets() || recu.taille() != N) {
            return lecteur.refuser(recu, nom());
        }
        if constexpr (N > 0) {
            std::memcpy(valeur.data(), recu.corps, N);
        }
        return true;
    }
    static void ecrire(Tampon& tampon, const std::array<O, N>& valeur) {
        ecrire_octets(tampon, vue_sur(std::span(valeur)));
    }
};

/// Vue sur les octets reçus : elle vaut tant que dure la commande.
template<Octet O, std::size_t N>
struct Forme<std::span<O, N>> : FormeOctets {
    static constexpr bool lisible = N == std::dynamic_extent && std::is_const_v<O>;
    static constexpr bool vue = true;
    static bool lire(Lecteur& lecteur, std::span<O, N>& valeur) {
        std::span<const std::uint8_t> lu;
        const bool est_lu = lire_vue(lecteur, lu);
        valeur = {reinterpret_cast<O*>(lu.data()), lu.size()};
        return est_lu;
    }
    static void ecrire(Tampon& tampon, std::span<O, N> valeur) {
        ecrire_octets(tampon, vue_sur(valeur));
    }
    static void citer(Tampon& tampon, std::span<O, N> valeur) {
        citer_octets(tampon, vue_sur(valeur));
    }
};

} // namespace cconn::detail

// GenerateurMsgpack: messages msgpack tirés au hasard, de tous les codages, et leurs altérations.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace outils {

/// Tire des tableaux msgpack bien formés, puis les abîme. La même graine donne la même suite.
///
/// Les codages sont volontairement variés : tailles non minimales, extensions quelconques, clés de
/// tout genre, textes qui n'en sont pas.
class GenerateurMsgpack final {
public:
    explicit GenerateurMsgpack(std::uint64_t graine) : hasard_(graine) {}

    /// Un tableau complet.
    std::vector<std::uint8_t> tirer_tableau() {
        octets_.clear();
        budget_ = 1 + tirer(60);
        ecrire_conteneur(tirer(6), {0x90, 0xdc, 0xdd});
        return octets_;
    }

    /// Abîme quelques octets, coupe ou prolonge ; une fois sur trois, ne change rien.
    void alterer(std::vector<std::uint8_t>& octets) {
        if (octets.empty() || tirer(3) == 0) {
            return;
        }
        for (std::size_t n = tirer(3); n > 0; --n) {
            octets[tirer(octets.size())] = octet();
        }
        if (tirer(4) == 0) {
            octets.resize(tirer(octets.size()));
        }
        for (std::size_t n = tirer(4); n > 0; --n) {
            octets.push_back(octet());
        }
    }

    /// Un entier de 0 à `fin` exclue.
    std::size_t tirer(std::size_t fin) { return static_cast<std::size_t>(hasard_() % fin); }

private:
    /// Premiers octets de la forme courte et des formes longues d'une même sorte, par largeur.
    struct Formes {
        std::uint8_t courte;
        std::uint8_t deux;
        std::uint8_t quatre;
    };

    std::uint8_t octet() { return static_cast<std::uint8_t>(hasard_()); }

    void ecrire_nombre(std::uint64_t nombre, unsigned largeur) {
        for (unsigned reste = largeur; reste > 0; --reste) {
            octets_.push_back(static_cast<std::uint8_t>(nombre >> (8 * (reste - 1))));
        }
    }

    void ecrire_alea(std::size_t taille) {
        for (; taille > 0; --taille) {
            octets_.push_back(octet());
        }
    }

    void ecrire_valeur() {
        if (budget_ == 0) {
            octets_.push_back(0xc0);
            return;
        }
        --budget_;
        switch (tirer(8)) {
        case 0:
            ecrire_conteneur(tirer(5), {0x90, 0xdc, 0xdd});
            break;
        case 1:
            ecrire_table();
            break;
        case 2:
            ecrire_texte();
            break;
        case 3:
            ecrire_bin();
            break;
        case 4:
            ecrire_extension();
            break;
        default:
            ecrire_scalaire();
        }
    }

    void ecrire_entete_conteneur(std::size_t nombre, const Formes& formes) {
        switch (tirer(4)) {
        case 0:
            octets_.push_back(formes.deux);
            ecrire_nombre(nombre, 2);
            break;
        case 1:
            octets_.push_back(formes.quatre);
            ecrire_nombre(nombre, 4);
            break;
        default:
            octets_.push_back(static_cast<std::uint8_t>(formes.courte | nombre));
        }
    }

    void ecrire_conteneur(std::size_t nombre, const Formes& formes) {
        ecrire_entete_conteneur(nombre, formes);
        for (; nombre > 0; --nombre) {
            ecrire_valeur();
        }
    }

    void ecrire_table() {
        std::size_t paires = tirer(4);
        ecrire_entete_conteneur(paires, {0x80, 0xde, 0xdf});
        for (; paires > 0; --paires) {
            ecrire_valeur();
            ecrire_valeur();
        }
    }

    void ecrire_texte() {
        const std::size_t taille = tirer(20);
        switch (tirer(4)) {
        case 0:
            octets_.push_back(0xd9);
            ecrire_nombre(taille, 1);
            break;
        case 1:
            octets_.push_back(0xda);
            ecrire_nombre(taille, 2);
            break;
        case 2:
            octets_.push_back(0xdb);
            ecrire_nombre(taille, 4);
            break;
        default:
            octets_.push_back(static_cast<std::uint8_t>(0xa0U | taille));
        }
        ecrire_alea(taille);
    }

    void ecrire_bin() {
        const std::size_t rang = tirer(3);
        const std::size_t taille = tirer(20);
        octets_.push_back(static_cast<std::uint8_t>(0xc4 + rang));
        ecrire_nombre(taille, 1U << rang);
        ecrire_alea(taille);
    }

    void ecrire_extension() {
        if (tirer(2) == 0) {
            const std::size_t rang = tirer(5);
            octets_.push_back(static_cast<std::uint8_t>(0xd4 + rang));
            ecrire_alea(1 + (std::size_t{1} << rang));
            return;
        }
        const std::size_t rang = tirer(3);
        const std::size_t taille = tirer(20);
        octets_.push_back(static_cast<std::uint8_t>(0xc7 + rang));
        ecrire_nombre(taille, 1U << rang);
        ecrire_alea(1 + taille);
    }

    void ecrire_scalaire() {
        constexpr std::array<std::uint8_t, 13> premiers{
            0xc0, 0xc2, 0xc3, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3};
        constexpr std::array<std::uint8_t, 13> tailles{0, 0, 0, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8};
        const std::size_t rang = tirer(premiers.size() + 2);
        if (rang >= premiers.size()) {
            octets_.push_back(static_cast<std::uint8_t>(0xe0 + tirer(0xa0)));
            return;
        }
        octets_.push_back(premiers.at(rang));
        ecrire_alea(tailles.at(rang));
    }

    std::mt19937_64 hasard_;
    std::vector<std::uint8_t> octets_;
    std::size_t budget_ = 0; ///< Valeurs encore permises autres que nil.
};

} // namespace outils

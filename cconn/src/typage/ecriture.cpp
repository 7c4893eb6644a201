// Ecriture: valeurs msgpack simples vers un tampon, chacune dans son codage le plus court.
// SPDX-License-Identifier: MIT
#include <cconn/detail/ecriture.hpp>
#include <cconn/erreur.hpp>

#include "base/texte.hpp"

#include <bit>
#include <limits>

namespace cconn::detail {
namespace {

/// Premier octet, puis la valeur en gros-boutiste sur `largeur` octets.
void ecrire_nombre(Tampon& tampon, std::uint8_t premier, std::uint64_t valeur, unsigned largeur) {
    std::uint8_t* const octets = tampon.place(1 + largeur);
    octets[0] = premier;
    for (unsigned i = 0; i < largeur; ++i) {
        octets[largeur - i] = static_cast<std::uint8_t>(valeur >> (8U * i) & 0xFFU);
    }
    tampon.avancer(1 + largeur);
}

/// Premiers octets d'une famille de codages, selon la largeur de la taille ; zéro : pas de codage.
struct Famille {
    std::uint8_t sur_un;
    std::uint8_t sur_deux;
    std::uint8_t sur_quatre;
};

constexpr Famille famille_texte{0xD9, 0xDA, 0xDB};
constexpr Famille famille_octets{0xC4, 0xC5, 0xC6};
constexpr Famille famille_extension{0xC7, 0xC8, 0xC9};
constexpr Famille famille_tableau{0, 0xDC, 0xDD};
constexpr Famille famille_table{0, 0xDE, 0xDF};

void ecrire_taille(Tampon& tampon, const Famille& famille, std::size_t taille) {
    if (taille > std::numeric_limits<std::uint32_t>::max()) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "valeur de " + std::to_string(taille) + " éléments ou octets, limite 4294967295"
        );
    }
    if (famille.sur_un != 0 && taille <= 0xFF) {
        ecrire_nombre(tampon, famille.sur_un, taille, 1);
    } else if (taille <= 0xFFFF) {
        ecrire_nombre(tampon, famille.sur_deux, taille, 2);
    } else {
        ecrire_nombre(tampon, famille.sur_quatre, taille, 4);
    }
}

void ecrire_entete_texte(Tampon& tampon, std::string_view texte) {
    if (!est_utf8(texte)) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "texte « " + echapper(texte, 40) +
                " » qui n'est pas de l'UTF-8 ; pour transmettre des octets, employer cconn::Octets"
        );
    }
    if (texte.size() < 32) {
        tampon.ajouter(static_cast<std::uint8_t>(0xA0 | texte.size()));
    } else {
        ecrire_taille(tampon, famille_texte, texte.size());
    }
}

} // namespace

void ecrire_nil(Tampon& tampon) {
    tampon.ajouter(std::uint8_t{0xC0});
}

void ecrire_booleen(Tampon& tampon, bool valeur) {
    tampon.ajouter(static_cast<std::uint8_t>(valeur ? 0xC3 : 0xC2));
}

void ecrire_positif(Tampon& tampon, std::uint64_t valeur) {
    if (valeur < 0x80) {
        tampon.ajouter(static_cast<std::uint8_t>(valeur));
    } else if (valeur <= 0xFF) {
        ecrire_nombre(tampon, 0xCC, valeur, 1);
    } else if (valeur <= 0xFFFF) {
        ecrire_nombre(tampon, 0xCD, valeur, 2);
    } else if (valeur <= 0xFFFF'FFFF) {
        ecrire_nombre(tampon, 0xCE, valeur, 4);
    } else {
        ecrire_nombre(tampon, 0xCF, valeur, 8);
    }
}

void ecrire_entier(Tampon& tampon, std::int64_t valeur) {
    const auto bits = static_cast<std::uint64_t>(valeur);
    if (valeur >= 0) {
        ecrire_positif(tampon, bits);
    } else if (valeur >= -32) {
        tampon.ajouter(static_cast<std::uint8_t>(bits & 0xFFU));
    } else if (valeur >= std::numeric_limits<std::int8_t>::min()) {
        ecrire_nombre(tampon, 0xD0, bits, 1);
    } else if (valeur >= std::numeric_limits<std::int16_t>::min()) {
        ecrire_nombre(tampon, 0xD1, bits, 2);
    } else if (valeur >= std::numeric_limits<std::int32_t>::min()) {
        ecrire_nombre(tampon, 0xD2, bits, 4);
    } else {
        ecrire_nombre(tampon, 0xD3, bits, 8);
    }
}

void ecrire_double(Tampon& tampon, double valeur) {
    ecrire_nombre(tampon, 0xCB, std::bit_cast<std::uint64_t>(valeur), 8);
}

void ecrire_float(Tampon& tampon, float valeur) {
    ecrire_nombre(tampon, 0xCA, std::bit_cast<std::uint32_t>(valeur), 4);
}

void ecrire_texte(Tampon& tampon, std::string_view texte) {
    ecrire_entete_texte(tampon, texte);
    tampon.write(texte.data(), texte.size());
}

void citer_texte(Tampon& tampon, std::string_view texte) {
    ecrire_entete_texte(tampon, texte);
    tampon.citer({reinterpret_cast<const std::uint8_t*>(texte.data()), texte.size()});
}

void ecrire_texte_c(Tampon& tampon, const char* texte) {
    if (texte == nullptr) {
        throw Erreur(CodeErreur::argument_invalide, "pointeur de texte nul");
    }
    ecrire_texte(tampon, texte);
}

void ecrire_octets(Tampon& tampon, std::span<const std::uint8_t> octets) {
    ecrire_taille(tampon, famille_octets, octets.size());
    tampon.ajouter(octets);
}

void citer_octets(Tampon& tampon, std::span<const std::uint8_t> octets) {
    ecrire_taille(tampon, famille_octets, octets.size());
    tampon.citer(octets);
}

void ecrire_extension(Tampon& tampon, std::int8_t type, std::span<const std::uint8_t> octets) {
    const std::size_t taille = octets.size();
    if (std::has_single_bit(taille) && taille <= 16) {
        // fixext 1, 2, 4, 8, 16 : d4 à d8.
        tampon.ajouter(static_cast<std::uint8_t>(0xD4 + std::countr_zero(taille)));
    } else {
        ecrire_taille(tampon, famille_extension, taille);
    }
    tampon.ajouter(static_cast<std::uint8_t>(type));
    tampon.ajouter(octets);
}

void ecrire_tableau(Tampon& tampon, std::size_t nb) {
    if (nb < 16) {
        tampon.ajouter(static_cast<std::uint8_t>(0x90 | nb));
    } else {
        ecrire_taille(tampon, famille_tableau, nb);
    }
}

void ecrire_table(Tampon& tampon, std::size_t nb) {
    if (nb < 16) {
        tampon.ajouter(static_cast<std::uint8_t>(0x80 | nb));
    } else {
        ecrire_taille(tampon, famille_table, nb);
    }
}

} // namespace cconn::detail

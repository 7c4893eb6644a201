// Entete: le début d'une valeur msgpack, lu sur des octets quelconques.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cconn::detail {

/// Ce qu'annonce un en-tête msgpack, ou pourquoi il ne se lit pas.
enum class Genre : std::uint8_t {
    incomplet, ///< Il manque des octets pour finir l'en-tête.
    invalide,  ///< Octet `c1`, que msgpack n'attribue pas.
    nil,
    booleen,
    positif, ///< Entier nul ou positif, quel que soit son codage.
    negatif, ///< Entier strictement négatif.
    flottant,
    texte,     ///< Suivi d'un corps.
    octets,    ///< Suivi d'un corps.
    extension, ///< Suivie d'un corps ; l'octet de type est compté dans l'en-tête.
    tableau,   ///< Suivi de `valeur` éléments.
    table,     ///< Suivie de `valeur` paires.
};

/// Un en-tête. La valeur d'un nil, booléen, entier ou flottant en fait partie.
struct Entete {
    Genre genre = Genre::incomplet;
    /// Octets de l'en-tête ; d'un `incomplet` : octets qu'il faut pour le lire.
    std::uint8_t taille = 1;
    std::int8_t type_extension = 0;
    /// Selon le genre : 0 ou 1, valeur d'un `positif`, complément à deux sur 64 bits d'un
    /// `negatif`, bits du `double`, octets du corps, nombre d'éléments ou de paires.
    std::uint64_t valeur = 0;

    /// Exige : `genre == Genre::flottant`.
    [[nodiscard]] double flottant() const noexcept { return std::bit_cast<double>(valeur); }
    /// Exige : `genre == Genre::negatif`.
    [[nodiscard]] std::int64_t negatif() const noexcept {
        return static_cast<std::int64_t>(valeur);
    }
    /// Octets qui suivent l'en-tête avant la valeur suivante ; zéro pour un tableau ou une table.
    [[nodiscard]] std::uint64_t corps() const noexcept {
        const bool a_corps =
            genre == Genre::texte || genre == Genre::octets || genre == Genre::extension;
        return a_corps ? valeur : 0;
    }
    /// Valeurs contenues : les éléments d'un tableau, deux par paire d'une table, sinon zéro.
    [[nodiscard]] std::uint64_t contenus() const noexcept {
        if (genre == Genre::tableau) {
            return valeur;
        }
        return genre == Genre::table ? 2 * valeur : 0;
    }
};

/// Octets de la valeur complète qui commence ici, ou zéro si elle est incomplète ou invalide.
/// Itérative et sans allocation.
[[nodiscard]] std::size_t taille_valeur(std::span<const std::uint8_t> octets) noexcept;

/// Ce que dit le premier octet d'une valeur : de quoi la sauter sans la lire.
struct FormeEntete {
    Genre genre = Genre::invalide; ///< Un entier signé est `negatif` tant qu'il n'est pas lu.
    std::uint8_t taille = 1;       ///< Octets de l'en-tête, celui-ci compris.
    std::uint8_t immediat = 0;     ///< Valeur, taille ou nombre contenu dans l'octet même.
    /// Octets du nombre gros-boutiste qui suit (0, 1, 2, 4, 8) : valeur, taille ou quantité.
    std::uint8_t largeur = 0;
};

/// La forme de chacun des 256 premiers octets possibles.
extern const std::array<FormeEntete, 256> formes_entete;

/// Nombre gros-boutiste de 0, 1, 2, 4 ou 8 octets.
///
/// Exige : `largeur` octets lisibles à partir de `octets`.
[[nodiscard]] inline std::uint64_t
lire_gros_boutiste(const std::uint8_t* octets, unsigned largeur) noexcept {
    std::uint64_t nombre = 0;
    for (unsigned i = 0; i < largeur; ++i) {
        nombre = nombre << 8U | octets[i];
    }
    return nombre;
}

/// Un en-tête de plusieurs octets, ou d'un petit entier négatif. Exige : des octets.
[[nodiscard]] Entete lire_entete_long(std::span<const std::uint8_t> octets) noexcept;

/// Lit un en-tête au début des octets. Totale : toute suite d'octets, même vide, a une issue ; ne
/// lit jamais au-delà. Les codages plus longs que nécessaire sont acceptés.
[[nodiscard]] inline Entete lire_entete(std::span<const std::uint8_t> octets) noexcept {
    if (octets.empty()) {
        return {};
    }
    const FormeEntete forme = formes_entete[octets.front()];
    if (forme.taille == 1 && forme.genre != Genre::negatif) {
        return {forme.genre, 1, 0, forme.immediat};
    }
    return lire_entete_long(octets);
}

} // namespace cconn::detail

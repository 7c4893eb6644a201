// Entete: table des premiers octets de msgpack et lecture d'un en-tête.
// SPDX-License-Identifier: MIT
#include "protocole/entete.hpp"

namespace cconn::detail {
namespace {

using Formes = std::array<FormeEntete, 256>;

constexpr void remplir(Formes& formes, std::size_t premier, std::size_t dernier, Genre genre) {
    for (std::size_t octet = premier; octet <= dernier; ++octet) {
        formes.at(octet) = {genre, 1, static_cast<std::uint8_t>(octet - premier), 0};
    }
}

// Les en-têtes suivis d'un nombre, par groupes de largeurs croissantes, une par octet.
constexpr void
remplir_nombres(Formes& formes, std::size_t premier, Genre genre, std::uint8_t largeur) {
    const std::uint8_t taille_type = genre == Genre::extension ? 1 : 0;
    formes.at(premier) = {genre, static_cast<std::uint8_t>(1 + largeur + taille_type), 0, largeur};
}

constexpr Formes construire_formes() {
    Formes formes{};
    remplir(formes, 0x00, 0x7f, Genre::positif);
    remplir(formes, 0x80, 0x8f, Genre::table);
    remplir(formes, 0x90, 0x9f, Genre::tableau);
    remplir(formes, 0xa0, 0xbf, Genre::texte);
    remplir(formes, 0xc0, 0xc0, Genre::nil);
    remplir(formes, 0xc2, 0xc3, Genre::booleen);
    for (std::size_t rang = 0; rang < 3; ++rang) {
        const auto largeur = static_cast<std::uint8_t>(1U << rang);
        remplir_nombres(formes, 0xc4 + rang, Genre::octets, largeur);
        remplir_nombres(formes, 0xc7 + rang, Genre::extension, largeur);
        remplir_nombres(formes, 0xd9 + rang, Genre::texte, largeur);
    }
    remplir_nombres(formes, 0xca, Genre::flottant, 4);
    remplir_nombres(formes, 0xcb, Genre::flottant, 8);
    for (std::size_t rang = 0; rang < 4; ++rang) {
        const auto largeur = static_cast<std::uint8_t>(1U << rang);
        remplir_nombres(formes, 0xcc + rang, Genre::positif, largeur);
        remplir_nombres(formes, 0xd0 + rang, Genre::negatif, largeur);
    }
    for (std::size_t rang = 0; rang < 5; ++rang) {
        formes.at(0xd4 + rang) = {Genre::extension, 2, static_cast<std::uint8_t>(1U << rang), 0};
    }
    remplir_nombres(formes, 0xdc, Genre::tableau, 2);
    remplir_nombres(formes, 0xdd, Genre::tableau, 4);
    remplir_nombres(formes, 0xde, Genre::table, 2);
    remplir_nombres(formes, 0xdf, Genre::table, 4);
    for (std::size_t octet = 0xe0; octet <= 0xff; ++octet) {
        formes.at(octet) = {Genre::negatif, 1, static_cast<std::uint8_t>(octet), 0};
    }
    return formes;
}

/// Étend le signe d'un entier négatif ou positif écrit en complément à deux.
std::uint64_t etendre_signe(std::uint64_t valeur, unsigned largeur) {
    const std::uint64_t signe = std::uint64_t{1} << (8 * largeur - 1);
    return (valeur ^ signe) - signe;
}

std::uint64_t bits_flottant(std::uint64_t valeur, unsigned largeur) {
    if (largeur == sizeof(double)) {
        return valeur;
    }
    const auto simple = std::bit_cast<float>(static_cast<std::uint32_t>(valeur));
    return std::bit_cast<std::uint64_t>(static_cast<double>(simple));
}

} // namespace

constinit const Formes formes_entete = construire_formes();

Entete lire_entete_long(std::span<const std::uint8_t> octets) noexcept {
    const FormeEntete forme = formes_entete[octets.front()];
    if (octets.size() < forme.taille) {
        return {Genre::incomplet, forme.taille, 0, 0};
    }
    Entete entete{forme.genre, forme.taille, 0, forme.immediat};
    if (forme.largeur != 0) {
        entete.valeur = lire_gros_boutiste(octets.data() + 1, forme.largeur);
    }
    if (forme.genre == Genre::negatif) {
        entete.valeur = etendre_signe(entete.valeur, forme.largeur == 0 ? 1 : forme.largeur);
        entete.genre = entete.negatif() < 0 ? Genre::negatif : Genre::positif;
    } else if (forme.genre == Genre::flottant) {
        entete.valeur = bits_flottant(entete.valeur, forme.largeur);
    } else if (forme.genre == Genre::extension) {
        entete.type_extension = static_cast<std::int8_t>(octets[forme.taille - 1U]);
    }
    return entete;
}

std::size_t taille_valeur(std::span<const std::uint8_t> octets) noexcept {
    std::size_t position = 0;
    // Chaque valeur due prend au moins un octet : au-delà de ce qui reste, elle est incomplète.
    std::uint64_t dues = 1;
    while (dues > 0) {
        const Entete entete = lire_entete(octets.subspan(position));
        if (entete.genre == Genre::incomplet || entete.genre == Genre::invalide) {
            return 0;
        }
        position += entete.taille;
        dues += entete.contenus();
        --dues;
        const std::size_t restants = octets.size() - position;
        if (entete.corps() > restants || dues > restants - entete.corps()) {
            return 0;
        }
        position += static_cast<std::size_t>(entete.corps());
    }
    return position;
}

} // namespace cconn::detail

// SPDX-License-Identifier: MIT
#include "identifiant.hpp"

#include <array>
#include <charconv>

namespace cconn::taches::detail {
namespace {

constexpr unsigned tours = 4;
constexpr std::size_t taille_id = 8;

} // namespace

// Un réseau de Feistel : quelle que soit cette fonction, l'ensemble est une permutation.
std::uint16_t Identifiants::tour(std::uint16_t moitie, unsigned numero) const {
    constexpr std::uint64_t melange = 0x9E37'79B9'7F4A'7C15; // nombre d'or, comme dans splitmix64
    std::uint64_t x = (graine_ ^ moitie) + melange * (numero + 1);
    x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9;
    x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EB;
    return static_cast<std::uint16_t>(x >> 48U);
}

std::string Identifiants::depuis_rang(Rang rang) const {
    auto gauche = static_cast<std::uint16_t>(rang >> 16U);
    auto droite = static_cast<std::uint16_t>(rang);
    for (unsigned i = 0; i < tours; ++i) {
        const auto nouvelle = static_cast<std::uint16_t>(gauche ^ tour(droite, i));
        gauche = droite;
        droite = nouvelle;
    }
    constexpr std::string_view chiffres = "0123456789abcdef";
    std::uint32_t nombre = (std::uint32_t{gauche} << 16U) | droite;
    std::string id(taille_id, '0');
    for (std::size_t i = taille_id; i > 0; --i) {
        id[i - 1] = chiffres[nombre & 0xFU];
        nombre >>= 4U;
    }
    return id;
}

std::optional<Rang> Identifiants::vers_rang(std::string_view id) const {
    std::uint32_t nombre = 0;
    const auto lu = std::from_chars(id.data(), id.data() + id.size(), nombre, 16);
    if (id.size() != taille_id || lu.ec != std::errc() || lu.ptr != id.data() + id.size()) {
        return std::nullopt;
    }
    auto gauche = static_cast<std::uint16_t>(nombre >> 16U);
    auto droite = static_cast<std::uint16_t>(nombre);
    for (unsigned i = tours; i > 0; --i) {
        const auto nouvelle = static_cast<std::uint16_t>(droite ^ tour(gauche, i - 1));
        droite = gauche;
        gauche = nouvelle;
    }
    const Rang rang = (Rang{gauche} << 16) | Rang{droite};
    return rang == 0 ? std::nullopt : std::optional(rang);
}

} // namespace cconn::taches::detail

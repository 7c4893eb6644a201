// Identifiant: le nom public d'une tâche, calculé de son rang.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cconn::taches::detail {

/// Place d'une tâche dans l'ordre de soumission, de 1 à 2^32 - 1 ; sa clé dans la base.
using Rang = std::int64_t;

inline constexpr Rang rang_max = 0xFFFF'FFFF;

/// Une permutation des entiers de 32 bits, propre à une base : deux rangs n'ont jamais le même
/// identifiant, deux rangs voisins n'ont pas l'air voisins, et aucun index n'est nécessaire.
class Identifiants final {
public:
    /// @param graine  tirée à la création de la base.
    explicit Identifiants(std::uint64_t graine) : graine_(graine) {}

    /// Huit chiffres hexadécimaux minuscules. Exige : 1 <= rang <= `rang_max`.
    [[nodiscard]] std::string depuis_rang(Rang rang) const;
    /// Rien si ce n'est pas un identifiant ; les majuscules sont admises.
    [[nodiscard]] std::optional<Rang> vers_rang(std::string_view id) const;

private:
    [[nodiscard]] std::uint16_t tour(std::uint16_t moitie, unsigned numero) const;

    std::uint64_t graine_;
};

} // namespace cconn::taches::detail

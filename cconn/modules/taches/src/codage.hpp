// Codage: les valeurs telles qu'elles sont gardées dans la base, en msgpack.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include <cstdint>
#include <span>

namespace cconn::taches::detail {

/// La valeur emballée.
[[nodiscard]] Octets emballer(const Valeur& valeur);

/// La valeur de ces octets.
/// @throws Erreur `stockage_indisponible` si ce n'en est pas une : la base a été touchée.
[[nodiscard]] Valeur deballer(std::span<const std::uint8_t> octets);

} // namespace cconn::taches::detail

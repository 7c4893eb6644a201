// Verification: ce que l'on refuse avant d'y toucher, options, types et soumissions.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/options.hpp>

#include "magasin.hpp"

#include <string_view>

namespace cconn::taches::detail {

// Toutes lèvent `argument_invalide`.

void verifier(const OptionsTaches& options);
void verifier(const FiltreTaches& filtre);
void verifier_type(std::string_view type);

/// Rend la soumission si elle convient.
/// @throws Erreur `trame_trop_grande` si ses données le sont.
[[nodiscard]] Soumission verifier(Soumission soumission, const OptionsTaches& options);

} // namespace cconn::taches::detail

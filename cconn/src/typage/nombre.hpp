// Nombre: un flottant en texte court, sans dépendre de la langue du système.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace cconn::detail {

/// Le plus court texte qui redonne exactement ce nombre : `3.5`, `1e+300`, `nan`.
[[nodiscard]] inline std::string texte_nombre(double valeur) {
    std::array<char, 32> chiffres{};
    const auto fin = std::to_chars(chiffres.begin(), chiffres.end(), valeur).ptr;
    return {chiffres.data(), fin};
}

} // namespace cconn::detail

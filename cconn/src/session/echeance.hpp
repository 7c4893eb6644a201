// Échéance: un délai de l'application, compté à partir de maintenant.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <chrono>

namespace cconn::detail {

/// L'instant atteint dans `delai`, sans débordement : `sans_limite` donne `jamais`, un délai négatif
/// donne maintenant.
[[nodiscard]] inline Instant echeance_de(std::chrono::nanoseconds delai) {
    const Instant maintenant = std::chrono::steady_clock::now();
    if (delai >= jamais - maintenant) {
        return jamais;
    }
    return delai.count() > 0 ? maintenant + delai : maintenant;
}

} // namespace cconn::detail

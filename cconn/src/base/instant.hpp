// Instant: le temps, toujours reçu en argument par ce qui doit se tester sans horloge.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace cconn::detail {

/// Un moment de l'horloge monotone ; les réglages de l'heure du système ne l'affectent pas.
using Instant = std::chrono::steady_clock::time_point;

/// L'échéance de ce qui attend sans fin.
inline constexpr Instant jamais = Instant::max();

/// `maintenant + delai` sans débordement : au-delà du calendrier, `jamais` ; un délai négatif ne
/// compte pas.
[[nodiscard]] constexpr Instant
echeance_apres(Instant maintenant, std::chrono::milliseconds delai) noexcept {
    // Comparé en millisecondes : convertir d'abord un délai énorme en nanosecondes déborderait.
    if (delai >= std::chrono::floor<std::chrono::milliseconds>(jamais - maintenant)) {
        return jamais;
    }
    return delai.count() > 0 ? maintenant + delai : maintenant;
}

} // namespace cconn::detail

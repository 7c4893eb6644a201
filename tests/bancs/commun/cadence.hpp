// Cadence: quand une mesure s'arrête, au bout d'un temps ou d'un nombre d'opérations.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/reglages.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace banc {

using Instant = std::chrono::steady_clock::time_point;

inline Instant maintenant() {
    return std::chrono::steady_clock::now();
}

inline double secondes(std::chrono::nanoseconds duree) {
    return std::chrono::duration<double>(duree).count();
}

/// Dit combien d'opérations peuvent encore commencer. À un seul fil.
class Cadence {
public:
    explicit Cadence(const Reglages& reglages, Instant debut = maintenant())
        : fin_(reglages.nombre > 0 ? Instant::max() : debut + reglages.duree),
          reste_(
              reglages.nombre > 0 ? reglages.nombre : std::numeric_limits<std::uint64_t>::max()
          ) {}

    /// Combien, de `voulues` opérations, peuvent commencer ; 0 : la mesure est finie.
    std::uint64_t prendre(std::uint64_t voulues) {
        if (fin_ != Instant::max() && maintenant() >= fin_) {
            return 0;
        }
        const auto prises = std::min(voulues, reste_);
        reste_ -= prises;
        return prises;
    }

    bool encore() { return prendre(1) == 1; }

private:
    Instant fin_;
    std::uint64_t reste_;
};

} // namespace banc

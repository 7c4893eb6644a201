// HorlogeManuelle: le temps des tests, qui n'avance que si on le pousse.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <chrono>

namespace outils {

/// Commence à un instant quelconque, différent de zéro.
class HorlogeManuelle final {
public:
    [[nodiscard]] cconn::detail::Instant maintenant() const { return maintenant_; }
    void avancer(std::chrono::nanoseconds duree) { maintenant_ += duree; }

private:
    cconn::detail::Instant maintenant_{std::chrono::hours{1'000}};
};

} // namespace outils

// Huit usages de cconn, assez courts pour être rejoués à chaque panne possible.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

namespace pannes {

/// Une fin admise : réussir, ou lever une `cconn::Erreur` ou `std::bad_alloc`. Le reste est un défaut.
struct Scenario {
    std::string_view nom;
    void (*jouer)();
};

[[nodiscard]] const std::array<Scenario, 8>& scenarios();

} // namespace pannes

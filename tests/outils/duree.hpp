// Durée d'un test long, que l'environnement peut raccourcir ou allonger.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdlib>

namespace outils {

/// `CCONN_DUREE` secondes si la variable est posée, sinon la durée donnée.
inline std::chrono::seconds duree(std::chrono::seconds habituelle) {
    const char* const texte = std::getenv("CCONN_DUREE"); // NOLINT(concurrency-mt-unsafe): lue avant tout fil
    const long secondes = texte == nullptr ? 0 : std::strtol(texte, nullptr, 10);
    return secondes > 0 ? std::chrono::seconds(secondes) : habituelle;
}

} // namespace outils

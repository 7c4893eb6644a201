// Durée d'un test de charge, que l'environnement peut raccourcir ou allonger.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdlib>

namespace outils {

/// `CCONN_DUREE` secondes si la variable est posée, sinon celle de la construction : une minute, ou
/// un quart de minute sous un assainisseur.
inline std::chrono::seconds duree() {
    const char* const texte = std::getenv("CCONN_DUREE");
    const long secondes = texte == nullptr ? 0 : std::strtol(texte, nullptr, 10);
    return std::chrono::seconds(secondes > 0 ? secondes : CCONN_DUREE_HABITUELLE);
}

} // namespace outils

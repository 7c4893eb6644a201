// Chiffres: ce qu'un test long lit de son environnement, et ce qu'il publie de ses mesures.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace outils {

inline std::string variable(const char* nom) {
    // Aucun test ne change son environnement. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* const valeur = std::getenv(nom);
    return valeur == nullptr ? std::string() : std::string(valeur);
}

/// Ajoute une ligne au fichier que `CCONN_CHIFFRES` nomme, pour tests/endurance/lancer.
inline void publier(const std::string& quoi, std::uint64_t valeur, std::uint64_t fautes = 0) {
    if (const std::string fichier = variable("CCONN_CHIFFRES"); !fichier.empty()) {
        std::ofstream(fichier, std::ios::app) << quoi << '\t' << valeur << '\t' << fautes << '\n';
    }
}

} // namespace outils

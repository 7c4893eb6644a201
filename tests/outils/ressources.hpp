// Ressources: ce que ce processus tient en ce moment, d'après le noyau.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace outils {

struct Ressources {
    std::size_t descripteurs = 0;
    std::size_t fils = 0;
    std::size_t memoire = 0; ///< Octets résidents.
};

/// Nombre d'entrées d'un dossier de /proc/self.
inline std::size_t compter(const char* dossier) {
    const std::filesystem::directory_iterator entrees(dossier);
    return static_cast<std::size_t>(std::distance(begin(entrees), end(entrees)));
}

inline Ressources ressources() {
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0;
    std::size_t residentes = 0;
    statm >> total >> residentes;
    return {
        compter("/proc/self/fd"),
        compter("/proc/self/task"),
        residentes * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))};
}

} // namespace outils

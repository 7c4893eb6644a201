// Etat: ce que l'on voit des ouvriers depuis le processus qui les a lancés.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cconn::ouvriers {

/// Un ouvrier, ou la place de celui qui manque.
struct EtatOuvrier {
    int pid = 0;                     ///< Son processus ; 0 : personne pour l'instant.
    bool sert = false;               ///< Son application est construite, il prend des clients.
    std::uint64_t remplacements = 0; ///< Combien de fois un autre a pris cette place.
};

/// Tous les ouvriers, à un instant donné.
struct Etat {
    std::vector<EtatOuvrier> ouvriers = {}; ///< Par numéro, à partir de 0.
    int pid_contremaitre = 0; ///< Le processus qui remplace les ouvriers ; 0 s'il n'y en a pas.

    /// Ouvriers qui servent.
    [[nodiscard]] std::size_t nb_en_service() const noexcept {
        std::size_t nombre = 0;
        for (const EtatOuvrier& ouvrier : ouvriers) {
            nombre += ouvrier.sert ? 1U : 0U;
        }
        return nombre;
    }
    /// Ouvriers remplacés depuis `lancer`.
    [[nodiscard]] std::uint64_t remplacements() const noexcept {
        std::uint64_t nombre = 0;
        for (const EtatOuvrier& ouvrier : ouvriers) {
            nombre += ouvrier.remplacements;
        }
        return nombre;
    }
};

} // namespace cconn::ouvriers

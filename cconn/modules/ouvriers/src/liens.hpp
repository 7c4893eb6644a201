// Liens: ce qui relie l'hôte au contremaître.
// SPDX-License-Identifier: MIT
#pragma once

#include "descripteur.hpp"

namespace cconn::ouvriers {

/// Les deux bouts d'un canal.
struct Paire {
    Descripteur hote;
    Descripteur enfant;
};

/// Deux bouts reliés, par paquets : une ligne de journal ou un ordre est lu d'un coup.
///
/// @throws Erreur `attente_pleine` si le système refuse.
[[nodiscard]] Paire ouvrir_paire();

/// Un descripteur lisible quand ce processus meurt ; -1 si le système n'en a pas (Linux < 5.3).
[[nodiscard]] Descripteur surveiller_ce_processus() noexcept;

} // namespace cconn::ouvriers

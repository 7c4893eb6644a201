// BilanExecution: ce qu'un tour d'`executer_commandes` a fait et laissé.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace cconn {

/// Ce que rend `executer_commandes`.
struct BilanExecution {
    std::size_t executees = 0;  ///< Commandes exécutées par cet appel.
    std::size_t en_attente = 0; ///< Commandes reçues qui attendent encore.
};

} // namespace cconn

// Quotas: combien un pair peut demander par seconde.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

namespace cconn {

/// Un débit permis : `par_seconde` en moyenne, et jusqu'à `rafale` d'un coup après un repos. Les deux
/// sont strictement positifs.
struct Debit {
    double par_seconde = 1; ///< Ce qui se regagne par seconde.
    double rafale = 1;      ///< Ce qui peut passer d'un coup.
};

/// Ce qu'un pair peut demander ; rien n'est limité par défaut.
///
/// Au-delà, une requête reçoit `DEBIT_DEPASSE : réessayer dans 300 ms`, au plus juste, et un avis est
/// perdu, avec une ligne de journal. Un excès qui dure `persistance` déconnecte le pair
/// (`Cause::debit_depasse`) ; il a pris fin quand une seconde passe sans refus.
struct Quotas {
    /// Commandes, requêtes et avis ensemble.
    std::optional<Debit> commandes = {};
    /// Octets de leurs noms et arguments. Un message plus long que la rafale passe après un repos, et
    /// se paie ensuite.
    std::optional<Debit> octets = {};
    /// Durée d'un excès avant la déconnexion.
    std::chrono::milliseconds persistance = std::chrono::seconds{5};
};

} // namespace cconn

// Espacement: combien attendre entre deux essais de connexion.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/reconnexion.hpp>

#include <chrono>
#include <cstdint>
#include <random>

namespace cconn::detail {

/// Une attente qui s'allonge à chaque essai manqué, avec sa part de hasard ; sans horloge elle-même.
///
/// @fils Un seul à la fois.
class Espacement final {
public:
    /// Exige : des réglages vérifiés. @param graine  du hasard ; une par client.
    Espacement(const Reconnexion& reglages, std::uint32_t graine);

    /// Attente avant le prochain essai ; la suivante sera plus longue.
    [[nodiscard]] std::chrono::milliseconds suivant();

    /// Une connexion vient de finir, qui a duré autant : si c'est plus que l'attente en cours,
    /// celle-ci revient à son début. @return vrai si c'est le cas.
    bool noter_connexion(std::chrono::nanoseconds duree);

    void recommencer() { base_ms_ = initial_ms_; }

private:
    // Fixé après construction ; en millisecondes, comme le reste
    double initial_ms_;
    double max_ms_;
    double facteur_;
    double alea_;

    double base_ms_;
    std::minstd_rand hasard_;
};

} // namespace cconn::detail

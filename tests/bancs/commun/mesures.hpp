// Mesures: ce que mesure le banc, de A à H, sur n'importe quel pair.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/histogramme.hpp"
#include "bancs/commun/pair.hpp"
#include "bancs/commun/reglages.hpp"

#include <cstdint>
#include <string>

namespace banc {

/// Ce qu'une mesure a donné.
struct Resultat {
    /// Appels, messages ou livraisons, tous vérifiés.
    std::uint64_t nombre = 0;
    double secondes = 0;
    /// Durée de chaque opération ; vide si elles se recouvrent (B, D, F à plusieurs en vol).
    Histogramme latences;
    /// Mesure G : mémoire résidente du serveur par connexion, en Kio, inactive puis appelée.
    double kio_inactive = 0;
    double kio_appelee = 0;
};

/// Passe la mesure que nomment les réglages.
/// @throws std::invalid_argument si ce nom est inconnu ; Faux si une réponse n'est pas la bonne.
Resultat mesurer(Pair& pair, const Reglages& reglages);

} // namespace banc

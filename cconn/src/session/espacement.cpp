// Espacement: combien attendre entre deux essais de connexion.
// SPDX-License-Identifier: MIT
#include "session/espacement.hpp"

#include <algorithm>
#include <cmath>

namespace cconn::detail {

namespace {

using MillisecondesReelles = std::chrono::duration<double, std::milli>;

double en_ms(std::chrono::nanoseconds duree) {
    return MillisecondesReelles(duree).count();
}

} // namespace

Espacement::Espacement(const Reconnexion& reglages, std::uint32_t graine)
    : initial_ms_(static_cast<double>(reglages.delai_initial.count())),
      // Le hasard n'y ajoutera rien : au plafond aussi les clients restent dispersés.
      max_ms_(static_cast<double>(reglages.delai_max.count()) / (1 + reglages.alea)),
      facteur_(reglages.facteur),
      alea_(reglages.alea),
      base_ms_(initial_ms_),
      hasard_(graine) {}

std::chrono::milliseconds Espacement::suivant() {
    const double base = std::min(base_ms_, max_ms_);
    base_ms_ = std::min(base * facteur_, max_ms_);
    std::uniform_real_distribution<double> ecart(-alea_, alea_);
    const double attente = base * (1 + (alea_ > 0 ? ecart(hasard_) : 0));
    return std::chrono::milliseconds(std::llround(std::max(attente, 0.0)));
}

bool Espacement::noter_connexion(std::chrono::nanoseconds duree) {
    const bool longue = en_ms(duree) > base_ms_;
    if (longue) {
        recommencer();
    }
    return longue;
}

} // namespace cconn::detail

// Seau: un débit à ne pas dépasser, avec une rafale permise; de l'arithmétique, sans horloge.
// SPDX-License-Identifier: MIT
#include "base/seau.hpp"

#include <algorithm>

namespace cconn::detail {

namespace {

using Secondes = std::chrono::duration<double>;

/// Plus long que tout ce qu'un pair attendra : au-delà, la conversion déborderait.
constexpr double attente_max = 86'400;
/// Ce qu'une suite d'arrondis peut ôter au niveau sans que personne n'ait rien pris.
constexpr double grain = 1e-6;

} // namespace

std::chrono::milliseconds Seau::prendre(double cout, Instant maintenant) {
    remplir(maintenant);
    const double exige = std::min(cout, rafale_);
    if (niveau_ + grain >= exige) {
        niveau_ -= cout;
        return std::chrono::milliseconds{0};
    }
    const Secondes attente{std::min((exige - niveau_ - grain) / par_seconde_, attente_max)};
    return std::chrono::ceil<std::chrono::milliseconds>(attente);
}

void Seau::rendre(double cout) {
    niveau_ = std::min(rafale_, niveau_ + cout);
}

void Seau::remplir(Instant maintenant) {
    if (maintenant <= releve_) {
        return;
    }
    const double ecoule = std::chrono::duration_cast<Secondes>(maintenant - releve_).count();
    niveau_ = std::min(rafale_, niveau_ + ecoule * par_seconde_);
    releve_ = maintenant;
}

} // namespace cconn::detail

// Seau: un débit à ne pas dépasser, avec une rafale permise; de l'arithmétique, sans horloge.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <chrono>

namespace cconn::detail {

/// Un seau à jetons : se remplit de `par_seconde` unités par seconde, jusqu'à `rafale`.
///
/// Ce qui coûte plus qu'une rafale passe quand le seau est plein, et se paie ensuite : le seau reste
/// débiteur. Une horloge qui recule ne rend ni ne prend rien.
///
/// @fils Un seul à la fois.
class Seau final {
public:
    /// Plein. Exige : deux nombres strictement positifs.
    Seau(double par_seconde, double rafale)
        : par_seconde_(par_seconde),
          rafale_(rafale),
          niveau_(rafale) {}

    /// Prend `cout` unités si elles y sont.
    ///
    /// @return zéro si elles sont prises ; sinon dans combien de temps elles le seraient, au plus
    ///         juste, arrondi à la milliseconde d'au-dessus.
    [[nodiscard]] std::chrono::milliseconds prendre(double cout, Instant maintenant);

    /// Rend ce qui a été pris en trop tôt : la demande a été refusée pour une autre raison.
    void rendre(double cout);

private:
    void remplir(Instant maintenant);

    double par_seconde_;
    double rafale_;
    double niveau_;
    Instant releve_{}; ///< Quand `niveau_` était juste.
};

} // namespace cconn::detail

// Effets: ce qu'un essai réussi change dans le carnet, vérifié puis écrit.
// SPDX-License-Identifier: MIT
#pragma once

#include "base.hpp"
#include "execution.hpp"
#include "lecture.hpp"

namespace cconn::taches::detail {

/// Calcule ce que les effets donneront, sans rien écrire : les ajouts deviennent des valeurs.
///
/// @throws Erreur `argument_invalide` si un ajout porte sur autre chose qu'un entier, ou déborde ;
///         `stockage_indisponible`.
[[nodiscard]] Effets resoudre(const Effets& effets, Lecture& lecture);

/// Écrit des effets résolus.
/// @throws Erreur `stockage_indisponible`.
void appliquer(const Effets& effets, Base& base);

} // namespace cconn::taches::detail

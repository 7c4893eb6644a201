// Concurrence: des fils qui appellent ensemble, chacun sur ses connexions.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/mesures.hpp"

#include <cstddef>

namespace banc {

/// Partage les connexions de `reglages` entre `nb_fils` fils ; chacun ouvre les siennes, les appelle
/// une fois, attend les autres, puis les appelle à tour de rôle et attend chaque réponse.
///
/// @throws Faux si un fil a reçu une réponse fausse ou perdu sa connexion.
Resultat concourir(Pair& pair, const Reglages& reglages, std::size_t nb_fils);

} // namespace banc

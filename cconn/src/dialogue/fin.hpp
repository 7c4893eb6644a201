// Fin: pourquoi et comment une connexion se termine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cause.hpp>

#include "base/resultat.hpp"

namespace cconn::detail {

/// La fin d'une connexion, telle que l'apprennent les hooks (la cause) et les appels (le refus).
struct Fin {
    Cause cause;
    Refus refus;
};

/// La fin de qui s'éteint de lui-même.
[[nodiscard]] inline Fin fin_par_extinction() {
    return {Cause::extinction, {CodeErreur::connexion_perdue, "extinction de ce côté"}};
}

} // namespace cconn::detail

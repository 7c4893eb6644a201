// Temps constant: comparer un secret sans que la durée dise où il diffère.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace cconn::detail {

/// Vrai si les deux textes sont égaux.
///
/// La durée ne dépend que de la longueur de chacun, jamais de leurs octets : tous ceux du secret sont
/// comparés, même quand le premier diffère déjà. La longueur du secret n'est pas tue.
[[nodiscard]] bool egaux_en_temps_constant(std::string_view secret, std::string_view donne);

} // namespace cconn::detail

// Descripteurs: combien le système en permet à ce processus.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace cconn::detail {

/// La limite souple RLIMIT_NOFILE ; une borne énorme si le système n'en met pas.
[[nodiscard]] std::size_t nb_descripteurs_max() noexcept;

} // namespace cconn::detail

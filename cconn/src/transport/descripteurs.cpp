// Descripteurs: combien le système en permet à ce processus.
// SPDX-License-Identifier: MIT
#include "transport/descripteurs.hpp"

#include <limits>
#include <sys/resource.h>

namespace cconn::detail {

std::size_t nb_descripteurs_max() noexcept {
    rlimit limite{};
    if (::getrlimit(RLIMIT_NOFILE, &limite) != 0 || limite.rlim_cur == RLIM_INFINITY) {
        return std::numeric_limits<std::size_t>::max() / 2;
    }
    return limite.rlim_cur;
}

} // namespace cconn::detail

// Temps constant: comparer un secret sans que la durée dise où il diffère.
// SPDX-License-Identifier: MIT
#include "base/temps_constant.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace cconn::detail {

bool egaux_en_temps_constant(std::string_view secret, std::string_view donne) {
    // Complété à la longueur du secret : la boucle est la même quoi que le pair ait donné.
    std::vector<std::uint8_t> complete(secret.size());
    const std::size_t repris = std::min(secret.size(), donne.size());
    if (repris > 0) {
        std::memcpy(complete.data(), donne.data(), repris);
    }
    // Atomique : le compilateur ne peut pas deviner l'issue avant la fin et sortir plus tôt.
    std::atomic<unsigned> difference = secret.size() == donne.size() ? 0U : 1U;
    for (std::size_t i = 0; i < complete.size(); ++i) {
        const unsigned ecart = static_cast<std::uint8_t>(secret[i]) ^ unsigned { complete[i] };
        difference.fetch_or(ecart, std::memory_order_relaxed);
    }
    return difference == 0;
}

} // namespace cconn::detail

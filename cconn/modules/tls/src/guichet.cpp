// Guichet: combien de poignées de main se calculent à la fois.
// SPDX-License-Identifier: MIT
#include "guichet.hpp"

namespace cconn::tls {

bool Guichet::prendre(detail::Instant echeance) {
    auto libres = libres_.verrouiller();
    while (*libres == 0) {
        if (libres.attendre_jusqua(place_libre_, echeance) == std::cv_status::timeout) {
            return false;
        }
    }
    --*libres;
    return true;
}

void Guichet::rendre() {
    ++*libres_.verrouiller();
    place_libre_.notify_one();
}

} // namespace cconn::tls

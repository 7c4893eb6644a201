// Acces: qui a le droit d'appeler une commande.
// SPDX-License-Identifier: MIT
#include <cconn/acces.hpp>

namespace cconn {

bool Acces::permet(Connexion& pair) const {
    if (predicat_ != nullptr) {
        return predicat_(pair);
    }
    return regle_ == tous || !pair.identite().empty();
}

} // namespace cconn

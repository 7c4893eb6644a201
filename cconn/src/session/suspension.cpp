// Suspension: la commande en cours sur ce fil cède son tour le temps d'une attente.
// SPDX-License-Identifier: MIT
#include "session/suspension.hpp"

#include "session/cadre.hpp"

namespace cconn::detail {

Session::Suspension::Suspension(const Session& attendue) {
    const Cadre* const cadre = Cadre::courant();
    if (cadre != nullptr) {
        suspendue_ = &cadre->session();
        ailleurs_ = suspendue_ != &attendue;
        suspendue_->suspendre(ailleurs_);
    }
}

Session::Suspension::~Suspension() {
    if (suspendue_ != nullptr) {
        suspendue_->reprendre(ailleurs_);
    }
}

} // namespace cconn::detail

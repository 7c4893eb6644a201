// Suspension: la commande en cours sur ce fil cède son tour le temps d'une attente.
// SPDX-License-Identifier: MIT
#include "session/suspension.hpp"

#include "session/cadre.hpp"

namespace cconn::detail {

Session::Suspension::Suspension(const Session* attendue) {
    const Cadre* const cadre = Cadre::courant();
    if (cadre != nullptr) {
        suspendue_ = &cadre->session();
        lieu_ = suspendue_ == attendue ? LieuAttente::ici : LieuAttente::ailleurs;
        suspendue_->suspendre(lieu_);
    }
}

Session::Suspension::~Suspension() {
    if (suspendue_ != nullptr) {
        suspendue_->reprendre(lieu_);
    }
}

} // namespace cconn::detail

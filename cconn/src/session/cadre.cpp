// Cadre: la commande que ce fil est en train d'exécuter.
// SPDX-License-Identifier: MIT
#include "session/cadre.hpp"

#include <utility>

namespace cconn::detail {

namespace {

thread_local const Cadre* cadre_courant = nullptr;

} // namespace

Cadre::Cadre(Session& session, const Hote& hote)
    : session_(session),
      hote_(hote),
      precedent_(std::exchange(cadre_courant, this)) {}

Cadre::~Cadre() {
    cadre_courant = precedent_;
}

const Cadre* Cadre::courant() noexcept {
    return cadre_courant;
}

bool Cadre::est_dans(const Hote& hote) noexcept {
    for (const Cadre* cadre = cadre_courant; cadre != nullptr; cadre = cadre->precedent_) {
        if (&cadre->hote_ == &hote) {
            return true;
        }
    }
    return false;
}

} // namespace cconn::detail

// Connexion et Lot: des poignées vers une session.
// SPDX-License-Identifier: MIT
#include <cconn/connexion.hpp>
#include <cconn/lot.hpp>

#include "session/session.hpp"

#include <utility>

namespace cconn {

Connexion::Connexion(std::shared_ptr<detail::Session> session) : session_(std::move(session)) {}

void Connexion::regler_envoi(std::string_view nom, const ReglageEnvoi& reglage) const {
    session_->politiques().regler(nom, reglage);
}

std::uint64_t Connexion::avis_retires() const {
    return session_->emission().retires();
}

std::string Connexion::identite() const {
    return session_->identite();
}

Lot::Lot(std::shared_ptr<detail::Session> session) : session_(std::move(session)) {
    detail::ouvrir_groupe(*session_);
}

Lot::Lot(Lot&& autre) noexcept = default;

Lot& Lot::operator=(Lot&& autre) noexcept {
    std::swap(session_, autre.session_);
    return *this;
}

Lot::~Lot() {
    if (session_ != nullptr) {
        detail::fermer_groupe(*session_);
    }
}

} // namespace cconn

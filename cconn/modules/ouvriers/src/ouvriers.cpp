// La façade Ouvriers, sur Ouvriers::Interne.
// SPDX-License-Identifier: MIT
#include <cconn/ouvriers/ouvriers.hpp>

#include "ouvriers_interne.hpp"

#include <exception>
#include <utility>

namespace cconn::ouvriers {

Ouvriers::Ouvriers(Config config, Fabrique fabrique)
    : interne_(std::make_unique<Interne>(std::move(config), std::move(fabrique))) {}

Ouvriers::~Ouvriers() {
    try {
        if (interne_->est_lance()) {
            static_cast<void>(interne_->arreter(interne_->config().delai_extinction));
        }
    } catch (const std::exception&) {
        return; // un autre fil vient de les arrêter
    }
}

void Ouvriers::lancer() {
    interne_->lancer();
}

std::size_t Ouvriers::arreter(std::chrono::nanoseconds delai) {
    return interne_->arreter(delai);
}

bool Ouvriers::est_lance() const {
    return interne_->est_lance();
}

std::uint16_t Ouvriers::port() const {
    return interne_->port();
}

std::string Ouvriers::adresse() const {
    return interne_->adresse();
}

Etat Ouvriers::etat() const {
    return interne_->etat();
}

} // namespace cconn::ouvriers

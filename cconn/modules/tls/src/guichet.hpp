// Guichet: combien de poignées de main se calculent à la fois.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/protege.hpp"

#include <condition_variable>
#include <cstddef>

namespace cconn::tls {

/// Des places que l'on tient le temps d'un calcul, jamais celui d'une attente du pair.
///
/// @fils Tout fil.
class Guichet final {
public:
    explicit Guichet(std::size_t places) : libres_(std::in_place, places) {}

    /// Attend une place. @return faux si l'échéance passe avant.
    [[nodiscard]] bool prendre(detail::Instant echeance);
    void rendre();

private:
    detail::Protege<std::size_t> libres_;
    std::condition_variable place_libre_;
};

/// Une place tenue, le temps d'une portée. Un guichet nul n'a pas de limite.
class Place final {
public:
    Place(Guichet* guichet, detail::Instant echeance)
        : guichet_(guichet),
          prise_(guichet == nullptr || guichet->prendre(echeance)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place(Place&&) = delete;
    Place& operator=(Place&&) = delete;
    ~Place() {
        if (prise_ && guichet_ != nullptr) {
            guichet_->rendre();
        }
    }

    [[nodiscard]] bool est_prise() const { return prise_; }

private:
    Guichet* guichet_;
    bool prise_;
};

} // namespace cconn::tls

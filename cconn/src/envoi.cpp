// Envoi: une commande sur le point de partir, qu'une fonction de l'application peut changer.
// SPDX-License-Identifier: MIT
#include <cconn/detail/decodage.hpp>
#include <cconn/envoi.hpp>

#include <tuple>
#include <utility>

namespace cconn {

Envoi::Envoi(Connexion connexion, std::string_view nom, detail::Empaqueteur arguments)
    : connexion_(std::move(connexion)),
      nom_(nom),
      arguments_(arguments) {}

const Arguments& Envoi::arguments() {
    if (!lus_) {
        if (!octets_) {
            detail::Tampon octets;
            arguments_(octets);
            octets_ = std::move(octets);
        }
        std::tuple<Arguments> lus;
        const detail::ContexteCommande contexte{
            nullptr, nullptr, connexion_, nom_, octets_->octets()};
        detail::Decodeur<Arguments>::lire(contexte, lus);
        lus_ = std::get<0>(std::move(lus));
    }
    return *lus_;
}

void Envoi::ecrire_arguments(detail::Tampon& tampon) const {
    if (octets_) {
        tampon.ajouter(octets_->octets());
    } else {
        arguments_(tampon);
    }
}

} // namespace cconn

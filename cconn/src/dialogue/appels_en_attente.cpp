// AppelsEnAttente: les appels partis et sans réponse, par identifiant.
// SPDX-License-Identifier: MIT
#include "dialogue/appels_en_attente.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cconn::detail {

AppelsEnAttente::AppelsEnAttente(
    std::size_t nb_max, std::uint32_t premier_id, std::uint32_t dernier_id
)
    : nb_max_(nb_max),
      dernier_id_(dernier_id),
      prochain_id_(premier_id) {}

std::optional<Refus> AppelsEnAttente::inscrire(const Appel& appel) {
    if (appels_.size() >= nb_max_) {
        return Refus{
            CodeErreur::attente_pleine,
            std::to_string(appels_.size()) + " appels attendent déjà une réponse, limite " +
                std::to_string(nb_max_)};
    }
    while (!appels_.emplace(prochain_id_, appel).second) {
        passer_au_suivant();
    }
    appel->definir_id(prochain_id_);
    passer_au_suivant();
    prochaine_echeance_ = std::min(prochaine_echeance_, appel->echeance());
    return std::nullopt;
}

void AppelsEnAttente::passer_au_suivant() {
    prochain_id_ = prochain_id_ == dernier_id_ ? 1 : prochain_id_ + 1;
}

AppelsEnAttente::Appel AppelsEnAttente::retirer(std::uint32_t id) {
    const auto trouve = appels_.find(id);
    if (trouve == appels_.end()) {
        return nullptr;
    }
    Appel appel = std::move(trouve->second);
    appels_.erase(trouve);
    if (appels_.empty()) {
        prochaine_echeance_ = Instant::max();
    }
    return appel;
}

std::vector<AppelsEnAttente::Appel> AppelsEnAttente::retirer_echus(Instant maintenant) {
    std::vector<Appel> echus;
    if (maintenant < prochaine_echeance_) {
        return echus;
    }
    prochaine_echeance_ = Instant::max();
    for (auto element = appels_.begin(); element != appels_.end();) {
        if (element->second->echeance() <= maintenant) {
            echus.push_back(std::move(element->second));
            element = appels_.erase(element);
        } else {
            prochaine_echeance_ = std::min(prochaine_echeance_, element->second->echeance());
            ++element;
        }
    }
    return echus;
}

std::vector<AppelsEnAttente::Appel> AppelsEnAttente::tous() const {
    std::vector<Appel> tous;
    tous.reserve(appels_.size());
    for (const auto& [id, appel] : appels_) {
        tous.push_back(appel);
    }
    return tous;
}

void AppelsEnAttente::vider() noexcept {
    appels_.clear();
    prochaine_echeance_ = Instant::max();
}

} // namespace cconn::detail

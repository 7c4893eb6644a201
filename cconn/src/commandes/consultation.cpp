// Consultation: lit la table des commandes sans verrou, tant qu'elle ne change pas.
// SPDX-License-Identifier: MIT
#include "commandes/consultation.hpp"

#include <algorithm>

namespace cconn::detail {

Consultation::Consultation(TableCommandes& table) : table_(&table) {
    table_->etat_.verrouiller()->consultations.push_back(this);
}

Consultation::~Consultation() {
    {
        const auto etat = table_->etat_.verrouiller();
        auto& toutes = etat->consultations;
        const auto moi = std::find(toutes.begin(), toutes.end(), this);
        *moi = toutes.back(); // leur ordre est sans importance
        toutes.pop_back();
    }
    lacher().reset();
}

std::unique_ptr<Consultation::Tenue> Consultation::lacher() noexcept {
    return std::unique_ptr<Tenue>(cellule_.exchange(nullptr));
}

std::unique_ptr<Consultation::Tenue> Consultation::prendre() {
    auto tenue = lacher();
    if (tenue == nullptr || tenue->instantane->generation != table_->generation()) {
        tenue = std::make_unique<Tenue>(Tenue{table_->instantane()});
    }
    return tenue;
}

void Consultation::rendre(std::unique_ptr<Tenue> tenue) noexcept {
    const auto generation = tenue->instantane->generation;
    // Une commande imbriquée a pu rendre la sienne entre-temps : celle-ci la remplace.
    const std::unique_ptr<Tenue> autre(cellule_.exchange(tenue.release()));
    // Un changement vide les cellules après avoir changé la génération. S'il a vidé celle-ci avant
    // l'échange, la nouvelle génération se voit d'ici, et la cellule se vide ici.
    if (table_->generation() != generation) {
        lacher().reset();
    }
}

} // namespace cconn::detail

// Ordonnanceur: quelles commandes attendent, et quand la prochaine peut commencer.
// SPDX-License-Identifier: MIT
#include "dialogue/ordonnanceur.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace cconn::detail {

namespace {

bool est_requete(const Travail& travail) {
    const auto* commande = std::get_if<CommandeRecue>(&travail);
    return commande != nullptr && commande->id.has_value();
}

} // namespace

Ordonnanceur::Ordonnanceur(const Limites& limites)
    : profondeur_max_(limites.profondeur_max),
      delai_imbrication_(limites.delai_imbrication),
      en_attente_max_(limites.mises_de_cote_max) {}

void Ordonnanceur::deposer(Travail travail, Instant maintenant) {
    travaux_.push_back({std::move(travail), maintenant});
}

bool Ordonnanceur::peut_commencer() const {
    return !prise_ && reprises_demandees_ == 0 && profondeur_ < profondeur_max_ &&
           prochain() != travaux_.end();
}

bool Ordonnanceur::doit_repondre() const {
    const auto suivant = prochain();
    return suivant != travaux_.end() && est_requete(suivant->travail);
}

std::deque<Ordonnanceur::EnAttente>::const_iterator Ordonnanceur::prochain() const {
    return admis_ ? travaux_.begin() : std::ranges::find_if(travaux_, [](const auto& attente) {
        return !std::holds_alternative<CommandeRecue>(attente.travail);
    });
}

std::optional<Travail> Ordonnanceur::commencer() {
    if (!peut_commencer()) {
        return std::nullopt;
    }
    const auto choisi = travaux_.begin() + (prochain() - travaux_.cbegin());
    Travail travail = std::move(choisi->travail);
    travaux_.erase(choisi);
    prise_ = true;
    ++profondeur_;
    return travail;
}

bool Ordonnanceur::commencer_aussitot() {
    if (!admis_ || prise_ || doit_reprendre() || profondeur_ >= profondeur_max_ ||
        !travaux_.empty()) {
        return false;
    }
    prise_ = true;
    ++profondeur_;
    return true;
}

std::vector<Travail> Ordonnanceur::vider() {
    std::vector<Travail> travaux;
    travaux.reserve(travaux_.size());
    for (auto& [travail, depot] : travaux_) {
        travaux.push_back(std::move(travail));
    }
    travaux_.clear();
    return travaux;
}

std::size_t Ordonnanceur::memoire() const {
    std::size_t octets = 0;
    for (const EnAttente& attente : travaux_) {
        const auto* commande = std::get_if<CommandeRecue>(&attente.travail);
        octets += commande == nullptr ? 0 : commande->arguments.size();
    }
    return octets;
}

void Ordonnanceur::finir() {
    assert(prise_ && profondeur_ > 0);
    prise_ = false;
    --profondeur_;
}

void Ordonnanceur::suspendre(Instant maintenant) {
    assert(prise_);
    prise_ = false;
    if (est_sature()) {
        saturation_ = maintenant;
    }
}

bool Ordonnanceur::essayer_reprendre() {
    if (prise_) {
        return false;
    }
    assert(reprises_demandees_ > 0);
    --reprises_demandees_;
    prise_ = true;
    return true;
}

std::vector<CommandeRecue> Ordonnanceur::retirer_trop_imbriquees(Instant maintenant) {
    std::vector<CommandeRecue> retirees;
    if (!est_sature()) {
        return retirees;
    }
    std::erase_if(travaux_, [&](EnAttente& attente) {
        if (!est_requete(attente.travail) || echeance(attente) > maintenant) {
            return false;
        }
        retirees.push_back(std::get<CommandeRecue>(attente.travail));
        return true;
    });
    return retirees;
}

Instant Ordonnanceur::prochaine_echeance() const {
    if (!est_sature()) {
        return Instant::max();
    }
    Instant prochaine = Instant::max();
    for (const auto& attente : travaux_) {
        if (est_requete(attente.travail)) {
            prochaine = std::min(prochaine, echeance(attente));
        }
    }
    return prochaine;
}

Instant Ordonnanceur::echeance(const EnAttente& travail) const {
    return echeance_apres(std::max(travail.depot, saturation_), delai_imbrication_);
}

} // namespace cconn::detail

// SPDX-License-Identifier: MIT
#include "lecteurs.hpp"

#include <cconn/erreur.hpp>

namespace cconn::taches::detail {
namespace {

/// Connexions au plus : au-delà, une lecture attend qu'une autre finisse.
constexpr std::size_t lecteurs_max = 8;

} // namespace

Lecteurs::Lecteur::Lecteur(const Lecteurs& soi)
    : base(soi.fichier_, Base::Acces::lecture, soi.delai_verrou_),
      lecture(base, soi.identifiants_) {}

std::unique_ptr<Lecteurs::Lecteur> Lecteurs::prendre() {
    auto etat = etat_.verrouiller();
    etat.attendre(retour_, [&] { return etat->est_ferme || etat->pretes < lecteurs_max; });
    if (etat->est_ferme) {
        throw Erreur(CodeErreur::etat_invalide, "la file d'attente est éteinte");
    }
    ++etat->pretes;
    if (!etat->libres.empty()) {
        std::unique_ptr<Lecteur> lecteur = std::move(etat->libres.back());
        etat->libres.pop_back();
        return lecteur;
    }
    etat.deverrouiller();
    try {
        return std::make_unique<Lecteur>(*this);
    } catch (const std::exception&) {
        rendre(nullptr);
        throw;
    }
}

void Lecteurs::rendre(std::unique_ptr<Lecteur> lecteur) {
    const auto etat = etat_.verrouiller();
    --etat->pretes;
    if (lecteur != nullptr) {
        etat->libres.push_back(std::move(lecteur));
    }
    retour_.notify_all();
}

void Lecteurs::fermer() {
    auto etat = etat_.verrouiller();
    etat->est_ferme = true;
    retour_.notify_all();
    etat.attendre(retour_, [&] { return etat->pretes == 0; });
    etat->libres.clear();
}

} // namespace cconn::taches::detail

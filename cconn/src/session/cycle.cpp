// Cycle: lancer, éteindre, relancer; l'état de marche d'un serveur ou d'un client.
// SPDX-License-Identifier: MIT
#include "session/cycle.hpp"

#include <cconn/erreur.hpp>

#include <utility>

namespace cconn::detail {

bool Cycle::commencer(Lancement lancement) {
    const auto etat = etat_.verrouiller();
    if (etat->lance) {
        throw Erreur(CodeErreur::etat_invalide, "déjà lancé");
    }
    const bool neuf = std::exchange(etat->neuf, false);
    const bool arret = std::exchange(etat->arret_demande, false);
    if (neuf && arret && lancement == Lancement::bloquant) {
        return false;
    }
    etat->lance = true;
    return true;
}

void Cycle::finir() {
    etat_.verrouiller()->lance = false;
    fin_.notify_all();
}

bool Cycle::demander_arret() {
    const auto etat = etat_.verrouiller();
    etat->arret_demande = true;
    return etat->lance;
}

bool Cycle::est_lance() const {
    return etat_.verrouiller()->lance;
}

bool Cycle::arret_demande() const {
    return etat_.verrouiller()->arret_demande;
}

bool Cycle::attendre_fin(Instant echeance) {
    auto etat = etat_.verrouiller();
    while (etat->lance) {
        if (etat.attendre_jusqua(fin_, echeance) == std::cv_status::timeout) {
            return !etat->lance;
        }
    }
    return true;
}

} // namespace cconn::detail

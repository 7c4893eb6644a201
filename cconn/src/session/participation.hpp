// Participation: la boucle d'un fil qui attend quelque chose d'une session.
// SPDX-License-Identifier: MIT
#pragma once

#include "session/session.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace cconn::detail {

/// Un fil qui lit en attendant une réponse regarde si souvent si `annuler` l'en a dispensé : rien ne
/// peut le réveiller d'une lecture sans couper la connexion.
constexpr std::chrono::milliseconds periode_annulation{100};

/// Jusqu'à quand lire d'une traite.
inline Instant echeance_lecture(const EtatAppel* attendu, Instant echeance) {
    if (attendu == nullptr) {
        return echeance;
    }
    return std::min(echeance, std::chrono::steady_clock::now() + periode_annulation);
}

/// Fait avancer la session jusqu'à ce que `fini(etat)` soit vrai ou l'échéance passée : exécute,
/// décode, lit, ou attend qu'un autre fil l'ait fait.
template<class Fini>
void Session::participer(Acces& etat, Attente& moi, Instant echeance, Fini fini) {
    etat->attentes.push_back(&moi);
    Instant maintenant = Instant::min();
    while (!fini(*etat)) {
        if (avancer(etat, moi)) {
            continue;
        }
        if (maintenant >= echeance) {
            break;
        }
        maintenant = peut_lire(*etat, moi) ? lire(etat, moi, echeance_lecture(moi.appel, echeance))
                                           : attendre_tour(etat, moi, echeance);
    }
    std::erase(etat->attentes, &moi);
    // Qui s'en va laisse peut-être la lecture ou un travail sans personne.
    reveiller_lecteur(*etat);
    reveiller_executant(*etat);
}

} // namespace cconn::detail

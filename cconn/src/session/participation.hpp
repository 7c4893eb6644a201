// Participation: la boucle d'un fil qui attend quelque chose d'une session.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/insister.hpp"
#include "session/attente.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace cconn::detail {

/// Un fil qui lit en attendant une réponse regarde si souvent si `annuler` l'en a dispensé : rien ne
/// peut le réveiller d'une lecture sans couper la connexion.
constexpr std::chrono::milliseconds periode_annulation{100};
/// De même, dans une commande, d'un fil qui lit en attendant une boîte qu'un autre peut remplir.
constexpr std::chrono::milliseconds periode_boite{20};

/// Jusqu'à quand lire d'une traite, pour ce fil.
template<class Attente>
Instant echeance_lecture(const Attente& moi, bool est_servie, Instant echeance) {
    if (moi.appel == nullptr && !(moi.attend_boite && est_servie)) {
        return echeance;
    }
    const auto periode = moi.attend_boite ? periode_boite : periode_annulation;
    return std::min(echeance, std::chrono::steady_clock::now() + periode);
}

/// Fait avancer la session jusqu'à ce que `fini(etat)` soit vrai ou l'échéance passée : exécute,
/// décode, lit, ou attend qu'un autre fil l'ait fait.
template<class Fini>
void Session::participer(Acces& etat, Attente& moi, Instant echeance, Fini fini) {
    insister([&] { etat->attentes.push_back(&moi); });
    Instant maintenant = Instant::min();
    while (!fini(*etat)) {
        try {
            if (avancer(etat, moi)) {
                continue;
            }
            if (maintenant >= echeance) {
                break;
            }
            if (peut_lire(*etat, moi)) {
                maintenant =
                    lire(etat, moi, echeance_lecture(moi, etat->attitre.has_value(), echeance));
            } else {
                if (moi.attend_boite) {
                    reveiller_lecteur(*etat); // un autre peut lire, si ce fil vient de cesser
                }
                maintenant = attendre_tour(etat, moi, echeance);
            }
        } catch (const std::bad_alloc& /*servir à demi serait pire*/) {
            rompre_sans_memoire(etat);
        }
    }
    std::erase(etat->attentes, &moi);
    // Qui s'en va laisse peut-être la lecture ou un travail sans personne.
    reveiller_lecteur(*etat);
    reveiller_executant(*etat);
}

} // namespace cconn::detail

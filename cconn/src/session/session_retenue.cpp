// La retenue d'une session: les envois qui s'accumulent tant qu'il reste des messages à lire.
// SPDX-License-Identifier: MIT
#include "base/insister.hpp"
#include "session/attente.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace cconn::detail {

/// Tant que le tampon contient d'autres messages, les envois s'accumulent : ils partiront d'un coup,
/// avant la prochaine lecture. @return vrai si cela commence : appeler `limiter_retenue` sans verrou.
bool Session::retenir_envois(Etat& etat) {
    const bool est_lecteur = !etat.attitre || etat.attitre == std::this_thread::get_id();
    if (etat.envois_retenus || !est_lecteur || !etat.dialogue.a_octets_non_lus()) {
        return false;
    }
    etat.envois_retenus = true;
    etat.debut_retenue = std::chrono::steady_clock::now();
    emission_.ouvrir_groupe();
    return true;
}

/// Si ce fil tarde à revenir lire, le facteur fera partir ce qui est retenu.
void Session::limiter_retenue() {
    insister([this] {
        hote_->facteur.controler(
            shared_from_this(), std::chrono::steady_clock::now() + retenue_max
        );
    });
}

/// Fait partir les envois retenus. @return vrai s'il y en avait : le verrou a été rendu un moment.
bool Session::relacher_envois(Acces& etat) {
    if (!std::exchange(etat->envois_retenus, false)) {
        return false;
    }
    etat.deverrouiller();
    emission_.fermer_groupe();
    etat.reverrouiller();
    return true;
}

/// Fait partir, une fois par sommeil, ce qui retient peut-être la requête dont ce fil attend la réponse.
/// @return vrai si le verrou a été rendu un moment : la lecture a pu se libérer sans que ce fil le sache,
/// même s'il ne restait plus rien à faire partir.
bool Session::pousser_requete(Acces& etat, Attente& moi) {
    if (moi.appel == nullptr || moi.a_pousse || !emission_.est_retenue()) {
        return false;
    }
    moi.a_pousse = true;
    etat.deverrouiller();
    static_cast<void>(emission_.pousser());
    etat.reverrouiller();
    return true;
}

} // namespace cconn::detail

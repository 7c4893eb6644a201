// L'émission vue de qui l'attend: de la place, ou que tout soit parti.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

namespace cconn::detail {

/// Vrai s'il y a place pour ce message et pour bien d'autres.
bool Emission::est_degagee(const Etat& etat, std::size_t taille) {
    return a_place(etat, taille) && 2 * etat.octets <= etat.octets_max &&
           2 * etat.messages <= etat.messages_max;
}

bool Emission::attendre_place(std::size_t taille, Instant echeance) {
    auto etat = etat_.verrouiller();
    while (!etat->close && !est_degagee(*etat, taille)) {
        if (etat.attendre_jusqua(changement_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return !etat->close && a_place(*etat, taille);
}

bool Emission::attendre_vide(Instant echeance) {
    auto etat = etat_.verrouiller();
    while (!etat->close && (etat->occupee || !etat->morceaux.empty())) {
        if (etat.attendre_jusqua(changement_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return !etat->occupee && etat->octets == 0;
}

} // namespace cconn::detail

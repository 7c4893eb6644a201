// EtatAppel: un appel parti, de son envoi à sa réponse.
// SPDX-License-Identifier: MIT
#include "dialogue/etat_appel.hpp"

namespace cconn::detail {

bool EtatAppel::terminer(ResultatRecu resultat) {
    if (est_termine()) {
        return false;
    }
    issue_ = std::move(resultat);
    return true;
}

bool EtatAppel::terminer(Refus refus) {
    if (est_termine()) {
        return false;
    }
    issue_ = std::move(refus);
    return true;
}

} // namespace cconn::detail

// L'émission vue du facteur: vider la file, et dire quand revenir.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

#include <algorithm>

namespace cconn::detail {

namespace {

/// Passages du facteur pour rien avant qu'il tienne la rafale pour finie.
constexpr int passages_vides_max = 4;

} // namespace

Vidange Emission::vidanger() {
    auto etat = etat_.verrouiller();
    if (etat->occupee) {
        etat->suite = Suite::passage; // qui écrit un grand message finira bientôt
        return Vidange::suivre;
    }
    const bool rien = etat->morceaux.empty();
    // Pas plus que ce qui est là : un fil intarissable ne retient pas le facteur.
    std::size_t a_ecrire = etat->octets;
    bool prise = true;
    while (prise && a_ecrire > 0 && !etat->morceaux.empty() && !etat->close) {
        const std::size_t avant = etat->octets;
        prise = ecrire_sans_verrou(etat);
        a_ecrire -= std::min(a_ecrire, avant - std::min(avant, etat->octets));
    }
    const Vidange issue = conclure(*etat, prise, rien);
    rendre(etat, Suite::personne);
    return issue;
}

/// Ce que le facteur fera ensuite.
Vidange Emission::conclure(Etat& etat, bool prise, bool rien) {
    if (!prise && !etat.close) {
        if (etat.suite != Suite::place_libre) {
            etat.dernier_progres = std::chrono::steady_clock::now();
        }
        etat.suite = Suite::place_libre;
        return Vidange::pleine;
    }
    etat.passages_vides = rien ? etat.passages_vides + 1 : 0;
    const bool en_rafale = etat.suite == Suite::passage || !etat.morceaux.empty();
    if (!etat.close && en_rafale && etat.passages_vides < passages_vides_max) {
        etat.suite = Suite::passage;
        return Vidange::suivre;
    }
    etat.suite = Suite::personne;
    etat.rechange = {};
    return Vidange::finie;
}

Instant Emission::sans_progres_depuis() const {
    const auto etat = etat_.verrouiller();
    return etat->suite == Suite::place_libre && !etat->close ? etat->dernier_progres : jamais;
}

/// Écrit une fois, sans tenir le verrou pendant ce temps. @return faux si le socket n'a rien
/// pris.
bool Emission::ecrire_sans_verrou(Acces& etat) {
    Lot lot;
    const auto restes = assembler(*etat, lot);
    etat->occupee = true;
    etat->morceaux_en_vol = restes.size();
    etat.deverrouiller();
    const Ecriture ecriture = transport_.envoyer(restes);
    etat.reverrouiller();
    etat->morceaux_en_vol = 0;
    etat->occupee = false;
    noter_ecriture(*etat, ecriture);
    return ecriture.genre == Ecriture::Genre::octets;
}

} // namespace cconn::detail

// L'émission d'un grand message: de la mémoire de l'appelant au socket, sans le recopier.
// SPDX-License-Identifier: MIT
#include "session/emission.hpp"

namespace cconn::detail {

namespace {

/// Temps laissé à un pair qui ne lit plus avant de recopier la fin d'un grand message.
constexpr std::chrono::milliseconds patience{20};
/// Un message au moins aussi long vaut deux réglages du socket. Mesuré : 1 Mio passe de 0,8 à 1,1
/// fois le débit d'un socket nu.
constexpr std::size_t taille_grand_envoi = std::size_t{256} << 10;

Tampon mettre_bout_a_bout(std::span<const std::span<const std::uint8_t>> morceaux) {
    Tampon tampon;
    for (const auto morceau : morceaux) {
        tampon.ajouter(morceau);
    }
    return tampon;
}

std::size_t taille_de(std::span<const std::span<const std::uint8_t>> morceaux) {
    std::size_t taille = 0;
    for (const auto morceau : morceaux) {
        taille += morceau.size();
    }
    return taille;
}

} // namespace

Envoi Emission::offrir_long(const Tampon& message) {
    auto restes = message.morceaux();
    auto etat = etat_.verrouiller();
    if (etat->close) {
        return Envoi::clos;
    }
    if (!etat->morceaux.empty() || etat->occupee || groupes_ > 0) {
        etat.deverrouiller();
        return offrir(mettre_bout_a_bout(restes).octets());
    }
    etat->occupee = true;
    etat.deverrouiller();
    const bool grand = message.taille() >= taille_grand_envoi;
    if (grand) {
        transport_.annoncer_grand_envoi(true);
    }
    const Ecriture ecriture = ecrire_long(restes);
    if (grand) {
        transport_.annoncer_grand_envoi(false);
    }
    etat.reverrouiller();
    etat->occupee = false;
    etat->a_change = true;
    etat->envoyes.octets += message.taille() - taille_de(restes);
    etat->close = etat->close || ecriture.genre == Ecriture::Genre::rompue;
    Suite suite = Suite::personne;
    if (!etat->close && !restes.empty()) {
        // Avant ce qui est venu s'ajouter pendant ce temps.
        Morceau& premier = etat->morceaux.emplace_front();
        --etat->premier;
        premier.propre = mettre_bout_a_bout(restes);
        etat->octets += premier.propre.taille();
        ++etat->messages;
        suite = Suite::place_libre;
    } else {
        suite = ecrire(*etat);
    }
    const Envoi envoi = etat->close ? Envoi::clos : Envoi::accepte;
    etat->envoyes.messages += etat->close ? 0U : 1U;
    rendre(etat, suite);
    return envoi;
}

/// Écrit, sans verrou, en attendant le socket tant qu'il avance ; ôte des restes ce qui est parti.
Ecriture Emission::ecrire_long(std::vector<std::span<const std::uint8_t>>& restes) {
    Ecriture ecriture{Ecriture::Genre::octets, 0, 0};
    while (!restes.empty() && ecriture.genre != Ecriture::Genre::rompue) {
        ecriture = transport_.envoyer(restes);
        std::size_t partis = ecriture.taille;
        std::size_t finis = 0;
        while (finis < restes.size() && partis >= restes[finis].size()) {
            partis -= restes[finis].size();
            ++finis;
        }
        restes.erase(restes.begin(), restes.begin() + static_cast<std::ptrdiff_t>(finis));
        if (partis > 0) {
            restes.front() = restes.front().subspan(partis);
        }
        if (ecriture.genre == Ecriture::Genre::pleine && !transport_.attendre_place(patience)) {
            break;
        }
    }
    return ecriture;
}

} // namespace cconn::detail

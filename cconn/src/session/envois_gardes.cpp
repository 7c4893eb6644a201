// EnvoisGardes: les messages envoyés hors connexion, qui partiront à la prochaine.
// SPDX-License-Identifier: MIT
#include "session/envois_gardes.hpp"

#include <utility>

namespace cconn::detail {

void EnvoisGardes::ouvrir() {
    etat_.verrouiller()->ouverte = messages_max_ > 0;
}

std::size_t EnvoisGardes::clore() {
    std::deque<Tampon> perdues; // détruites sans verrou
    const auto etat = etat_.verrouiller();
    etat->ouverte = false;
    etat->octets = 0;
    std::swap(perdues, etat->trames);
    etat->bilan.perdus += perdues.size();
    return perdues.size();
}

EnvoisGardes::Issue EnvoisGardes::garder(const Tampon& trame, std::uint64_t connexion) {
    const auto etat = etat_.verrouiller();
    if (!etat->ouverte) {
        return Issue::refuse;
    }
    if (connexion < etat->servie) {
        return Issue::relayee;
    }
    if (etat->trames.size() >= messages_max_ || trame.taille() > octets_max_ - etat->octets) {
        ++etat->bilan.refuses;
        return Issue::refuse;
    }
    Tampon& gardee = etat->trames.emplace_back();
    for (const auto morceau : trame.morceaux()) {
        gardee.ajouter(morceau); // ce qu'elle cite ne vivra pas jusque-là
    }
    etat->octets += trame.taille();
    ++etat->bilan.gardes;
    return Issue::garde;
}

std::optional<Tampon> EnvoisGardes::prendre(std::uint64_t connexion) {
    const auto etat = etat_.verrouiller();
    if (etat->trames.empty()) {
        etat->servie = connexion;
        return std::nullopt;
    }
    Tampon trame = std::move(etat->trames.front());
    etat->trames.pop_front();
    etat->octets -= trame.taille();
    return trame;
}

void EnvoisGardes::remettre(Tampon trame) {
    const auto etat = etat_.verrouiller();
    etat->octets += trame.taille();
    etat->trames.push_front(std::move(trame));
}

EnvoisGardes::Bilan EnvoisGardes::bilan() const {
    const auto etat = etat_.verrouiller();
    Bilan bilan = etat->bilan;
    bilan.en_attente = etat->trames.size();
    return bilan;
}

} // namespace cconn::detail

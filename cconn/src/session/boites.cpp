// Boites: les boîtes d'un serveur ou d'un client, et ce qui peut encore les remplir.
// SPDX-License-Identifier: MIT
#include "session/boites.hpp"

#include "session/file_boite.hpp"
#include "session/session.hpp"

namespace cconn::detail {

void Boites::inscrire(const std::shared_ptr<FileBoite>& boite) {
    const auto etat = etat_.verrouiller();
    std::erase_if(etat->boites, [](const auto& autre) { return autre.expired(); });
    etat->boites.push_back(boite);
}

std::shared_ptr<Session> Boites::session() const {
    return etat_.verrouiller()->session.lock();
}

void Boites::definir_session(const std::shared_ptr<Session>& session) {
    etat_.verrouiller()->session = session;
}

void Boites::definir_rattachable(const std::shared_ptr<Rattachable>& client) {
    etat_.verrouiller()->client = client;
}

Rattachement Boites::rattacher(Instant echeance) const {
    const auto client = etat_.verrouiller()->client.lock();
    return client != nullptr ? client->rattacher(echeance) : Rattachement::aucun;
}

void Boites::noter_lancement() {
    marche_ = lance;
}

void Boites::noter_demande_arret() {
    marche_ |= arret_demande;
    reveiller();
}

void Boites::noter_arret() {
    marche_ = arret_demande;
    reveiller();
}

void Boites::reveiller() const {
    std::vector<std::shared_ptr<FileBoite>> boites;
    {
        const auto etat = etat_.verrouiller();
        for (const auto& boite : etat->boites) {
            if (auto vivante = boite.lock()) {
                boites.push_back(std::move(vivante));
            }
        }
    }
    for (const auto& boite : boites) {
        boite->reveiller();
    }
}

} // namespace cconn::detail

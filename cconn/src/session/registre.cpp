// Registre: les places d'un serveur, et les clients qui les occupent.
// SPDX-License-Identifier: MIT
#include "session/registre.hpp"

#include <algorithm>
#include <utility>

namespace cconn::detail {

namespace {

/// Clients refusés à qui on le dit en ce moment, chacun sur un fil.
constexpr std::size_t sans_place_max = 64;

} // namespace

bool Registre::prendre_place(Instant echeance) {
    while (true) {
        if (prendre_place_libre()) {
            return true;
        }
        if (!quelqu_un_part()) {
            return prendre_place_libre(); // celui qui partait est peut-être déjà parti
        }
        auto etat = etat_.verrouiller();
        while (etat->places_prises == nb_places_ && !etat->ferme) {
            if (etat.attendre_jusqua(place_libre_, echeance) == std::cv_status::timeout) {
                return false;
            }
        }
        if (etat->ferme) {
            return false;
        }
    }
}

bool Registre::prendre_place_libre() {
    const auto etat = etat_.verrouiller();
    if (etat->places_prises == nb_places_) {
        return false;
    }
    ++etat->places_prises;
    return true;
}

bool Registre::attendre_place() {
    auto etat = etat_.verrouiller();
    while (etat->places_prises == nb_places_ && !etat->ferme) {
        etat.attendre(place_libre_);
    }
    if (etat->ferme) {
        return false;
    }
    ++etat->places_prises;
    return true;
}

void Registre::rendre_place() {
    --etat_.verrouiller()->places_prises;
    place_libre_.notify_all();
}

void Registre::inscrire(const std::shared_ptr<Session>& session) {
    const auto etat = etat_.verrouiller();
    etat->inscrits.emplace(session->identifiant(), Inscrit{session});
}

bool Registre::inscrire_sans_place(const std::shared_ptr<Session>& session) {
    const auto etat = etat_.verrouiller();
    if (etat->sans_place == sans_place_max) {
        return false;
    }
    ++etat->sans_place;
    etat->inscrits.emplace(session->identifiant(), Inscrit{session, false, false});
    return true;
}

void Registre::accepter(const Session& session) {
    const auto etat = etat_.verrouiller();
    etat->inscrits.at(session.identifiant()).accepte = true;
    etat->acceptes.reset();
}

void Registre::liberer(const Session& session) {
    Inscrit inscrit; // lâché sans verrou
    std::shared_ptr<const Sessions> acceptes;
    {
        const auto etat = etat_.verrouiller();
        const auto trouve = etat->inscrits.find(session.identifiant());
        if (trouve == etat->inscrits.end()) {
            return;
        }
        inscrit = std::move(trouve->second);
        acceptes = std::exchange(etat->acceptes, nullptr);
        etat->inscrits.erase(trouve);
        --(inscrit.a_place ? etat->places_prises : etat->sans_place);
    }
    place_libre_.notify_all();
}

std::shared_ptr<const Registre::Sessions> Registre::acceptes() const {
    const auto etat = etat_.verrouiller();
    if (etat->acceptes == nullptr) {
        auto sessions = std::make_shared<Sessions>();
        for (const auto& [identifiant, inscrit] : etat->inscrits) {
            if (inscrit.accepte) {
                sessions->push_back(inscrit.session);
            }
        }
        etat->acceptes = std::move(sessions);
    }
    return etat->acceptes;
}

Registre::Sessions Registre::inscrits() const {
    Sessions sessions;
    const auto etat = etat_.verrouiller();
    for (const auto& [identifiant, inscrit] : etat->inscrits) {
        sessions.push_back(inscrit.session);
    }
    return sessions;
}

bool Registre::quelqu_un_part() const {
    Sessions installees;
    {
        const auto etat = etat_.verrouiller();
        for (const auto& [identifiant, inscrit] : etat->inscrits) {
            if (inscrit.a_place) {
                installees.push_back(inscrit.session);
            }
        }
    }
    return std::ranges::any_of(installees, [](const std::shared_ptr<Session>& session) {
        return session->est_sur_le_depart();
    });
}

void Registre::fermer() {
    etat_.verrouiller()->ferme = true;
    place_libre_.notify_all();
}

void Registre::ouvrir() {
    etat_.verrouiller()->ferme = false;
}

} // namespace cconn::detail

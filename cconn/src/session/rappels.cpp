// Rappels: un fil de secours pour les suites d'appels échus que personne ne peut exécuter.
// SPDX-License-Identifier: MIT
#include "session/rappels.hpp"

#include <cconn/erreur.hpp>

#include "session/session.hpp"

#include <string>
#include <utility>

namespace cconn::detail {

Rappels::Rappels(std::size_t taille_pile, Journal& journal)
    : taille_pile_(taille_pile),
      journal_(journal) {}

Rappels::~Rappels() {
    arreter();
}

void Rappels::demander(const std::shared_ptr<Session>& session) {
    std::string panne;
    {
        const auto etat = etat_.verrouiller();
        if (etat->arret) {
            return;
        }
        etat->demandes.push_back(session);
        if (!etat->fil) {
            try {
                etat->fil.emplace("cconn-rappels", taille_pile_, [this] { servir(); });
            } catch (const Erreur& erreur) {
                panne = erreur.what(); // la prochaine demande essaiera de nouveau
            }
        }
    }
    demande_.notify_one();
    if (!panne.empty()) {
        journal_.ecrire(NiveauJournal::erreur, "rappels : " + panne);
    }
}

void Rappels::arreter() {
    std::optional<Fil> fil;
    {
        const auto etat = etat_.verrouiller();
        etat->arret = true;
        fil = std::exchange(etat->fil, std::nullopt);
    }
    demande_.notify_one();
    fil.reset(); // attend sa fin
    // Le système a pu refuser ce fil : ses rappels se font ici, plutôt que jamais.
    servir();
}

void Rappels::servir() {
    auto etat = etat_.verrouiller();
    while (true) {
        while (etat->demandes.empty() && !etat->arret) {
            etat.attendre(demande_);
        }
        if (etat->demandes.empty()) {
            return;
        }
        auto session = std::move(etat->demandes.front());
        etat->demandes.pop_front();
        etat.deverrouiller();
        session->executer_un();
        session.reset();
        etat.reverrouiller();
    }
}

} // namespace cconn::detail

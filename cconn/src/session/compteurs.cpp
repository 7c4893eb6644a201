// Compteurs: les statistiques d'un hôte: ses connexions finies, les vivantes, et les refus.
// SPDX-License-Identifier: MIT
#include "session/compteurs.hpp"

#include "base/insister.hpp"
#include "session/session.hpp"

#include <utility>

namespace cconn::detail {

namespace {

std::vector<StatistiquesCommande>
nommer(const std::vector<std::string>& noms, std::vector<Totaux::Commande> commandes) {
    // Un nom enregistré depuis que `noms` a été lu attend le relevé suivant.
    commandes.resize(noms.size());
    std::vector<StatistiquesCommande> nommees;
    for (std::size_t rang = 1; rang < noms.size(); ++rang) {
        const auto& commande = commandes[rang];
        nommees.push_back({noms[rang], commande.executions, commande.erreurs, commande.durees});
    }
    if (const auto& autres = commandes.front(); autres.executions > 0) {
        nommees.push_back({noms.front(), autres.executions, autres.erreurs, autres.durees});
    }
    return nommees;
}

} // namespace

void Compteurs::inscrire(const std::shared_ptr<Session>& session) {
    etat_.verrouiller()->vivantes.emplace(session->identifiant(), session);
}

void Compteurs::verser(const Session& session) {
    const Totaux totaux = insister([&] { return session.totaux(); });
    const auto fin = insister([&] { return session.fin(); });
    const auto etat = etat_.verrouiller();
    if (etat->vivantes.erase(session.identifiant()) == 0) {
        return;
    }
    insister([&] { etat->totaux.prevoir(totaux.commandes.size()); });
    etat->totaux.ajouter(totaux);
    if (fin) {
        ++*insister([&] { return &etat->finies[fin->cause]; });
    }
}

void Compteurs::noter_connexion_refusee(CodeErreur code) {
    ++etat_.verrouiller()->connexions_refusees[code];
}

void Compteurs::noter_commande_refusee(CodeErreur code) {
    ++etat_.verrouiller()->commandes_refusees[code];
}

Statistiques Compteurs::relever(const std::vector<std::string>& noms) const {
    Statistiques releve;
    Totaux totaux;
    std::vector<std::shared_ptr<Session>> vivantes; // lues sans tenir ce verrou-ci
    {
        const auto etat = etat_.verrouiller();
        totaux = etat->totaux;
        releve.connexions_finies = etat->finies;
        releve.connexions_refusees = etat->connexions_refusees;
        releve.commandes_refusees = etat->commandes_refusees;
        for (const auto& [identifiant, faible] : etat->vivantes) {
            if (auto session = faible.lock()) {
                vivantes.push_back(std::move(session));
            }
        }
    }
    for (const auto& session : vivantes) {
        totaux.ajouter(session->totaux());
        session->ajouter_files(releve);
    }
    releve.connexions_etablies = etablies_;
    releve.recus = totaux.recus;
    releve.envoyes = totaux.envoyes;
    releve.commandes_inconnues = totaux.commandes_inconnues;
    releve.reponses_orphelines = totaux.reponses_orphelines;
    releve.envois_perdus = envois_perdus_;
    releve.commandes = nommer(noms, std::move(totaux.commandes));
    return releve;
}

} // namespace cconn::detail

// Client::Interne: la connexion du client, sa marche, et la reconnexion au relancement.
// SPDX-License-Identifier: MIT
#include "client_interne.hpp"

#include <cconn/erreur.hpp>

#include "session/bornes.hpp"
#include "session/cadre.hpp"
#include "transport/connecteur.hpp"

#include <utility>

namespace cconn {

using detail::Cycle;
using detail::Session;

Client::Interne::Interne(Client& client, std::string hote, int port, OptionsClient options)
    : nom_hote_(std::move(hote)),
      port_(detail::exiger_port(port, 1)),
      delai_connexion_(options.delai_connexion),
      hote_(std::make_shared<detail::Hote>(
          detail::Reglages::depuis(options), std::move(options.journal)
      )) {
    hote_->client = &client;
    detail::exiger_positif("delai_connexion", delai_connexion_);
    connecter();
}

/// Ouvre un transport vers le serveur : ici, et nulle part ailleurs, à chaque connexion.
std::unique_ptr<detail::Transport> Client::Interne::ouvrir() const {
    return detail::connecter_tcp(nom_hote_, port_, delai_connexion_);
}

void Client::Interne::connecter() {
    auto session = std::make_shared<Session>(hote_, ouvrir(), ++dernier_identifiant_);
    session->admettre();
    hote_->boites.definir_session(session);
    const auto etat = etat_.verrouiller(); // rendu avant que l'ancienne session ne soit lâchée
    std::swap(etat->session, session);
    etat->conclue = false;
}

void Client::Interne::definir_suite(std::function<void(Cause)> suite) {
    std::swap(*suite_.verrouiller(), suite);
}

// Marche

void Client::Interne::lancer() {
    if (!cycle_.commencer(Cycle::Lancement::bloquant)) {
        return;
    }
    preparer();
    servir();
}

void Client::Interne::lancer_en_fond() {
    static_cast<void>(cycle_.commencer(Cycle::Lancement::en_fond));
    preparer();
    try {
        *fond_.verrouiller() =
            detail::Fil("cconn-client", hote_->reglages.taille_pile, [this] { servir(); });
    } catch (...) {
        cycle_.finir();
        throw;
    }
}

/// Reconnecte un client dont la connexion est finie.
void Client::Interne::preparer() {
    try {
        if (session()->fin()) {
            conclure();
            connecter();
        }
    } catch (...) {
        cycle_.finir();
        throw;
    }
    if (cycle_.arret_demande()) {
        session()->eteindre(); // un `eteindre` est arrivé pendant la reconnexion
    }
}

void Client::Interne::servir() {
    const auto session = this->session();
    session->prendre();
    session->servir();
    conclure();
    session->quitter();
    cycle_.finir();
    hote_->differee.interrompre();
}

void Client::Interne::eteindre() {
    const bool lance = cycle_.demander_arret();
    const auto session = this->session();
    if (lance) {
        session->eteindre();
    } else {
        session->fermer(detail::fin_par_extinction());
    }
    if (detail::Cadre::est_dans(*hote_)) {
        return;
    }
    if (lance) {
        hote_->attendre_fin(cycle_);
    } else {
        conclure();
    }
    detail::Fil fond; // joint en sortant, sans verrou
    fond = std::move(*fond_.verrouiller());
}

void Client::Interne::arreter_fils() {
    hote_->arreter_fils();
}

/// Mène la fin d'une session à bien, une fois : délivre, prévient l'application, ferme.
void Client::Interne::conclure() {
    std::shared_ptr<Session> session;
    {
        const auto etat = etat_.verrouiller();
        if (std::exchange(etat->conclue, true)) {
            return;
        }
        session = etat->session;
    }
    session->achever_envois();
    signaler_fin(session);
    session->fermer_transport();
}

void Client::Interne::signaler_fin(const std::shared_ptr<Session>& session) {
    const detail::Fin fin = session->fin().value();
    hote_->journal.ecrire(
        NiveauJournal::information,
        "connexion avec " + session->adresse() + " finie : " + std::string(texte(fin.cause))
    );
    if (const auto suite = *suite_.verrouiller()) {
        session->executer_fonction([&] { suite(fin.cause); });
    }
}

BilanExecution Client::Interne::executer_commandes(std::chrono::nanoseconds budget) {
    const bool lit_ici = !cycle_.est_lance() && hote_->reglages.execution == Execution::differee;
    const auto session = this->session();
    if (lit_ici) {
        session->lire_disponible();
    }
    const BilanExecution bilan = hote_->executer_commandes(budget);
    if (lit_ici && session->fin()) {
        constater_fin(*session);
    }
    return bilan;
}

/// Conclut une session finie que personne ne sert, si plus rien n'y attend.
void Client::Interne::constater_fin(Session& session) {
    session.lire_disponible();
    const auto& emission = session.emission();
    const bool delivree = emission.est_close() || emission.octets_en_attente() == 0;
    if (delivree && session.travaux_en_attente() == 0) {
        conclure();
    }
}

} // namespace cconn

// Client::Interne: la marche du client, d'un lancement à l'extinction.
// SPDX-License-Identifier: MIT
#include "client_interne.hpp"

#include "base/insister.hpp"
#include "session/bornes.hpp"
#include "session/cadre.hpp"
#include "session/guichet.hpp"

#include <random>
#include <utility>

namespace cconn {

using detail::Cycle;
using detail::Session;

Client::Interne::Interne(Client& client, std::string hote, int port, OptionsClient options)
    : nom_hote_(std::move(hote)),
      port_(detail::exiger_port(port, 1)),
      delai_connexion_(options.delai_connexion),
      chiffrement_(std::move(options.chiffrement)),
      en_clair_permis_(options.jeton_en_clair),
      hote_(std::make_shared<detail::Hote>(
          detail::Reglages::depuis(options), std::move(options.journal)
      )) {
    hote_->client = &client;
    detail::exiger_positif("delai_connexion", delai_connexion_);
    garder_jeton(options.jeton);
    {
        const auto etat = etat_.verrouiller();
        etat->session = Session::creer_absente(hote_, nom_hote_, port_);
        etat->conclue = true;
        if (options.reconnexion) {
            etat->espacement.emplace(*options.reconnexion, std::random_device{}());
        }
    }
    hote_->envois_gardes.ouvrir();
    try {
        connecter(Meneur::passant);
    } catch (const Erreur& erreur) {
        if (!hote_->reglages.se_reconnecte || !est_passager(erreur.code_cconn())) {
            throw;
        }
        noter_echec(erreur);
    }
}

/// La session de tout le monde, ou celle que `quand_connecte` prépare si c'est lui qui demande.
std::shared_ptr<Session> Client::Interne::session() const {
    const auto etat = etat_.verrouiller();
    return etat->naissante != nullptr && detail::Cadre::est_dans(*hote_) ? etat->naissante
                                                                         : etat->session;
}

void Client::Interne::definir_fin(std::function<void(Cause)> suite) {
    std::swap(fonctions_.verrouiller()->fin, suite);
}

void Client::Interne::definir_debut(std::function<void(Connexion&)> suite) {
    const auto copie = suite;
    std::swap(fonctions_.verrouiller()->debut, suite);
    const auto session = this->session();
    if (copie != nullptr && !session->est_finie()) {
        Connexion serveur(session);
        copie(serveur); // cette connexion-ci a déjà commencé
    }
}

void Client::Interne::definir_etat(std::function<void(EtatClient)> suite) {
    std::swap(fonctions_.verrouiller()->etat, suite);
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

/// Reconnecte un client dont la connexion est finie, ou le prépare à l'être.
void Client::Interne::preparer() {
    try {
        if (session()->fin()) {
            conclure();
            if (hote_->reglages.se_reconnecte) {
                recommencer();
            } else {
                connecter(Meneur::passant);
            }
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
    do {
        servir_session();
    } while (hote_->reglages.se_reconnecte && retrouver());
    cycle_.finir();
    hote_->differee.interrompre();
}

void Client::Interne::servir_session() {
    const auto session = this->session();
    session->prendre();
    if (!etat_.verrouiller()->conclue) {
        session->servir();
        conclure();
    }
    session->quitter();
}

void Client::Interne::eteindre() {
    const bool lance = cycle_.demander_arret();
    reveiller();
    const auto naissante = etat_.verrouiller()->naissante;
    for (const auto& session : {this->session(), naissante}) {
        if (session != nullptr && lance) {
            session->eteindre();
        } else if (session != nullptr) {
            session->fermer(detail::fin_par_extinction());
        }
    }
    if (detail::Cadre::est_dans(*hote_)) {
        return;
    }
    if (lance) {
        hote_->attendre_fin(cycle_);
    } else {
        conclure();
        changer_etat(EtatClient::eteint, session());
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
    // Chacun doit se faire, même si la mémoire manque un moment.
    detail::insister([&] { session->achever_envois(); });
    detail::insister([&] { signaler_fin(session); });
    detail::insister([&] { changer_etat(etat_apres(session->fin().value()), session); });
    session->fermer_transport();
}

void Client::Interne::signaler_fin(const std::shared_ptr<Session>& session) {
    const detail::Fin fin = session->fin().value();
    hote_->journal.ecrire(
        NiveauJournal::information,
        "connexion avec " + session->adresse() + " finie : " + std::string(texte(fin.cause))
    );
    if (const auto suite = fonctions_.verrouiller()->fin) {
        session->executer_fonction([&] { suite(fin.cause); });
    }
}

/// Change d'état, réveille qui l'attend, et le dit à l'application.
void Client::Interne::changer_etat(EtatClient nouveau, const std::shared_ptr<Session>& session) {
    {
        const auto etat = etat_.verrouiller();
        if (std::exchange(etat->etat, nouveau) == nouveau) {
            return;
        }
    }
    reveiller();
    if (nouveau == EtatClient::eteint || nouveau == EtatClient::deconnecte) {
        if (const auto perdus = hote_->envois_gardes.clore(); perdus > 0) {
            hote_->journal.ecrire(
                NiveauJournal::avertissement,
                std::to_string(perdus) + " messages gardés pour " + session->adresse() +
                    " ne partiront pas : " + std::string(texte(nouveau))
            );
        }
    }
    if (const auto suite = fonctions_.verrouiller()->etat) {
        session->executer_fonction([&] { suite(nouveau); });
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

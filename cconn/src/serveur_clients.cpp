// Les clients d'un serveur: les ouvrir, les soumettre au filtre, les servir.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "base/insister.hpp"
#include "serveur_interne.hpp"

#include <new>
#include <string>
#include <utility>

namespace cconn {

using detail::Instant;
using detail::Session;

/// La raison ne se dit que chiffrée : il faut d'abord la poignée de main, sur un fil à part. Au-delà
/// de quelques-uns à la fois, le client est fermé sans un mot.
void Serveur::Interne::refuser_chiffre(
    std::unique_ptr<detail::Transport> transport, const detail::Refus& refus
) {
    const auto session = std::make_shared<Session>(
        hote_, chiffrement_->accepter(std::move(transport)), ++dernier_identifiant_
    );
    if (!registre_.inscrire_sans_place(session)) {
        return;
    }
    try {
        fils_.lancer(session->identifiant(), hote_->reglages.taille_pile, [this, session, refus] {
            session->prendre();
            if (ouvrir(session, Accueil::libre)) {
                session->congedier(refus, Cause::refusee);
                session->achever_envois();
            }
            session->quitter();
            registre_.liberer(*session); // refusé : le portier ne le compte pas
            session->fermer_transport();
        });
    } catch (const Erreur& erreur) {
        registre_.liberer(*session);
        hote_->journal.ecrire(NiveauJournal::erreur, erreur.what());
    }
}

void Serveur::Interne::servir_client(const std::shared_ptr<Session>& session, Accueil accueil) {
    bool accepte = false;
    session->prendre();
    try {
        if (ouvrir(session, accueil)) {
            accepte = accueillir(session, accueil);
            session->servir();
            session->achever_envois();
        }
    } catch (const std::bad_alloc& /*cette connexion est perdue, pas le serveur*/) {
        session->rompre({Cause::connexion_rompue, {CodeErreur::connexion_perdue, {}}});
        session->servir();
    }
    if (accepte) {
        detail::insister([&] { signaler_depart(session); });
    }
    quitter(session);
}

/// Fait passer la connexion au guichet puis au filtre, et la dit acceptée ou refusée.
bool Serveur::Interne::accueillir(const std::shared_ptr<Session>& session, Accueil accueil) {
    const bool admis = accueil == Accueil::libre || guichet_.admettre(*session);
    const bool accepte = admis && filtrer(session);
    if (accepte) {
        hote_->compteurs.noter_etablie();
        registre_.accepter(*session);
        session->admettre();
    } else if (admis) {
        hote_->compteurs.noter_connexion_refusee(CodeErreur::connexion_refusee);
        session->congedier(
            {CodeErreur::connexion_refusee, "le serveur refuse ce client"}, Cause::refusee
        );
    } else {
        hote_->compteurs.noter_connexion_refusee(CodeErreur::non_authentifie);
    }
    return accepte;
}

/// Achève l'ouverture de la connexion, ou dit au journal pourquoi elle échoue ; sa place au guichet est
/// alors rendue.
bool Serveur::Interne::ouvrir(const std::shared_ptr<Session>& session, Accueil accueil) {
    const bool ouverte = session->ouvrir();
    if (!ouverte) {
        rendre_guichet(accueil);
        const detail::Refus refus = session->fin().value().refus;
        hote_->compteurs.noter_connexion_refusee(refus.code);
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            "client " + session->adresse() +
                " refusé : " + detail::texte_erreur(refus.code, refus.texte)
        );
    }
    return ouverte;
}

void Serveur::Interne::quitter(const std::shared_ptr<Session>& session) {
    session->quitter();
    liberer(*session);
    session->fermer_transport();
}

/// Soumet le client au filtre de l'application. Une exception refuse.
bool Serveur::Interne::filtrer(const std::shared_ptr<Session>& session) {
    const auto filtre = fonctions_.verrouiller()->filtre;
    bool accepte = filtre == nullptr;
    if (!accepte) {
        session->executer_fonction([&] {
            Connexion client(session);
            accepte = filtre(client);
        });
    }
    hote_->journal.ecrire(
        NiveauJournal::information,
        "client " + session->adresse() + (accepte ? " connecté" : " refusé par l'application")
    );
    return accepte;
}

void Serveur::Interne::signaler_depart(const std::shared_ptr<Session>& session) {
    const detail::Fin fin = session->fin().value();
    hote_->journal.ecrire(
        NiveauJournal::information,
        "client " + session->adresse() + " déconnecté : " + std::string(texte(fin.cause))
    );
    if (const auto suite = fonctions_.verrouiller()->suite) {
        session->executer_fonction([&] {
            Connexion client(session);
            suite(client, fin.cause);
        });
    }
}

} // namespace cconn

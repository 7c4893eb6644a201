// Les clients d'un serveur: les ouvrir, les soumettre au filtre, les servir, les refuser.
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

void Serveur::Interne::refuser(std::unique_ptr<detail::Transport> transport, std::string texte) {
    hote_->compteurs.noter_connexion_refusee(CodeErreur::serveur_plein);
    hote_->journal.ecrire(
        NiveauJournal::avertissement, "client " + transport->ip() + " refusé : " + texte
    );
    if (chiffrement_ != nullptr) {
        refuser_chiffre(std::move(transport), {CodeErreur::serveur_plein, std::move(texte)});
        return;
    }
    const Instant fin = adieux_->dire(
        std::move(transport),
        {CodeErreur::serveur_plein, std::move(texte)},
        hote_->reglages.limites.taille_erreur_max
    );
    hote_->facteur.controler(adieux_, fin);
}

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
            if (ouvrir(session)) {
                session->congedier(refus, Cause::refusee);
                session->achever_envois();
            }
            quitter(session);
        });
    } catch (const Erreur& erreur) {
        registre_.liberer(*session);
        hote_->journal.ecrire(NiveauJournal::erreur, erreur.what());
    }
}

void Serveur::Interne::recevoir_client(std::unique_ptr<detail::Transport> transport) {
    std::shared_ptr<Session> session;
    try {
        if (chiffrement_ != nullptr) {
            transport = chiffrement_->accepter(std::move(transport));
        }
        session = std::make_shared<Session>(hote_, std::move(transport), ++dernier_identifiant_);
        hote_->compteurs.inscrire(session);
        registre_.inscrire(session);
    } catch (...) { // la place était prise d'avance
        registre_.rendre_place();
        throw;
    }
    try {
        fils_.lancer(session->identifiant(), hote_->reglages.taille_pile, [this, session] {
            servir_client(session);
        });
    } catch (const std::bad_alloc& /*comme d'un fil refusé, sans de quoi le dire*/) {
        session->rompre({Cause::refusee, {CodeErreur::serveur_plein, {}}});
        registre_.liberer(*session);
        session->fermer_transport();
    } catch (const Erreur& erreur) {
        hote_->compteurs.noter_connexion_refusee(CodeErreur::serveur_plein);
        session->congedier({CodeErreur::serveur_plein, erreur.contexte()}, Cause::refusee);
        registre_.liberer(*session);
        session->fermer_transport();
        hote_->journal.ecrire(
            NiveauJournal::erreur, "client " + session->adresse() + " refusé : " + erreur.what()
        );
    }
}

void Serveur::Interne::servir_client(const std::shared_ptr<Session>& session) {
    bool accepte = false;
    session->prendre();
    try {
        if (ouvrir(session)) {
            accepte = accueillir(session);
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

/// Soumet la connexion au filtre, et la dit acceptée ou refusée.
bool Serveur::Interne::accueillir(const std::shared_ptr<Session>& session) {
    const bool accepte = filtrer(session);
    if (accepte) {
        hote_->compteurs.noter_etablie();
        registre_.accepter(*session);
        session->admettre();
    } else {
        hote_->compteurs.noter_connexion_refusee(CodeErreur::connexion_refusee);
        session->congedier(
            {CodeErreur::connexion_refusee, "le serveur refuse ce client"}, Cause::refusee
        );
    }
    return accepte;
}

/// Achève l'ouverture de la connexion, ou dit au journal pourquoi elle échoue.
bool Serveur::Interne::ouvrir(const std::shared_ptr<Session>& session) {
    const bool ouverte = session->ouvrir();
    if (!ouverte) {
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
    registre_.liberer(*session);
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

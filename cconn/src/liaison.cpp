// Liaison: ce que les gabarits publics demandent à la bibliothèque compilée.
// SPDX-License-Identifier: MIT
#include <cconn/detail/liaison.hpp>
#include <cconn/erreur.hpp>

#include "dialogue/etat_appel.hpp"
#include "session/echeance.hpp"
#include "session/session.hpp"

#include <utility>

namespace cconn::detail {

// AppelBrut

AppelBrut::AppelBrut(std::shared_ptr<Session> session, std::shared_ptr<EtatAppel> etat)
    : session_(std::move(session)),
      etat_(std::move(etat)) {}

AppelBrut::~AppelBrut() {
    // La dernière copie s'en va : si elle portait une erreur que personne n'a lue, le journal la dit.
    if (etat_ != nullptr && etat_.use_count() == 1) {
        session_->signaler_oubli(*etat_);
    }
}

const std::string& AppelBrut::commande() const {
    return etat_->commande();
}

bool AppelBrut::est_termine() const {
    return session_->est_termine(*etat_);
}

bool AppelBrut::attendre(std::chrono::nanoseconds delai) const {
    return session_->attendre(*etat_, echeance_de(delai));
}

std::span<const std::uint8_t> AppelBrut::resultat() const {
    session_->attendre(*etat_, jamais);
    etat_->noter_lu();
    if (const Refus* refus = etat_->refus()) {
        throw Erreur(refus->code, refus->texte);
    }
    return etat_->exiger_resultat().octets;
}

void AppelBrut::puis(std::function<void()> suite) const {
    session_->definir_suite(etat_, std::move(suite));
}

bool AppelBrut::annuler() const {
    return session_->annuler(etat_);
}

void AppelBrut::signaler(std::string_view texte) const {
    session_->hote().journal.ecrire(
        NiveauJournal::avertissement,
        "appel de " + etat_->commande() + " à " + session_->adresse() + " : " + std::string(texte)
    );
}

// Fonctions

bool envoyer(Session& session, std::string_view nom, Empaqueteur arguments, SiClose si_close) {
    const auto& fonctions = session.hote().fonctions_envoi;
    const auto fonction = fonctions.trouver(nom);
    if (fonction == nullptr) {
        return session.envoyer(nom, arguments, si_close);
    }
    cconn::Envoi envoi(Connexion(session.shared_from_this()), nom, arguments);
    if (fonctions.soumettre(*fonction, envoi)) {
        return false;
    }
    const auto ecrire = [&](Tampon& tampon) {
        FonctionsEnvoi::ecrire_arguments(envoi, tampon);
    };
    return session.envoyer(envoi.nom(), Empaqueteur(ecrire), si_close);
}

AppelBrut appeler(
    const std::shared_ptr<Session>& session,
    std::string_view nom,
    Empaqueteur arguments,
    DelaiAppel delai
) {
    const auto& fonctions = session->hote().fonctions_envoi;
    const auto fonction = fonctions.trouver(nom);
    if (fonction == nullptr) {
        return {session, session->appeler(nom, arguments, delai)};
    }
    cconn::Envoi envoi(Connexion(session), nom, arguments);
    if (const auto raison = fonctions.soumettre(*fonction, envoi)) {
        throw Erreur(CodeErreur::appel_annule, std::string(nom) + " n'est pas parti : " + *raison);
    }
    const auto ecrire = [&](Tampon& tampon) {
        FonctionsEnvoi::ecrire_arguments(envoi, tampon);
    };
    return {session, session->appeler(envoi.nom(), Empaqueteur(ecrire), delai)};
}

void fermer(Session& session) {
    session.fermer({Cause::fermeture, {CodeErreur::connexion_perdue, "fermée de ce côté"}});
}

void ouvrir_groupe(Session& session) {
    session.emission().ouvrir_groupe();
}

void fermer_groupe(Session& session) {
    session.emission().fermer_groupe();
}

bool est_ouverte(const Session& session) {
    return session.est_ouverte();
}

std::uint64_t identifiant(const Session& session) {
    return session.identifiant();
}

const std::string& ip(const Session& session) {
    return session.ip();
}

std::uint16_t port(const Session& session) {
    return session.port();
}

const std::string& adresse(const Session& session) {
    return session.adresse();
}

const std::string& nom_certifie(const Session& session) {
    return session.nom_certifie();
}

void* donnees(Session& session, const std::type_info& type, std::shared_ptr<void> (*creer)()) {
    return session.donnees().prendre(type, creer);
}

} // namespace cconn::detail

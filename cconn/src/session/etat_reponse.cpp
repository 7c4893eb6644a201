// EtatReponse: une réponse à donner plus tard, de la commande qui la doit à la connexion.
// SPDX-License-Identifier: MIT
#include "session/etat_reponse.hpp"

#include <cconn/detail/reponse.hpp>
#include <cconn/erreur.hpp>

#include "session/session.hpp"

#include <exception>
#include <utility>

namespace cconn::detail {

namespace {

std::exception_ptr erreur(CodeErreur code, const std::string& texte) {
    return std::make_exception_ptr(Erreur(code, texte));
}

} // namespace

EtatReponse::~EtatReponse() {
    Destination destination;
    {
        const auto etat = etat_.verrouiller();
        if (!etat->due || etat->donnee) {
            return;
        }
        destination = std::move(etat->destination);
    }
    envoyer(
        destination,
        erreur(CodeErreur::echec_gestionnaire, destination.commande + " a renoncé à répondre")
    );
}

void EtatReponse::devoir(Destination destination) {
    IssueCommande issue;
    {
        const auto etat = etat_.verrouiller();
        if (std::exchange(etat->due, true)) {
            issue = erreur(
                CodeErreur::etat_invalide,
                destination.commande + " a rendu une Reponse déjà rendue par une autre commande"
            );
        } else if (etat->donnee) {
            issue = std::move(etat->issue);
        } else {
            etat->destination = std::move(destination);
            return;
        }
    }
    envoyer(destination, std::move(issue));
}

void EtatReponse::dispenser() {
    etat_.verrouiller()->donnee = true;
}

bool EtatReponse::donner(IssueCommande issue) {
    Destination destination;
    {
        const auto etat = etat_.verrouiller();
        if (std::exchange(etat->donnee, true)) {
            return false;
        }
        if (!etat->due) {
            etat->issue = std::move(issue);
            return true;
        }
        destination = std::move(etat->destination);
    }
    return envoyer(destination, std::move(issue));
}

bool EtatReponse::est_attendue() const {
    std::shared_ptr<Session> session;
    {
        const auto etat = etat_.verrouiller();
        if (etat->donnee || !etat->due) {
            return !etat->donnee;
        }
        session = etat->destination.session.lock();
    }
    return session != nullptr && !session->fin();
}

bool EtatReponse::envoyer(const Destination& destination, IssueCommande issue) {
    const auto session = destination.session.lock();
    return session != nullptr &&
           session->repondre_apres(destination.id, destination.commande, std::move(issue));
}

// ReponseBrute

ReponseBrute::ReponseBrute() : etat_(std::make_shared<EtatReponse>()) {}

bool ReponseBrute::donner(Tampon resultat) const {
    return etat_->donner(std::move(resultat));
}

bool ReponseBrute::echouer(std::exception_ptr exception) const {
    return etat_->donner(std::move(exception));
}

bool ReponseBrute::est_attendue() const {
    return etat_->est_attendue();
}

} // namespace cconn::detail

// Client::Interne: retrouver une connexion quand la précédente est finie.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "client_interne.hpp"
#include "session/cadre.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cconn {

using detail::Instant;
using detail::Rattachement;
using detail::Session;

namespace {

Instant maintenant() {
    return std::chrono::steady_clock::now();
}

} // namespace

/// Le droit d'ouvrir une connexion, déjà pris, qu'une portée rend.
class Client::Interne::Ouverture final {
public:
    explicit Ouverture(Interne& client) : client_(client) {}
    Ouverture(const Ouverture&) = delete;
    Ouverture& operator=(const Ouverture&) = delete;
    Ouverture(Ouverture&&) = delete;
    Ouverture& operator=(Ouverture&&) = delete;
    ~Ouverture() {
        client_.etat_.verrouiller()->ouverture = false;
        client_.reveiller();
    }

private:
    Interne& client_;
};

/// Le fil attitré d'une session, le temps d'une portée.
class Client::Interne::Service final {
public:
    explicit Service(std::shared_ptr<Session> session) : session_(std::move(session)) {
        session_->prendre();
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    Service(Service&&) = delete;
    Service& operator=(Service&&) = delete;
    ~Service() { session_->quitter(); }

private:
    std::shared_ptr<Session> session_;
};

EtatClient Client::Interne::etat() const {
    EtatClient etat{};
    std::shared_ptr<Session> session;
    {
        const auto acces = etat_.verrouiller();
        etat = acces->etat;
        session = acces->session;
    }
    if (etat == EtatClient::connecte && !session->est_ouverte()) {
        // Personne ne l'a encore constaté.
        return hote_->reglages.se_reconnecte ? EtatClient::reconnexion : EtatClient::deconnecte;
    }
    return etat;
}

std::shared_ptr<Session> Client::Interne::session_appel() {
    auto session = this->session();
    if (!hote_->reglages.se_reconnecte || cycle_.est_lance() || cycle_.arret_demande() ||
        session->est_ouverte() || detail::Cadre::est_dans(*hote_)) {
        return session;
    }
    {
        auto etat = etat_.verrouiller();
        // Bornée : la fonction `quand_connecte` de qui ouvre attend peut-être ce fil-ci.
        const Instant limite = detail::echeance_apres(maintenant(), delai_connexion_);
        while (etat->ouverture && maintenant() < limite) {
            static_cast<void>(etat.attendre_jusqua(changement_, limite));
        }
        if (etat->session != session || !est_a_ouvrir(*etat)) {
            return etat->session;
        }
        etat->ouverture = true;
    }
    const Ouverture ouverture(*this);
    essayer(Meneur::passant);
    return this->session();
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): un seul moniteur, lu d'un trait
Rattachement Client::Interne::rattacher(Instant echeance) {
    const bool en_commande = detail::Cadre::est_dans(*hote_);
    for (;;) {
        const bool seul = !cycle_.est_lance() && !cycle_.arret_demande();
        const auto session = this->session();
        if (seul ? session->est_ouverte() : !session->est_finie()) {
            return Rattachement::etabli;
        }
        if (en_commande || !hote_->reglages.se_reconnecte) {
            return Rattachement::aucun; // le fil qui se reconnecterait est peut-être celui-ci
        }
        auto etat = etat_.verrouiller();
        if (etat->session != session) {
            continue;
        }
        if (etat->etat == EtatClient::deconnecte || etat->etat == EtatClient::eteint) {
            return Rattachement::aucun;
        }
        if (seul && est_a_ouvrir(*etat)) {
            etat->ouverture = true;
            etat.deverrouiller();
            const Ouverture ouverture(*this);
            essayer(Meneur::passant);
        } else if (maintenant() >= echeance) {
            return Rattachement::echeance;
        } else {
            const bool sien = seul && !etat->ouverture;
            const Instant reveil = sien ? std::min(echeance, etat->prochain_essai) : echeance;
            static_cast<void>(etat.attendre_jusqua(changement_, reveil));
        }
    }
}

/// Le fil de `lancer` : attend son heure, puis essaie, jusqu'à retrouver une connexion. @return faux
/// s'il faut s'arrêter.
bool Client::Interne::retrouver() {
    const Service service(session()); // de l'ancienne session, pour les fonctions de l'application
    for (;;) {
        const std::size_t reveils = etat_.verrouiller()->reveils;
        if (cycle_.arret_demande()) {
            changer_etat(EtatClient::eteint, session());
            return false;
        }
        auto etat = etat_.verrouiller();
        if (etat->reveils != reveils) {
            continue;
        }
        if (!etat->conclue || etat->etat != EtatClient::reconnexion) {
            return !etat->conclue;
        }
        if (est_a_ouvrir(*etat)) {
            etat->ouverture = true;
            etat.deverrouiller();
            const Ouverture ouverture(*this);
            essayer(Meneur::attitre);
        } else {
            const Instant reveil = etat->ouverture ? detail::jamais : etat->prochain_essai;
            static_cast<void>(etat.attendre_jusqua(changement_, reveil));
        }
    }
}

/// Vrai d'un échec qu'un nouvel essai peut corriger ; les autres veulent que quelqu'un intervienne.
bool Client::Interne::est_passager(CodeErreur code) {
    return famille(code) == FamilleErreur::liaison || famille(code) == FamilleErreur::charge;
}

bool Client::Interne::est_a_ouvrir(const Etat& etat) {
    return !etat.ouverture && maintenant() >= etat.prochain_essai;
}

/// Mène à bien la fin de la connexion, puis en ouvre une si c'est l'heure. Ne lève pas.
void Client::Interne::essayer(Meneur meneur) {
    if (const auto session = this->session(); !session->est_finie()) {
        session->constater_fin();
    }
    conclure();
    {
        const auto etat = etat_.verrouiller();
        if (etat->etat != EtatClient::reconnexion || maintenant() < etat->prochain_essai) {
            return;
        }
    }
    try {
        connecter(meneur);
    } catch (const Erreur& erreur) {
        noter_echec(erreur);
    }
    if (cycle_.arret_demande() && meneur == Meneur::passant) {
        session()->fermer(detail::fin_par_extinction());
        conclure();
    }
}

void Client::Interne::noter_echec(const Erreur& erreur) {
    if (!est_passager(erreur.code_cconn())) {
        hote_->journal.ecrire(NiveauJournal::erreur, std::string(erreur.what()));
        changer_etat(EtatClient::deconnecte, session());
        return;
    }
    std::chrono::milliseconds attente{};
    {
        const auto etat = etat_.verrouiller();
        attente = etat->espacement->suivant();
        etat->prochain_essai = detail::echeance_apres(maintenant(), attente);
    }
    hote_->journal.ecrire(
        NiveauJournal::avertissement,
        std::string(erreur.what()) + ", nouvel essai dans " + std::to_string(attente.count()) +
            " ms"
    );
}

/// L'état où laisse la fin d'une connexion ; et, s'il faut en chercher une autre, à partir de quand.
EtatClient Client::Interne::etat_apres(const detail::Fin& fin) {
    if (cycle_.arret_demande()) {
        return EtatClient::eteint;
    }
    const bool lance = cycle_.est_lance();
    const bool voulue = fin.cause == Cause::fermeture || fin.cause == Cause::extinction;
    const bool a_corriger = famille(fin.refus.code) == FamilleErreur::usage; // un certificat refusé
    const auto etat = etat_.verrouiller();
    if (!etat->espacement || voulue || a_corriger) {
        return EtatClient::deconnecte;
    }
    const bool a_servi = etat->espacement->noter_connexion(maintenant() - etat->debut);
    // D'un client que personne ne sert, celui qui appelle n'attend pas une heure déjà passée.
    etat->prochain_essai = lance || !a_servi
                               ? detail::echeance_apres(maintenant(), etat->espacement->suivant())
                               : maintenant();
    return EtatClient::reconnexion;
}

/// Remet un client éteint ou déconnecté en quête d'une connexion, sans attendre.
void Client::Interne::recommencer() {
    {
        const auto etat = etat_.verrouiller();
        etat->espacement->recommencer();
        etat->prochain_essai = Instant{};
    }
    hote_->envois_gardes.ouvrir();
    changer_etat(EtatClient::reconnexion, session());
}

void Client::Interne::reveiller() {
    ++etat_.verrouiller()->reveils;
    changement_.notify_all();
}

} // namespace cconn

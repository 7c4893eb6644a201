// Le fil attitré d'une session: la servir jusqu'à sa fin, puis fermer derrière elle.
// SPDX-License-Identifier: MIT
#include "session/participation.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace cconn::detail {

namespace {

/// Temps laissé au pair pour prendre les derniers octets, une fois la fin annoncée.
constexpr std::chrono::milliseconds delai_remise_max = std::chrono::seconds{2};
constexpr std::chrono::milliseconds delai_remise_min{1};

} // namespace

void Session::prendre() {
    etat_.verrouiller()->attitre = std::this_thread::get_id();
}

void Session::quitter() {
    const auto etat = etat_.verrouiller();
    etat->attitre.reset();
    reveiller_lecteur(*etat);
    reveiller_executant(*etat);
}

bool Session::ouvrir() {
    etat_.verrouiller()->lecture_prise = true; // `couper_lecture` réveille aussi une ouverture
    std::optional<Refus> refus;
    try {
        refus = transport_->ouvrir();
        nom_certifie_ = transport_->nom_certifie();
    } catch (const std::bad_alloc& /*qui ouvre rend la lecture*/) {
        refus = Refus{CodeErreur::connexion_perdue, {}};
    }
    auto etat = etat_.verrouiller();
    etat->lecture_prise = false;
    if (refus) {
        etat->reception_videe = true;
        finir_lecture(etat, {Cause::chiffrement_refuse, *refus});
    }
    etat->lecture_libre.notify_all();
    return !refus;
}

void Session::executer_fonction(const std::function<void()>& fonction) {
    bool faite = false;
    Attente moi;
    auto etat = etat_.verrouiller();
    moi.est_attitre = etat->attitre == std::this_thread::get_id();
    moi.attend_fonction =
        moi.est_attitre && hote_->reglages.execution == cconn::Execution::differee;
    etat->attentes.reserve(etat->attentes.size() + 1); // rien n'échouera une fois déposée
    deposer(etat, [this, &fonction, &faite] {
        try {
            fonction();
        } catch (...) {
            marquer_faite(faite);
            throw;
        }
        marquer_faite(faite);
    });
    if (!moi.est_attitre && hote_->reglages.execution == cconn::Execution::differee) {
        // Aucun fil de réseau n'attend pour nous : ce fil est celui de l'application.
        etat.deverrouiller();
        static_cast<void>(hote_->differee.executer(std::chrono::nanoseconds::max()));
        etat.reverrouiller();
    }
    participer(etat, moi, jamais, [&](const Etat&) { return faite; });
}

void Session::marquer_faite(bool& faite) {
    const auto etat = etat_.verrouiller();
    faite = true;
    reveiller_tous(*etat);
}

void Session::admettre() {
    const Instant maintenant = std::chrono::steady_clock::now();
    Instant constat = jamais;
    {
        const auto etat = etat_.verrouiller();
        etat->ordonnanceur.admettre();
        etat->pouls.commencer(maintenant);
        constat = etat->pouls.prochain();
        reveiller_executant(*etat);
    }
    if (hote_->reglages.battement.count() > 0 && hote_->client != nullptr) {
        saluer(); // le client se déclare le premier ; un serveur répond
    }
    hote_->facteur.controler(shared_from_this(), constat);
}

void Session::servir() {
    Attente moi;
    moi.est_attitre = true;
    auto etat = etat_.verrouiller();
    participer(etat, moi, jamais, est_epuisee);
    static_cast<void>(relacher_envois(etat));
}

/// Plus rien à lire, à décoder, à exécuter ni en cours.
bool Session::est_epuisee(const Etat& etat) {
    return etat.fin && etat.lecture_finie && etat.reception_videe &&
           etat.ordonnanceur.en_attente() == 0 && etat.ordonnanceur.profondeur() == 0;
}

void Session::achever_envois() {
    emission_.pousser();
    const Instant echeance =
        echeance_apres(std::chrono::steady_clock::now(), hote_->reglages.delai_extinction);
    if (!emission_.attendre_vide(echeance) && emission_.octets_en_attente() > 0) {
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            std::to_string(emission_.octets_en_attente()) + " octets n'ont pas pu être envoyés à " +
                adresse_
        );
    }
    const auto etat = etat_.verrouiller();
    if (!etat->transport_ferme) {
        transport_->couper(Sens::ecriture);
    }
}

void Session::fermer_transport() {
    {
        auto etat = etat_.verrouiller();
        if (etat->transport_ferme) {
            return;
        }
        couper_lecture(*etat);
        while (etat->lecture_prise) {
            etat.attendre(etat->lecture_libre);
        }
        etat->transport_ferme = true;
        etat->lecture_prise = true;
    }
    retiree_ = true;
    emission_.clore();
    hote_->facteur.oublier(*this);
    hote_->compteurs.verser(*this);
    if (emission_.octets_en_attente() == 0) {
        const auto permis = hote_->reglages.delai_extinction;
        transport_->attendre_remise(std::clamp(permis, delai_remise_min, delai_remise_max));
    }
    // Sinon le pair n'a pas tout pris, et n'aura pas la suite : il n'y a rien à attendre de lui.
    transport_.reset();
}

Totaux Session::totaux() const {
    Totaux totaux = etat_.verrouiller()->comptes.totaux();
    totaux.envoyes = emission_.envoyes();
    return totaux;
}

void Session::ajouter_files(Statistiques& releve) const {
    {
        const auto etat = etat_.verrouiller();
        releve.commandes_en_attente += etat->ordonnanceur.en_attente();
        releve.appels_en_cours += etat->dialogue.nb_appels();
        releve.reponses_dues += etat->dialogue.nb_requetes();
    }
    releve.octets_en_attente += emission_.octets_en_attente();
    releve.messages_en_attente += emission_.messages_en_attente();
}

} // namespace cconn::detail

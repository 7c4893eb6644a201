// Les appels d'une session: partir, attendre sa réponse, renoncer.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "base/insister.hpp"
#include "session/cadre.hpp"
#include "session/composition.hpp"
#include "session/echeance.hpp"
#include "session/participation.hpp"
#include "session/suspension.hpp"

#include <string>
#include <utility>

namespace cconn::detail {

namespace {

/// Temps laissé au lecteur pour lire les derniers mots d'un pair qui n'écoute plus.
constexpr std::chrono::milliseconds delai_constat{250};

} // namespace

std::shared_ptr<EtatAppel>
Session::appeler(std::string_view nom, Empaqueteur arguments, DelaiAppel delai) {
    const auto duree = delai.value_or(hote_->reglages.delai_appel);
    auto appel = std::make_shared<EtatAppel>(std::string(nom), duree, echeance_de(duree));
    {
        auto etat = etat_.verrouiller();
        if (etat->fin) {
            refuser_sans_connexion(*appel, etat->fin->refus);
        }
        auto refus = etat->dialogue.inscrire(appel);
        if (refus) {
            // Des appels que personne n'attend ont pu échoir sans que rien ne le constate.
            appliquer_echeances(etat, std::chrono::steady_clock::now());
            refus = etat->dialogue.inscrire(appel);
        }
        if (refus) {
            refuser_appel(*appel, *refus);
        }
    }
    try {
        emettre_appel(
            appel,
            composer_requete(appel->id(), nom, arguments, hote_->reglages.limites, citations())
        );
    } catch (...) {
        etat_.verrouiller()->dialogue.retirer(*appel);
        throw;
    }
    return appel;
}

void Session::emettre_appel(const std::shared_ptr<EtatAppel>& appel, const Tampon& trame) {
    switch (offrir(trame)) {
    case Envoi::accepte:
        return;
    case Envoi::plein:
        refuser_appel(
            *appel,
            {CodeErreur::attente_pleine,
             std::to_string(emission_.octets_en_attente()) + " octets attendent déjà de partir"}
        );
    case Envoi::clos:
        constater_fin();
        refuser_sans_connexion(*appel, fin().value_or(fin_par_rupture(0)).refus);
    }
}

void Session::constater_fin() {
    Attente moi;
    auto etat = etat_.verrouiller();
    const Instant echeance = std::chrono::steady_clock::now() + delai_constat;
    participer(etat, moi, echeance, [](const Etat& e) { return e.fin.has_value(); });
    if (!etat->attitre) {
        poser_fin(etat, fin_par_rupture(0));
    }
}

void Session::refuser_appel(const EtatAppel& appel, const Refus& refus) {
    throw Erreur(refus.code, appel.commande() + " n'est pas parti : " + refus.texte);
}

/// La même chose faute de connexion : un client qui en cherche une autre le dit par un code à part.
void Session::refuser_sans_connexion(const EtatAppel& appel, const Refus& refus) const {
    if (!hote_->reglages.se_reconnecte) {
        refuser_appel(appel, refus);
    }
    const bool motive = refus.code != CodeErreur::connexion_perdue;
    refuser_appel(
        appel,
        {CodeErreur::jamais_envoye, motive ? texte_erreur(refus.code, refus.texte) : refus.texte}
    );
}

bool Session::attendre(EtatAppel& appel, Instant echeance) {
    if (est_termine(appel)) {
        return true;
    }
    const Suspension suspension(*this);
    Attente moi;
    moi.appel = &appel;
    moi.execution_differee =
        hote_->reglages.execution == cconn::Execution::differee && Cadre::est_dans(*hote_);
    if (moi.execution_differee) {
        hote_->differee.commencer_attente(shared_from_this());
    }
    bool termine = false;
    bool retenus = false;
    {
        auto etat = etat_.verrouiller();
        moi.est_attitre = etat->attitre == std::this_thread::get_id();
        participer(etat, moi, echeance, [&](const Etat&) { return appel.est_termine(); });
        termine = appel.est_termine();
        // D'autres réponses sont déjà là : les appels qui les remplaceront partiront ensemble.
        retenus = !etat->attitre && retenir_envois(*etat);
    }
    if (retenus) {
        limiter_retenue();
    }
    if (moi.execution_differee) {
        hote_->differee.finir_attente();
    }
    return termine;
}

bool Session::est_termine(const EtatAppel& appel) const {
    const auto etat = etat_.verrouiller();
    return appel.est_termine();
}

void Session::definir_suite(const std::shared_ptr<EtatAppel>& appel, std::function<void()> suite) {
    appel->noter_lu();
    {
        const auto etat = etat_.verrouiller();
        if (!appel->est_termine()) {
            appel->definir_suite(std::move(suite));
            suite = nullptr;
        }
    }
    if (suite != nullptr) {
        executer_suite(suite);
    } else {
        insister([&] { hote_->facteur.controler(shared_from_this(), appel->echeance()); });
    }
}

bool Session::annuler(const std::shared_ptr<EtatAppel>& appel) {
    auto etat = etat_.verrouiller();
    if (!appel->terminer(Refus{CodeErreur::appel_annule, appel->commande() + " a été annulé"})) {
        return false;
    }
    etat->dialogue.retirer(*appel);
    appel->noter_lu();
    annoncer_termine(etat, appel);
    return true;
}

/// Réveille qui attend cet appel et dépose sa suite. Un refus que plus personne ne peut lire va au
/// journal.
void Session::annoncer_termine(Acces& etat, const std::shared_ptr<EtatAppel>& appel) {
    for (Attente* attente : etat->attentes) {
        if (attente->appel == appel.get()) {
            attente->reveiller();
        }
    }
    if (auto suite = appel->prendre_suite()) {
        deposer(etat, std::move(suite));
        if (!reveiller_executant(*etat) &&
            hote_->reglages.execution == cconn::Execution::immediate) {
            const auto moi = shared_from_this();
            etat.deverrouiller();
            insister([&] { hote_->rappels.demander(moi); });
            etat.reverrouiller();
        }
    } else if (appel.use_count() == 1) {
        etat.deverrouiller();
        signaler_oubli(*appel);
        etat.reverrouiller();
    }
}

void Session::signaler_oubli(const EtatAppel& appel) const {
    const Refus* const refus = est_termine(appel) ? appel.refus() : nullptr;
    if (refus != nullptr && !appel.est_lu()) {
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            "erreur d'un appel que personne n'attend plus, " + adresse_ + " : " +
                texte_erreur(refus->code, refus->texte)
        );
    }
}

} // namespace cconn::detail

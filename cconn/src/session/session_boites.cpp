// L'attente d'une boîte: lire et exécuter soi-même si personne d'autre ne le fait.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "session/cadre.hpp"
#include "session/participation.hpp"
#include "session/suspension.hpp"

#include <optional>
#include <string>

namespace cconn::detail {

namespace {

/// Dit à une boîte, le temps d'une portée, qu'un fil l'attend en participant à cette session.
class LecteurNote final {
public:
    LecteurNote(FileBoite& boite, std::shared_ptr<Session> session)
        : boite_(boite),
          session_(std::move(session)) {
        boite_.noter_lecteur(session_);
    }
    LecteurNote(const LecteurNote&) = delete;
    LecteurNote& operator=(const LecteurNote&) = delete;
    LecteurNote(LecteurNote&&) = delete;
    LecteurNote& operator=(LecteurNote&&) = delete;
    ~LecteurNote() { boite_.oublier_lecteur(session_); }

private:
    FileBoite& boite_;
    std::shared_ptr<Session> session_;
};

/// Le tour d'exécuter, et les annonces de travaux, le temps d'une attente en exécution différée.
class AttenteDifferee final {
public:
    AttenteDifferee(FileDifferee& differee, const std::shared_ptr<Session>& session)
        : tour_(differee),
          differee_(differee) {
        differee_.commencer_attente(session);
    }
    AttenteDifferee(const AttenteDifferee&) = delete;
    AttenteDifferee& operator=(const AttenteDifferee&) = delete;
    AttenteDifferee(AttenteDifferee&&) = delete;
    AttenteDifferee& operator=(AttenteDifferee&&) = delete;
    ~AttenteDifferee() { differee_.finir_attente(); }

private:
    FileDifferee::Tour tour_;
    FileDifferee& differee_;
};

/// L'application n'a donné la main que pour prendre ce qui est là.
bool est_immediate(Instant echeance) {
    return echeance <= std::chrono::steady_clock::now();
}

} // namespace

IssueBoite Session::attendre_boite(FileBoite& boite, Instant echeance) {
    const auto moi_meme = shared_from_this();
    const bool differee = hote_->reglages.execution == cconn::Execution::differee;
    Attente moi;
    moi.attend_boite = true;
    // En différé, ne rien attendre, c'est aussi ne rien exécuter.
    moi.execution_differee = differee && !est_immediate(echeance);
    std::optional<AttenteDifferee> attente_differee;
    if (moi.execution_differee) {
        attente_differee.emplace(hote_->differee, moi_meme);
    }
    emission_.pousser();
    const Suspension suspension(*this);
    const LecteurNote lecteur(boite, moi_meme);
    auto etat = etat_.verrouiller();
    if (etat->ordonnanceur.est_sature() && !etat->fin && hote_->client != nullptr) {
        throw Erreur(
            CodeErreur::trop_imbrique,
            "la boîte " + boite.nom() +
                " ne peut plus se remplir : " + std::to_string(etat->ordonnanceur.profondeur()) +
                " commandes s'attendent déjà l'une l'autre"
        );
    }
    moi.est_attitre = etat->attitre == std::this_thread::get_id();
    auto issue = IssueBoite::echeance;
    participer(etat, moi, echeance, [&](const Etat& e) {
        if (boite.est_remplie()) {
            issue = IssueBoite::remplie;
        } else if (est_tarie(e)) {
            issue = IssueBoite::tarie;
        }
        return issue != IssueBoite::echeance;
    });
    return issue;
}

/// Vrai si tout ce qui est arrivé a été exécuté, et que rien n'arrivera plus. Les commandes suspendues
/// n'y changent rien : elles attendent, elles aussi.
bool Session::est_tarie(const Etat& etat) const {
    const bool finie = etat.fin && etat.lecture_finie && etat.reception_videe &&
                       etat.ordonnanceur.en_attente() == 0 && !etat.ordonnanceur.est_prise();
    // La boîte d'un serveur a d'autres connexions, tant qu'il ne s'éteint pas.
    return finie && (hote_->serveur == nullptr || hote_->boites.est_arret_demande());
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): un seul moniteur, lu d'un trait
IssueBoite Session::attendre_boite_serveur(Hote& hote, FileBoite& boite, Instant echeance) {
    const Cadre* const cadre = Cadre::courant();
    if (cadre != nullptr && &cadre->hote() == &hote) {
        return cadre->session().attendre_boite(boite, echeance);
    }
    const Suspension suspension(nullptr);
    const auto issue = [&] {
        return hote.boites.est_arrete() ? IssueBoite::tarie : IssueBoite::echeance;
    };
    if (hote.reglages.execution != cconn::Execution::differee || est_immediate(echeance)) {
        const bool remplie = boite.attendre(echeance, [&] { return hote.boites.est_arrete(); });
        return remplie ? IssueBoite::remplie : issue();
    }
    const FileDifferee::Tour tour(hote.differee);
    for (;;) {
        const std::size_t interruptions = hote.differee.interruptions();
        if (boite.est_remplie()) {
            return IssueBoite::remplie;
        }
        if (hote.boites.est_arrete() || est_immediate(echeance)) {
            return issue();
        }
        if (!hote.differee.executer_un()) {
            static_cast<void>(hote.differee.attendre_annonce(interruptions, echeance));
        }
    }
}

} // namespace cconn::detail

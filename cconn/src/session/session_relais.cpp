// Le relais des fils d'une session: qui peut lire, exécuter, et qui réveiller.
// SPDX-License-Identifier: MIT
#include "session/attente.hpp"

#include <algorithm>
#include <thread>

namespace cconn::detail {

bool Session::peut_executer(const Etat& etat, const Attente& moi) const {
    if (hote_->reglages.execution == cconn::Execution::differee) {
        return moi.execution_differee;
    }
    return moi.est_attitre || !etat.attitre || etat.attitre_ailleurs > 0;
}

/// Vrai si ce fil peut exécuter une commande qu'il vient de décoder sans la mettre de côté.
bool Session::peut_executer_aussitot(const Etat& etat, const Attente& moi) const {
    return hote_->reglages.execution == cconn::Execution::immediate && peut_executer(etat, moi) &&
           !emission_.est_chargee();
}

bool Session::peut_lire(const Etat& etat, const Attente& moi) const {
    const bool plein = etat.ordonnanceur.est_plein() && moi.appel == nullptr;
    // Dans une lecture, la fin de la fonction attendue ne réveillerait pas ce fil.
    return !moi.attend_fonction && !etat.lecture_prise && !etat.lecture_finie && !plein &&
           !doit_patienter(etat, moi) && !doit_relayer(etat, moi) &&
           peut_lire_pour_boite(etat, moi);
}

/// Faux d'un fil qui attend une boîte pendant qu'un autre exécute ou sert la connexion : c'est lui qui
/// la remplira peut-être, et d'une lecture on ne réveille personne.
bool Session::peut_lire_pour_boite(const Etat& etat, const Attente& moi) {
    const bool seul = moi.est_attitre || !etat.attitre || etat.attitre_ailleurs > 0;
    return !moi.attend_boite || (seul && !etat.ordonnanceur.est_prise());
}

/// Vrai si ce fil n'attend que d'exécuter ce qui est prêt, dès que la commande d'un autre fil aura fini
/// ou attendra. Il doit alors rester réveillable : d'une lecture, il ne le serait que par le pair.
bool Session::doit_relayer(const Etat& etat, const Attente& moi) const {
    return moi.appel == nullptr && etat.ordonnanceur.est_prise() &&
           etat.ordonnanceur.en_attente() > 0 && peut_executer(etat, moi);
}

/// Vrai si le pair ne lit pas assez vite et demande encore une réponse : mieux vaut cesser d'en
/// produire. Jamais pour un avis, ni quand on attend soi-même une réponse : deux bouts qui s'inondent
/// s'attendraient.
bool Session::doit_patienter(const Etat& etat, const Attente& moi) const {
    return moi.appel == nullptr && !etat.fin && emission_.est_chargee() &&
           etat.dialogue.nb_appels() == 0 && etat.ordonnanceur.doit_repondre();
}

/// Attend qu'un autre fil ait fait avancer les choses. @return l'heure au réveil.
Instant Session::attendre_tour(Acces& etat, Attente& moi, Instant echeance) {
    // Le verrou rendu, quelque chose a pu arriver sans réveiller ce fil, qui ne dormait pas encore.
    const bool gardait_table = moi.acquis.table.has_value();
    if (gardait_table) {
        etat.deverrouiller();
        moi.acquis.table.reset();
        etat.reverrouiller();
    }
    const bool a_revoir =
        relacher_envois(etat) || pousser_requete(etat, moi) || gardait_table || moi.a_revoir;
    if (!etat->lecture_prise) {
        etat->dialogue.suspendre_delai(); // personne ne lit : le pair n'est pas en retard
    }
    if (!a_revoir) {
        Cadence::noter_attente();
        const Instant reveil = std::min(
            {echeance,
             etat->echeance_extinction,
             etat->dialogue.prochaine_echeance(),
             etat->ordonnanceur.prochaine_echeance()}
        );
        moi.endormi = true;
        static_cast<void>(etat.attendre_jusqua(moi.signal, reveil));
        moi.endormi = false;
        moi.a_pousse = false;
    }
    moi.a_revoir = false;
    const Instant maintenant = std::chrono::steady_clock::now();
    appliquer_echeances(etat, maintenant);
    return maintenant;
}

/// Réveille le fil qui exécutera le travail prêt. @return faux s'il n'y a personne à réveiller.
bool Session::reveiller_executant(Etat& etat) const {
    if (!etat.ordonnanceur.peut_commencer()) {
        return true;
    }
    Attente* choisi = nullptr;
    for (Attente* attente : etat.attentes) {
        if (attente->endormi && peut_executer(etat, *attente) &&
            (choisi == nullptr || attente->est_attitre)) {
            choisi = attente;
        }
    }
    if (choisi == nullptr) {
        return false;
    }
    choisi->reveiller();
    return true;
}

/// Réveille un fil pour qu'il lise, si la lecture est libre et qu'un fil a de quoi attendre.
void Session::reveiller_lecteur(Etat& etat) {
    if (etat.lecture_prise || etat.lecture_finie) {
        return;
    }
    Attente* choisi = nullptr;
    for (Attente* attente : etat.attentes) {
        if (attente->endormi && peut_lire_pour_boite(etat, *attente) &&
            (choisi == nullptr || attente->est_attitre)) {
            choisi = attente;
        }
    }
    if (choisi != nullptr) {
        choisi->reveiller();
    }
}

void Session::reveiller_tous(Etat& etat) {
    for (Attente* attente : etat.attentes) {
        attente->reveiller();
    }
    etat.reprise.notify_all();
    etat.lecture_libre.notify_all();
}

void Session::reveiller_attentes() {
    reveiller_tous(*etat_.verrouiller());
}

} // namespace cconn::detail

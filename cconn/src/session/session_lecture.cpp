// La participation d'un fil à une session: lire, décoder, exécuter, ou attendre son tour.
// SPDX-License-Identifier: MIT
#include <cconn/connexion.hpp>

#include "base/codes.hpp"
#include "protocole/encodage.hpp"
#include "session/cadre.hpp"
#include "session/participation.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace cconn::detail {

/// Un pas en avant sans attendre : exécute un travail ou décode un message. @return faux s'il n'y a
/// rien à faire pour ce fil.
bool Session::avancer(Acces& etat, const Attente& moi) {
    if (etat->extinction && std::chrono::steady_clock::now() >= etat->echeance_extinction) {
        abandonner(*etat);
        etat->lecture_finie = true;
        etat->reception_videe = true;
    }
    if (peut_executer(*etat, moi) && !doit_patienter(*etat, moi)) {
        if (auto travail = etat->ordonnanceur.commencer()) {
            executer(etat, std::move(*travail));
            return true;
        }
    }
    if (moi.execution_differee && moi.appel != nullptr) {
        etat.deverrouiller();
        const bool execute = hote_->differee.executer_un();
        etat.reverrouiller();
        if (execute) {
            return true;
        }
    }
    const bool plein = etat->ordonnanceur.est_plein() && moi.appel == nullptr;
    if (etat->lecture_prise || etat->reception_videe || plein || doit_patienter(*etat, moi)) {
        return false;
    }
    return traiter_suite(etat, moi);
}

bool Session::peut_executer(const Etat& etat, const Attente& moi) const {
    if (hote_->reglages.execution == cconn::Execution::differee) {
        return moi.execution_differee;
    }
    return moi.est_attitre || !etat.attitre || etat.attitre_ailleurs > 0;
}

bool Session::peut_lire(const Etat& etat, const Attente& moi) const {
    const bool plein = etat.ordonnanceur.est_plein() && moi.appel == nullptr;
    return !etat.lecture_prise && !etat.lecture_finie && !plein && !doit_patienter(etat, moi);
}

/// Vrai si le pair ne lit pas assez vite nos réponses : mieux vaut cesser d'en produire. Jamais quand
/// on attend soi-même une réponse, car les deux bouts s'attendraient.
bool Session::doit_patienter(const Etat& etat, const Attente& moi) const {
    return moi.appel == nullptr && !etat.fin && emission_.est_chargee() &&
           etat.dialogue.nb_appels() == 0;
}

// Ce qui a été reçu

/// Décode un message et en tire la suite. @return faux s'il n'y en a pas d'entier.
bool Session::traiter_suite(Acces& etat, const Attente& moi) {
    Suite suite = etat->dialogue.suite();
    if (auto* commande = std::get_if<CommandeRecue>(&suite)) {
        recevoir_commande(etat, moi, std::move(*commande));
    } else if (const auto* termine = std::get_if<AppelTermine>(&suite)) {
        annoncer_termine(etat, termine->appel);
    } else if (const auto* trame = std::get_if<TrameAEnvoyer>(&suite)) {
        etat.deverrouiller();
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            adresse_ + " : " + texte_erreur(trame->refus.code, trame->refus.texte)
        );
        static_cast<void>(emission_.offrir(trame->octets.octets()));
        etat.reverrouiller();
    } else if (const auto* remarque = std::get_if<Remarque>(&suite)) {
        etat.deverrouiller();
        hote_->journal.ecrire(NiveauJournal::information, adresse_ + " : " + remarque->texte);
        etat.reverrouiller();
    } else if (auto* flux = std::get_if<FluxTermine>(&suite)) {
        terminer_flux(etat, std::move(*flux));
    } else {
        if (etat->lecture_finie) {
            etat->reception_videe = true;
            reveiller_tous(*etat);
        }
        return false;
    }
    return true;
}

void Session::recevoir_commande(Acces& etat, const Attente& moi, CommandeRecue commande) {
    if (etat->abandon) {
        etat->dialogue.rendre(commande);
        return;
    }
    if (etat->ordonnanceur.est_plein()) {
        refuser_commande(
            etat,
            commande,
            {CodeErreur::attente_pleine,
             std::to_string(etat->ordonnanceur.en_attente()) +
                 " commandes attendent déjà leur tour, limite " +
                 std::to_string(hote_->reglages.limites.mises_de_cote_max)}
        );
        return;
    }
    deposer(etat, std::move(commande));
    if (!peut_executer(*etat, moi)) {
        reveiller_executant(*etat);
    }
}

/// Répond à une requête sans l'exécuter ; un avis n'a que sa ligne de journal.
void Session::refuser_commande(Acces& etat, const CommandeRecue& commande, const Refus& refus) {
    Tampon trame;
    if (commande.id) {
        ecrire_refus(trame, *commande.id, refus, hote_->reglages.limites.taille_erreur_max);
    }
    const std::string ligne = adresse_ + " : " + std::string(commande.nom) + " : " +
                              texte_erreur(refus.code, refus.texte);
    etat->dialogue.rendre(commande);
    etat.deverrouiller();
    hote_->journal.ecrire(NiveauJournal::avertissement, ligne);
    if (!trame.est_vide()) {
        static_cast<void>(emission_.offrir(trame.octets()));
    }
    etat.reverrouiller();
}

void Session::deposer(Acces& etat, Travail travail) {
    const bool sature = etat->ordonnanceur.est_sature();
    etat->ordonnanceur.deposer(
        std::move(travail), sature ? std::chrono::steady_clock::now() : Instant{}
    );
    if (hote_->reglages.execution == cconn::Execution::differee) {
        etat.deverrouiller();
        hote_->differee.annoncer(shared_from_this());
        etat.reverrouiller();
    }
}

// Exécuter

/// Exécute un travail que l'ordonnanceur vient de donner, sans verrou.
void Session::executer(Acces& etat, Travail travail) {
    reveiller_lecteur(*etat);
    const bool retenues = retenir_reponses(*etat);
    etat.deverrouiller();
    if (retenues) {
        // Si une commande s'attarde, les réponses déjà faites n'attendent pas avec elle.
        hote_->facteur.controler(
            shared_from_this(), std::chrono::steady_clock::now() + retenue_max
        );
    }
    {
        const Cadre cadre(*this, *hote_);
        if (const auto* commande = std::get_if<CommandeRecue>(&travail)) {
            executer_commande(*commande);
        } else {
            executer_suite(std::get<std::function<void()>>(travail));
            travail = std::function<void()>(); // ses captures sont à l'utilisateur : sans verrou
        }
    }
    etat.reverrouiller();
    if (const auto* commande = std::get_if<CommandeRecue>(&travail)) {
        etat->dialogue.rendre(*commande);
    }
    etat->ordonnanceur.finir();
    etat->reprise.notify_all();
    if (etat->fin) {
        reveiller_tous(*etat);
    }
}

/// Tant que le tampon contient d'autres messages, les réponses s'accumulent : elles partiront d'un
/// coup, avant la prochaine lecture. @return vrai si cela commence.
bool Session::retenir_reponses(Etat& etat) {
    const bool commencer = !etat.reponses_retenues && etat.attitre == std::this_thread::get_id() &&
                           etat.dialogue.a_octets_non_lus();
    if (commencer) {
        etat.reponses_retenues = true;
        emission_.ouvrir_groupe();
    }
    return commencer;
}

/// Fait partir les réponses retenues. Rend le verrou un moment.
void Session::relacher_reponses(Acces& etat) {
    if (std::exchange(etat->reponses_retenues, false)) {
        etat.deverrouiller();
        emission_.fermer_groupe();
        etat.reverrouiller();
    }
}

void Session::executer_commande(const CommandeRecue& commande) {
    Connexion connexion(shared_from_this());
    ContexteCommande contexte{
        hote_->serveur, hote_->client, connexion, commande.nom, commande.arguments};
    const Tampon reponse = hote_->executeur.executer(contexte, commande.id);
    if (commande.id && emission_.offrir(reponse.octets()) == Envoi::plein) {
        rompre(
            {Cause::client_lent,
             {CodeErreur::client_lent,
              adresse_ + " ne lit pas ses réponses : " +
                  std::to_string(emission_.octets_en_attente()) + " octets attendent"}}
        );
    }
}

void Session::executer_suite(const std::function<void()>& suite) {
    try {
        suite();
    } catch (const std::exception& exception) {
        hote_->journal.ecrire(
            NiveauJournal::erreur,
            "exception dans une fonction de l'application, pour " + adresse_ + " : " +
                exception.what()
        );
    } catch (...) {
        hote_->journal.ecrire(
            NiveauJournal::erreur,
            "exception inconnue dans une fonction de l'application, pour " + adresse_
        );
    }
}

bool Session::executer_un() {
    auto etat = etat_.verrouiller();
    auto travail = etat->ordonnanceur.commencer();
    if (!travail) {
        return false;
    }
    executer(etat, std::move(*travail));
    reveiller_tous(*etat); // le fil attitré s'était peut-être arrêté de lire, ou attend la fin
    return true;
}

bool Session::a_travail_pret() const {
    return etat_.verrouiller()->ordonnanceur.peut_commencer();
}

std::size_t Session::travaux_en_attente() const {
    return etat_.verrouiller()->ordonnanceur.en_attente();
}

// Recevoir

/// Reçoit une fois. Exige : `peut_lire`. @return l'heure d'avant la lecture, ou d'après si rien n'est
/// venu.
Instant Session::lire(Acces& etat, Instant echeance) {
    const bool extinction = etat->extinction;
    if (extinction && etat->reste_a_lire == 0) {
        finir_lecture(etat, *etat->fin);
        return Instant::min();
    }
    const Instant debut = std::chrono::steady_clock::now();
    auto place = etat->dialogue.place(debut);
    Instant limite = std::min(
        {echeance, etat->dialogue.prochaine_echeance(), etat->ordonnanceur.prochaine_echeance()}
    );
    if (extinction) {
        place = place.first(std::min(place.size(), etat->reste_a_lire));
        limite = debut;
    }
    etat->lecture_prise = true;
    const bool relacher = std::exchange(etat->reponses_retenues, false);
    etat.deverrouiller();
    if (relacher) {
        emission_.fermer_groupe();
    }
    const Lecture lecture = transport_->recevoir(place, limite);
    etat.reverrouiller();
    etat->lecture_prise = false;
    interpreter_lecture(etat, lecture, extinction);
    if (lecture.genre == Lecture::Genre::octets) {
        appliquer_echeances(etat, debut, false);
        return debut;
    }
    const Instant fin = std::chrono::steady_clock::now();
    appliquer_echeances(etat, fin, true);
    return fin;
}

void Session::interpreter_lecture(Acces& etat, const Lecture& lecture, bool extinction_avant) {
    if (etat->fin) {
        etat->lecture_libre.notify_all();
    }
    switch (lecture.genre) {
    case Lecture::Genre::octets:
        etat->dialogue.noter_recus(lecture.taille);
        if (extinction_avant) {
            etat->reste_a_lire -= lecture.taille;
        }
        break;
    case Lecture::Genre::fin:
        finir_lecture(etat, fin_par_pair());
        break;
    case Lecture::Genre::rompue:
        finir_lecture(etat, fin_par_rupture(lecture.erreur));
        break;
    case Lecture::Genre::echeance:
        if (extinction_avant) {
            finir_lecture(etat, *etat->fin);
        }
        break;
    }
}

void Session::appliquer_echeances(Acces& etat, Instant maintenant, bool lecture_a_vide) {
    for (const auto& appel : etat->dialogue.terminer_echus(maintenant)) {
        annoncer_termine(etat, appel);
    }
    for (const auto& commande : etat->ordonnanceur.retirer_trop_imbriquees(maintenant)) {
        refuser_commande(
            etat,
            commande,
            {CodeErreur::trop_imbrique,
             std::string(commande.nom) + " : " + std::to_string(etat->ordonnanceur.profondeur()) +
                 " commandes s'attendent déjà l'une l'autre, limite " +
                 std::to_string(hote_->reglages.limites.profondeur_max)}
        );
    }
    if (lecture_a_vide && !etat->reception_videe && !etat->lecture_finie) {
        if (auto flux = etat->dialogue.verifier_trame(maintenant)) {
            terminer_flux(etat, std::move(*flux));
        }
    }
}

void Session::lire_disponible() {
    Attente moi;
    auto etat = etat_.verrouiller();
    participer(etat, moi, Instant{}, [](const Etat&) { return false; });
}

// Se relayer

/// Attend qu'un autre fil ait fait avancer les choses. @return l'heure au réveil.
Instant Session::attendre_tour(Acces& etat, Attente& moi, Instant echeance) {
    relacher_reponses(etat);
    if (!etat->lecture_prise) {
        etat->dialogue.suspendre_delai(); // personne ne lit : le pair n'est pas en retard
    }
    if (!moi.a_revoir) {
        const Instant reveil = std::min(
            {echeance, etat->dialogue.prochaine_echeance(), etat->ordonnanceur.prochaine_echeance()}
        );
        moi.endormi = true;
        static_cast<void>(etat.attendre_jusqua(moi.signal, reveil));
        moi.endormi = false;
    }
    moi.a_revoir = false;
    const Instant maintenant = std::chrono::steady_clock::now();
    appliquer_echeances(etat, maintenant, false);
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
        if (attente->endormi && (choisi == nullptr || attente->est_attitre)) {
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

/// La commande en cours sur ce fil va attendre : une autre peut avancer.
void Session::suspendre(bool ailleurs) {
    const auto etat = etat_.verrouiller();
    etat->ordonnanceur.suspendre(std::chrono::steady_clock::now());
    if (ailleurs && etat->attitre == std::this_thread::get_id()) {
        ++etat->attitre_ailleurs;
    }
    etat->reprise.notify_all();
    reveiller_executant(*etat);
}

/// La commande suspendue reprend, dès qu'aucune autre n'avance.
void Session::reprendre(bool ailleurs) {
    auto etat = etat_.verrouiller();
    if (ailleurs && etat->attitre == std::this_thread::get_id()) {
        --etat->attitre_ailleurs;
    }
    etat->ordonnanceur.demander_reprise();
    while (!etat->ordonnanceur.essayer_reprendre()) {
        etat.attendre(etat->reprise);
    }
}

} // namespace cconn::detail

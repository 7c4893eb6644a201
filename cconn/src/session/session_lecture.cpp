// La lecture d'une session: recevoir, décoder, et ce qui s'ensuit.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "base/memoire.hpp"
#include "protocole/encodage.hpp"
#include "session/participation.hpp"
#include "session/surveillance.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

/// La fin que dit un transport qui en sait plus qu'un errno.
std::optional<Fin> fin_selon(const Transport& transport) {
    auto refus = transport.refus();
    if (!refus) {
        return std::nullopt;
    }
    const bool perdue = refus->code == CodeErreur::connexion_perdue;
    return Fin{perdue ? Cause::connexion_rompue : Cause::chiffrement_refuse, *std::move(refus)};
}

} // namespace

/// Un pas en avant sans attendre : exécute un travail ou décode un message. @return faux s'il n'y a
/// rien à faire pour ce fil.
bool Session::avancer(Acces& etat, Attente& moi) {
    if (etat->echeance_extinction != jamais &&
        std::chrono::steady_clock::now() >= etat->echeance_extinction) {
        etat->echeance_extinction = jamais;
        abandonner(*etat);
        etat->lecture_finie = true;
        etat->reception_videe = true;
        return true;
    }
    const bool rien_de_pret = etat->ordonnanceur.est_vide() && !moi.execution_differee;
    if (!rien_de_pret && executer_pret(etat, moi)) {
        return true;
    }
    const bool plein = etat->ordonnanceur.est_plein() && moi.appel == nullptr;
    if (etat->lecture_prise || etat->reception_videe || plein || doit_patienter(*etat, moi)) {
        return false;
    }
    return traiter_suite(etat, moi);
}

/// Décode un message et en tire la suite. @return faux s'il n'y en a pas d'entier.
bool Session::traiter_suite(Acces& etat, Attente& moi) {
    Suite suite = etat->dialogue.suite();
    if (!std::holds_alternative<Epuise>(suite)) {
        etat->comptes.noter_message();
    }
    if (auto* commande = std::get_if<CommandeRecue>(&suite)) {
        if (etat->pouls.bat() && recevoir_reservee(etat, *commande)) {
            return true;
        }
        etat->signes.occupee = true;
        recevoir_commande(etat, moi, *commande);
    } else if (const auto* termine = std::get_if<AppelTermine>(&suite)) {
        etat->signes.occupee = true;
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
        if (remarque->est_orpheline) {
            etat->comptes.noter_orpheline();
        }
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

void Session::recevoir_commande(Acces& etat, Attente& moi, CommandeRecue& commande) {
    if (etat->abandon) {
        etat->dialogue.rendre(commande);
        return;
    }
    if (etat->surveillee && Surveillance::retenir(*this, etat, commande)) {
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
    // Ce qui n'attend pas son tour et n'a pas commencé : des réponses promises pour plus tard.
    const std::size_t dues_max = hote_->reglages.limites.appels_max;
    const std::size_t ici = etat->ordonnanceur.en_attente() + etat->ordonnanceur.profondeur();
    if (commande.id && etat->dialogue.nb_requetes() > ici + dues_max) {
        refuser_commande(
            etat,
            commande,
            {CodeErreur::attente_pleine,
             std::to_string(dues_max) + " réponses sont déjà dues, limite " +
                 std::to_string(dues_max)}
        );
        return;
    }
    if (peut_executer_aussitot(*etat, moi) && etat->ordonnanceur.commencer_aussitot()) {
        executer_commande(etat, commande, moi.acquis);
        return;
    }
    deposer(etat, commande);
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
    hote_->compteurs.noter_commande_refusee(refus.code);
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

/// Reçoit une fois. Exige : `peut_lire`. @return l'heure d'avant la lecture, ou d'après si rien n'est
/// venu.
Instant Session::lire(Acces& etat, Attente& moi, Instant echeance) {
    const bool extinction = etat->extinction;
    if (extinction && etat->reste_a_lire == 0) {
        finir_lecture(etat, *etat->fin);
        return Instant::min();
    }
    const Instant debut = std::chrono::steady_clock::now();
    if (etat->dialogue.taille_attendue() > Memoire::taille_sure &&
        Surveillance::manque_memoire(*this, etat)) {
        return debut;
    }
    auto place = etat->dialogue.place(debut);
    Instant limite = std::min(
        {echeance, etat->dialogue.prochaine_echeance(), etat->ordonnanceur.prochaine_echeance()}
    );
    if (extinction) {
        place = place.first(std::min(place.size(), etat->reste_a_lire));
        limite = debut;
    }
    etat->lecture_prise = true;
    const bool relacher = std::exchange(etat->envois_retenus, false);
    etat.deverrouiller();
    moi.acquis.table.reset();
    Lecture lecture{Lecture::Genre::rompue, 0, ENOMEM};
    try {
        if (relacher) {
            emission_.fermer_groupe();
        }
        annoncer_attente(moi);
        lecture = guet_.recevoir(*transport_, place, limite);
    } catch (const std::bad_alloc& /*qui lit rend la lecture*/) {
        lecture = {Lecture::Genre::rompue, 0, ENOMEM};
    }
    etat.reverrouiller();
    etat->lecture_prise = false;
    interpreter_lecture(etat, lecture);
    if (extinction) {
        compter_derniers_octets(etat, lecture);
    }
    if (lecture.genre == Lecture::Genre::octets) {
        etat->comptes.noter_lecture(lecture.taille, debut);
        appliquer_echeances(etat, debut);
        return debut;
    }
    const Instant fin = std::chrono::steady_clock::now();
    appliquer_echeances(etat, fin);
    verifier_trame(etat, fin);
    return fin;
}

/// Ce fil va attendre le pair : ce qu'il laisse en file part d'abord.
void Session::annoncer_attente(const Attente& moi) {
    Cadence::noter_attente();
    // Qui attend une réponse n'attend pas non plus la fin d'un lot : sa requête y est peut-être.
    if (emission_.est_en_rafale() || (moi.appel != nullptr && emission_.est_retenue())) {
        static_cast<void>(emission_.pousser());
    }
}

void Session::interpreter_lecture(Acces& etat, const Lecture& lecture) {
    if (etat->surveillee) {
        etat->heure = std::chrono::steady_clock::now();
    }
    if (etat->fin) {
        etat->lecture_libre.notify_all();
    }
    switch (lecture.genre) {
    case Lecture::Genre::octets:
        etat->signes.recu = true;
        etat->dialogue.noter_recus(lecture.taille);
        break;
    case Lecture::Genre::fin:
        finir_lecture(etat, fin_par_pair());
        break;
    case Lecture::Genre::rompue:
        finir_lecture(etat, fin_selon(*transport_).value_or(fin_par_rupture(lecture.erreur)));
        break;
    case Lecture::Genre::echeance:
        break;
    }
}

/// Pendant l'extinction, on lit ce qui était déjà arrivé, et rien de plus.
void Session::compter_derniers_octets(Acces& etat, const Lecture& lecture) {
    etat->reste_a_lire -= lecture.taille;
    if (lecture.genre == Lecture::Genre::echeance) {
        finir_lecture(etat, *etat->fin);
    }
}

void Session::appliquer_echeances(Acces& etat, Instant maintenant) {
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
}

/// Met fin à un message commencé qui tarde. À n'appeler qu'après une lecture restée sans rien.
void Session::verifier_trame(Acces& etat, Instant maintenant) {
    if (etat->lecture_finie) {
        return;
    }
    if (auto flux = etat->dialogue.verifier_trame(maintenant)) {
        terminer_flux(etat, std::move(*flux));
    }
}

void Session::lire_disponible() {
    Attente moi;
    auto etat = etat_.verrouiller();
    participer(etat, moi, Instant{}, [](const Etat&) { return false; });
}

} // namespace cconn::detail

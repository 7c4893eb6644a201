// L'exécution d'une session: les commandes du pair et les fonctions de l'application.
// SPDX-License-Identifier: MIT
#include <cconn/connexion.hpp>

#include "session/attente.hpp"
#include "session/cadre.hpp"
#include "session/etat_reponse.hpp"
#include "session/session.hpp"

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

/// Rend l'exécution d'un travail que la mémoire qui manque arrête ; la connexion va se rompre.
template<class Acces>
void rendre_execution(Acces& etat) {
    if (!etat.est_verrouille()) {
        etat.reverrouiller();
    }
    etat->commande = nullptr;
    etat->ordonnanceur.finir();
}

} // namespace

/// Ce qu'une commande a donné.
struct Session::Execution {
    Tampon reponse; ///< Vide pour un avis, et si la réponse viendra plus tard.
    std::shared_ptr<EtatReponse> differee;
    IssueExecution issue;
};

/// Exécute un travail prêt, d'ici, ou d'une autre session si ce fil attend dans une commande différée.
/// @return faux s'il n'y en a pas pour ce fil.
bool Session::executer_pret(Acces& etat, Attente& moi) {
    if (peut_executer(*etat, moi) && !doit_patienter(*etat, moi)) {
        if (auto travail = etat->ordonnanceur.commencer()) {
            executer(etat, std::move(*travail), moi.acquis);
            return true;
        }
    }
    if (!moi.execution_differee) {
        return false;
    }
    etat.deverrouiller();
    const bool execute = hote_->differee.executer_un();
    etat.reverrouiller();
    return execute;
}

/// Exécute un travail que l'ordonnanceur vient de donner, sans verrou.
void Session::executer(Acces& etat, Travail travail, Acquis& acquis) {
    if (const auto* commande = std::get_if<CommandeRecue>(&travail)) {
        executer_commande(etat, *commande, acquis);
        return;
    }
    reveiller_lecteur(*etat);
    try {
        executer_suite(etat, std::move(std::get<std::function<void()>>(travail)));
    } catch (...) {
        rendre_execution(etat);
        throw;
    }
    finir_travail(*etat);
}

void Session::finir_travail(Etat& etat) {
    etat.ordonnanceur.finir();
    if (etat.ordonnanceur.doit_reprendre()) {
        etat.reprise.notify_all();
    }
    reveiller_executant(etat); // un autre travail est peut-être venu, pour un autre fil
    if (etat.fin) {
        reveiller_tous(etat);
    }
}

/// Appelle `fonction` ; ce qu'elle lève va au journal et n'en sort pas.
template<class F>
void Session::contenir(F fonction) const {
    try {
        fonction();
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

/// La même chose d'une commande.
void Session::executer_commande(Acces& etat, const CommandeRecue& commande, Acquis& acquis) {
    try {
        executer_a_son_tour(etat, commande, acquis);
    } catch (...) {
        rendre_execution(etat);
        throw;
    }
    finir_travail(*etat);
}

void Session::executer_a_son_tour(Acces& etat, const CommandeRecue& commande, Acquis& acquis) {
    reveiller_lecteur(*etat);
    const bool retenus = retenir_envois(*etat);
    const bool chronometrer = etat->comptes.choisir_mesure();
    const auto* const dessous = std::exchange(etat->commande, &commande);
    const auto numero_dessous = std::exchange(etat->numero_commande, ++etat->dernier_numero);
    const bool armer = !std::exchange(etat->sans_montre, true);
    etat.deverrouiller();
    if (retenus) {
        limiter_retenue();
    }
    if (armer) {
        armer_montre();
    }
    Execution execution;
    const Instant debut = chronometrer ? std::chrono::steady_clock::now() : Instant{};
    repondre(commande, acquis, execution);
    const Instant fin = chronometrer ? std::chrono::steady_clock::now() : Instant{};
    etat.reverrouiller();
    etat->commande = dessous;
    etat->numero_commande = numero_dessous;
    etat->comptes.noter_execution(execution.issue);
    if (chronometrer) {
        etat->comptes.noter_duree(execution.issue, debut, fin);
    }
    if (execution.differee != nullptr) {
        differer_reponse(etat, commande, std::move(execution.differee));
    } else if (commande.id && execution.reponse.est_vide()) {
        throw std::bad_alloc(); // rien pour répondre, pas même une erreur
    } else {
        etat->dialogue.rendre(commande); // avant la réponse, qui rend son identifiant au pair
        if (!execution.reponse.est_vide()) {
            etat.deverrouiller();
            offrir_reponse(execution.reponse);
            etat.reverrouiller();
        }
    }
}

void Session::repondre(const CommandeRecue& commande, Acquis& acquis, Execution& execution) {
    const Cadre cadre(*this, *hote_);
    bool repondue = false;
    contenir([&] {
        auto& [poignee, table] = acquis;
        if (!poignee || !poignee->designe(*this)) { // une commande a pu la changer
            poignee.emplace(shared_from_this());
        }
        if (!table || !table->est_a_jour()) {
            table.reset(); // avant de prendre la nouvelle
            table.emplace(consultation_);
        }
        ContexteCommande contexte{
            .serveur = hote_->serveur,
            .client = hote_->client,
            .connexion = *poignee,
            .nom = commande.nom,
            .arguments = commande.arguments,
            .appelant = adresse_};
        hote_->executeur.executer(contexte, **table, commande.id, execution.reponse);
        execution.differee = std::move(contexte.differee);
        execution.issue = contexte.issue;
        repondue = true;
    });
    if (!repondue) {
        execution.reponse.vider(); // la mémoire a manqué : elle n'est peut-être écrite qu'à moitié
    }
}

/// La commande a fini, sa réponse viendra quand l'application la donnera.
void Session::differer_reponse(
    Acces& etat, const CommandeRecue& commande, std::shared_ptr<EtatReponse> differee
) {
    const std::string nom(commande.nom);
    if (commande.id) {
        Dialogue::rendre_octets(commande);
    } else {
        etat->dialogue.rendre(commande);
    }
    etat.deverrouiller();
    if (commande.id) {
        differee->devoir({weak_from_this(), *commande.id, nom});
    } else {
        differee->dispenser();
    }
    differee = nullptr; // sans verrou : si c'était la dernière copie, elle répond ici
    etat.reverrouiller();
}

bool Session::repondre_apres(std::uint32_t id, std::string_view commande, IssueCommande issue) {
    const Tampon trame = hote_->executeur.repondre(commande, adresse_, id, std::move(issue));
    etat_.verrouiller()->dialogue.oublier_requete(id);
    if (emission_.est_close()) {
        return false;
    }
    offrir_reponse(trame);
    return true;
}

void Session::offrir_reponse(const Tampon& reponse) {
    noter_emission();
    if (emission_.offrir(reponse.octets()) == Envoi::plein) {
        rompre(
            {Cause::client_lent,
             {CodeErreur::client_lent,
              adresse_ + " ne lit pas ses réponses : " +
                  std::to_string(emission_.octets_en_attente()) + " octets attendent"}}
        );
    }
}

/// Une fonction de l'application ; ses captures sont détruites sans verrou, elles aussi.
void Session::executer_suite(Acces& etat, std::function<void()> suite) {
    etat.deverrouiller();
    {
        const Cadre cadre(*this, *hote_);
        contenir(suite);
        suite = nullptr;
    }
    etat.reverrouiller();
}

void Session::executer_suite(const std::function<void()>& suite) const {
    contenir(suite);
}

bool Session::executer_un() {
    Acquis acquis;
    auto etat = etat_.verrouiller();
    auto travail = etat->ordonnanceur.commencer();
    if (!travail) {
        return false;
    }
    executer(etat, std::move(*travail), acquis);
    reveiller_tous(*etat); // le fil attitré s'était peut-être arrêté de lire, ou attend la fin
    return true;
}

bool Session::a_travail_pret() const {
    return etat_.verrouiller()->ordonnanceur.peut_commencer();
}

std::size_t Session::travaux_en_attente() const {
    return etat_.verrouiller()->ordonnanceur.en_attente();
}

/// La commande en cours sur ce fil va attendre : une autre peut avancer.
void Session::suspendre(LieuAttente lieu) {
    const auto etat = etat_.verrouiller();
    etat->ordonnanceur.suspendre(std::chrono::steady_clock::now());
    if (lieu == LieuAttente::ailleurs && etat->attitre == std::this_thread::get_id()) {
        ++etat->attitre_ailleurs;
    }
    etat->reprise.notify_all();
    reveiller_executant(*etat);
}

/// La commande suspendue reprend, dès qu'aucune autre n'avance.
void Session::reprendre(LieuAttente lieu) {
    auto etat = etat_.verrouiller();
    if (lieu == LieuAttente::ailleurs && etat->attitre == std::this_thread::get_id()) {
        --etat->attitre_ailleurs;
    }
    etat->ordonnanceur.demander_reprise();
    while (!etat->ordonnanceur.essayer_reprendre()) {
        etat.attendre(etat->reprise);
    }
}

} // namespace cconn::detail

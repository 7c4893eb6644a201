// FileBoite: les messages d'une boîte, entre les commandes qui les apportent et qui les reçoit.
// SPDX-License-Identifier: MIT
#include "session/file_boite.hpp"

#include <cconn/erreur.hpp>

#include "session/session.hpp"

#include <algorithm>
#include <utility>

namespace cconn::detail {

FileBoite::FileBoite(std::string_view nom, OptionsBoite options, Journal& journal)
    : nom_(nom),
      options_(std::move(options)),
      journal_(journal) {}

// Entrée

void FileBoite::deposer(ContenuBrut contenu, std::size_t taille, Demande demande) {
    std::deque<Contenu> oublies; // détruits sans verrou, comme `contenu` : ils sont à l'utilisateur
    std::vector<std::shared_ptr<Session>> lecteurs;
    std::optional<std::string> ligne;
    std::optional<Erreur> refus;
    {
        auto etat = etat_.verrouiller();
        const bool entre = faire_place(etat, taille, oublies);
        if (etat->fermee) {
            refus.emplace(CodeErreur::commande_inconnue, "la boîte " + nom_ + " n'existe plus");
        } else if (entre) {
            etat->contenus.push_back({std::move(contenu), taille});
            etat->octets += taille;
            ++etat->bilan.entres;
            nb_ = etat->contenus.size();
            etat->bilan.en_attente_max = std::max(etat->bilan.en_attente_max, nb_.load());
            lecteurs = etat->lecteurs;
        } else if (options_.si_pleine != BoitePleine::oublier_nouveau && demande == Demande::requete) {
            refus.emplace(CodeErreur::attente_pleine, decrire_pleine(*etat));
        }
        if (!etat->fermee && (!entre || !oublies.empty())) {
            ligne = noter_perte(*etat);
        }
    }
    arrivee_.notify_one();
    reveiller(lecteurs);
    if (ligne) {
        journal_.ecrire(NiveauJournal::avertissement, *ligne);
    }
    if (refus) {
        throw Erreur(*refus);
    }
}

bool FileBoite::a_place(const Etat& etat, std::size_t taille) const {
    return etat.contenus.empty() || (etat.contenus.size() < options_.messages_max &&
                                     etat.octets + taille <= options_.octets_max);
}

/// Fait ce que disent les options pour qu'un message de cette taille entre. @return faux s'il
/// n'entre pas ; il est alors compté.
bool FileBoite::faire_place(Acces& etat, std::size_t taille, std::deque<Contenu>& oublies) {
    if (options_.si_pleine == BoitePleine::attendre) {
        attendre_place(etat, taille);
    }
    while (options_.si_pleine == BoitePleine::oublier_ancien && !a_place(*etat, taille)) {
        ++etat->bilan.oublies;
        etat->octets -= etat->contenus.front().taille;
        oublies.push_back(std::move(etat->contenus.front()));
        etat->contenus.pop_front();
    }
    if (a_place(*etat, taille)) {
        return true;
    }
    ++(options_.si_pleine == BoitePleine::oublier_nouveau ? etat->bilan.oublies
                                                          : etat->bilan.refuses);
    return false;
}

void FileBoite::attendre_place(Acces& etat, std::size_t taille) {
    if (a_place(*etat, taille) || etat->sans_attente) {
        return;
    }
    const Instant echeance = echeance_apres(std::chrono::steady_clock::now(), options_.delai_place);
    while (!a_place(*etat, taille) && !etat->fermee) {
        if (etat.attendre_jusqua(place_, echeance) == std::cv_status::timeout) {
            etat->sans_attente = !a_place(*etat, taille);
            return;
        }
    }
}

/// La ligne de journal du débordement, s'il commence.
std::optional<std::string> FileBoite::noter_perte(Etat& etat) const {
    if (std::exchange(etat.debordement, true)) {
        return std::nullopt;
    }
    std::string suite;
    switch (options_.si_pleine) {
    case BoitePleine::oublier_ancien:
        suite = "les plus anciens sont oubliés";
        break;
    case BoitePleine::oublier_nouveau:
        suite = "les nouveaux sont oubliés";
        break;
    case BoitePleine::attendre:
    case BoitePleine::refuser:
        suite = "les nouveaux sont refusés";
        break;
    }
    return decrire_pleine(etat) + " ; " + suite;
}

std::string FileBoite::decrire_pleine(const Etat& etat) const {
    return "la boîte " + nom_ + " est pleine : " + std::to_string(etat.contenus.size()) +
           " messages et " + std::to_string(etat.octets) + " octets attendent, limites " +
           std::to_string(options_.messages_max) + " et " + std::to_string(options_.octets_max);
}

void FileBoite::fermer() {
    std::deque<Contenu> oublies; // détruits sans verrou
    {
        const auto etat = etat_.verrouiller();
        etat->fermee = true;
        std::swap(etat->contenus, oublies);
        nb_ = 0;
    }
    place_.notify_all();
}

// Sortie

ContenuBrut FileBoite::essayer_prendre() {
    ContenuBrut pris;
    {
        const auto etat = etat_.verrouiller();
        if (etat->contenus.empty()) {
            return nullptr;
        }
        noter_sortie(*etat, etat->contenus.front());
        pris = std::move(etat->contenus.front().brut);
        etat->contenus.pop_front();
        nb_ = etat->contenus.size();
    }
    place_.notify_all();
    return pris;
}

void FileBoite::noter_sortie(Etat& etat, const Contenu& sorti) const {
    ++etat.bilan.recus;
    etat.octets -= sorti.taille;
    etat.sans_attente = false;
    const std::size_t restants = etat.contenus.size() - 1;
    if (2 * restants <= options_.messages_max && 2 * etat.octets <= options_.octets_max) {
        etat.debordement = false;
    }
}

bool FileBoite::attendre(Instant echeance, const std::function<bool()>& tarie) {
    auto etat = etat_.verrouiller();
    while (etat->contenus.empty() && !tarie()) {
        if (etat.attendre_jusqua(arrivee_, echeance) == std::cv_status::timeout) {
            break;
        }
    }
    return !etat->contenus.empty();
}

void FileBoite::noter_lecteur(const std::shared_ptr<Session>& session) {
    etat_.verrouiller()->lecteurs.push_back(session);
}

void FileBoite::oublier_lecteur(const std::shared_ptr<Session>& session) {
    const auto etat = etat_.verrouiller();
    etat->lecteurs.erase(std::ranges::find(etat->lecteurs, session));
}

void FileBoite::reveiller() {
    std::vector<std::shared_ptr<Session>> lecteurs;
    {
        const auto etat = etat_.verrouiller();
        lecteurs = etat->lecteurs;
    }
    arrivee_.notify_all();
    reveiller(lecteurs);
}

void FileBoite::reveiller(const std::vector<std::shared_ptr<Session>>& lecteurs) {
    for (const auto& session : lecteurs) {
        session->reveiller_attentes();
    }
}

BilanBoite FileBoite::bilan() const {
    const auto etat = etat_.verrouiller();
    BilanBoite bilan = etat->bilan;
    bilan.en_attente = etat->contenus.size();
    return bilan;
}

} // namespace cconn::detail

// Magasin: l'entrée et la fin d'une tâche.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "effets.hpp"
#include "magasin.hpp"

#include <algorithm>
#include <utility>

namespace cconn::taches::detail {
namespace {

std::optional<std::string> ou_nul(const std::string& texte) {
    return texte.empty() ? std::nullopt : std::optional(texte);
}

} // namespace

Acceptation Magasin::inserer(const Soumission& soumission) {
    if (const std::optional<Acceptation> deja = retrouver(soumission)) {
        return *deja;
    }
    exiger_place(soumission);
    const Millisecondes maintenant = horloge_.maintenant();
    const auto delai = static_cast<Millisecondes>(soumission.delai.count());
    inserer_
        .lier(
            soumission.type,
            ou_nul(soumission.cle),
            -std::int64_t{soumission.priorite},
            delai > 0 ? maintenant + delai : Millisecondes{0},
            maintenant,
            soumission.donnees
        )
        .executer();
    if (base_.dernier_rang() > rang_max) {
        throw Erreur(CodeErreur::stockage_indisponible, "cette base a donné tous ses identifiants");
    }
    ++compte(EtatTache::en_attente);
    comptes_.octets += soumission.donnees.size();
    const Rang rang = base_.dernier_rang();
    if (est_ecoutee_(rang)) {
        noter_changement(rang);
    }
    return {rang};
}

std::optional<Acceptation> Magasin::retrouver(const Soumission& soumission) {
    if (soumission.cle.empty() || !chercher_cle_.lier(soumission.cle).avancer()) {
        return std::nullopt;
    }
    const Rang rang = chercher_cle_.entier(0);
    const bool est_la_meme =
        chercher_cle_.texte(1) == soumission.type && chercher_cle_.octets(2) == soumission.donnees;
    chercher_cle_.executer();
    if (!est_la_meme) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "la clé « " + soumission.cle + " » est celle d'une autre tâche, " +
                identifiants_.depuis_rang(rang)
        );
    }
    return Acceptation{.rang = rang, .est_nouvelle = false};
}

void Magasin::exiger_place(const Soumission& soumission) const {
    const std::size_t vivantes = comptes_.par_etat.en_attente + comptes_.par_etat.en_cours;
    if (vivantes >= options_.taches_max) {
        throw Erreur(
            CodeErreur::attente_pleine,
            std::to_string(vivantes) + " tâches attendent, limite " +
                std::to_string(options_.taches_max)
        );
    }
    const std::size_t octets = comptes_.octets + soumission.donnees.size();
    if (octets > options_.octets_max) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "les tâches en attente prendraient " + std::to_string(octets) + " octets, limite " +
                std::to_string(options_.octets_max)
        );
    }
}

void Magasin::finir(const Fin& fin) {
    const Ligne presente = ligne(fin.rang);
    // Un bail passé a déjà rendu la tâche, peut-être à un autre travailleur : cette fin ne compte plus.
    if (presente.etat != EtatTache::en_cours || presente.essai != fin.essai) {
        return;
    }
    if (presente.annulation) {
        clore(fin.rang, presente, EtatTache::annulee, {});
    } else if (fin.issue == Issue::reussie) {
        finir_reussie(presente, fin);
    } else if (fin.issue == Issue::interrompue) {
        remettre_en_attente(fin, std::chrono::milliseconds{0});
    } else {
        finir_manquee(presente, fin);
    }
}

void Magasin::finir_reussie(const Ligne& ligne, const Fin& fin) {
    Effets effets;
    try {
        effets = resoudre(fin.effets, lecture_);
    } catch (const Erreur& erreur) {
        if (erreur.code_cconn() == CodeErreur::stockage_indisponible) {
            throw;
        }
        finir_manquee(ligne, {.rang = fin.rang, .essai = fin.essai, .erreur = erreur.what()});
        return;
    }
    appliquer(effets, base_);
    clore(fin.rang, ligne, EtatTache::terminee, fin);
}

void Magasin::finir_manquee(const Ligne& ligne, const Fin& fin) {
    if (fin.issue == Issue::impossible || fin.essai >= options_.essais_max) {
        clore(fin.rang, ligne, EtatTache::echouee, fin);
    } else {
        remettre_en_attente(fin, recul(fin.essai));
    }
}

void Magasin::clore(Rang rang, const Ligne& ligne, EtatTache etat, const Fin& fin) {
    const bool a_resultat = etat == EtatTache::terminee;
    clore_
        .lier(
            rang,
            static_cast<int>(etat),
            horloge_.maintenant(),
            a_resultat ? std::optional(fin.resultat) : std::nullopt,
            ou_nul(fin.erreur)
        )
        .executer();
    --compte(ligne.etat);
    ++compte(etat);
    comptes_.octets -= ligne.octets;
    if (est_ecoutee_(rang)) {
        noter_changement(rang);
    }
}

void Magasin::remettre_en_attente(const Fin& fin, std::chrono::milliseconds recul) {
    const Millisecondes pret = recul.count() > 0 ? horloge_.maintenant() + recul.count() : 0;
    remettre_.lier(fin.rang, pret, ou_nul(fin.erreur)).executer();
    --compte(EtatTache::en_cours);
    ++compte(EtatTache::en_attente);
    if (est_ecoutee_(fin.rang)) {
        noter_changement(fin.rang);
    }
}

// Double à chaque essai manqué, sans déborder.
std::chrono::milliseconds Magasin::recul(int essai) const {
    std::chrono::milliseconds recul = options_.recul_initial;
    for (int i = 1; i < essai && recul < options_.recul_max; ++i) {
        recul *= 2;
    }
    return std::min(recul, options_.recul_max);
}

} // namespace cconn::taches::detail

// SPDX-License-Identifier: MIT
#include "affichage.hpp"

#include <cstddef>

namespace affichage {

using cconn::taches::EtatTache;

namespace {

/// « 0 terminée », « 1 terminée », « 2 terminées ».
std::string compter(std::size_t nombre, const std::string& nom) {
    return std::to_string(nombre) + " " + nom + (nombre > 1 ? "s" : "");
}

} // namespace

std::string_view texte_etat(EtatTache etat) {
    switch (etat) {
    case EtatTache::en_attente:
        return "en attente";
    case EtatTache::en_cours:
        return "en cours";
    case EtatTache::terminee:
        return "terminée";
    case EtatTache::echouee:
        return "échouée";
    case EtatTache::annulee:
        return "annulée";
    case EtatTache::inconnue:
        break;
    }
    return "tâche inconnue";
}

std::string phrase(std::string_view id, const cconn::taches::ResultatTache& resultat) {
    std::string texte(id);
    texte.append(" : ").append(texte_etat(resultat.etat));
    if (resultat.etat == EtatTache::terminee) {
        texte += ", résultat : " + resultat.vers<std::string>();
    } else if (resultat.etat == EtatTache::echouee) {
        texte += ", " + resultat.erreur;
    }
    return texte;
}

std::string ligne(const cconn::taches::Tache& tache) {
    std::string texte = tache.id + " : " + tache.type + ", ";
    texte += texte_etat(tache.etat);
    return texte;
}

std::string bilan(const cconn::taches::ComptesTaches& comptes) {
    return std::to_string(comptes.en_attente) + " en attente, " + std::to_string(comptes.en_cours) +
           " en cours, " + compter(comptes.terminees, "terminée") + ", " +
           compter(comptes.echouees, "échouée") + ", " + compter(comptes.annulees, "annulée");
}

} // namespace affichage

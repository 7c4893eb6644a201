// SPDX-License-Identifier: MIT
#include "lecture.hpp"

#include "codage.hpp"
#include "horloge.hpp"

#include <cstdint>

namespace cconn::taches::detail {
namespace {

// Dans l'ordre où `lire_ligne` les prend.
#define CCONN_COLONNES                                                                             \
    "rang, etat, type, cle, ordre, essai, annulation, erreur, soumise, commencee, finie"

constexpr const char* sql_tache = "SELECT " CCONN_COLONNES " FROM taches WHERE rang = ?";
constexpr const char* sql_resultat = "SELECT etat, resultat, erreur FROM taches WHERE rang = ?";
constexpr const char* sql_toutes =
    "SELECT " CCONN_COLONNES " FROM taches WHERE rang > ?1 AND (?2 = '' OR type = ?2) "
    "ORDER BY rang LIMIT ?3";
constexpr const char* sql_d_un_etat =
    "SELECT " CCONN_COLONNES " FROM taches WHERE rang > ?1 AND (?2 = '' OR type = ?2) AND ";
constexpr const char* sql_carnet = "SELECT valeur FROM carnet WHERE cle = ?";

#undef CCONN_COLONNES

/// Ce qui choisit les tâches d'un état, écrit pour que SQLite y reconnaisse un index partiel.
std::string condition(EtatTache etat) {
    if (etat == EtatTache::en_attente) {
        return "rang IN (SELECT rang FROM taches WHERE etat = 0 AND pret = 0 UNION ALL "
               "SELECT rang FROM taches WHERE etat = 0 AND pret > 0)";
    }
    return "etat = " + std::to_string(static_cast<int>(etat));
}

Tache::Instant en_instant(Millisecondes date) {
    return Tache::Instant(std::chrono::milliseconds(date));
}

std::optional<Tache::Instant> lire_date(const Requete& requete, int colonne) {
    return requete.est_nul(colonne) ? std::nullopt
                                    : std::optional(en_instant(requete.entier(colonne)));
}

} // namespace

Lecture::Lecture(Base& base, const Identifiants& identifiants)
    : base_(base),
      identifiants_(identifiants),
      tache_(base.preparer(sql_tache)),
      resultat_(base.preparer(sql_resultat)),
      toutes_(base.preparer(sql_toutes)),
      carnet_(base.preparer(sql_carnet)) {}

Tache Lecture::lire_ligne(const Requete& requete) const {
    int colonne = 0;
    Tache tache;
    tache.id = identifiants_.depuis_rang(requete.entier(colonne++));
    tache.etat = static_cast<EtatTache>(requete.entier(colonne++));
    tache.type = requete.texte(colonne++);
    tache.cle = requete.texte(colonne++);
    tache.priorite = static_cast<int>(-requete.entier(colonne++));
    tache.essai = static_cast<int>(requete.entier(colonne++));
    tache.annulation_demandee = requete.entier(colonne++) != 0 && tache.etat == EtatTache::en_cours;
    tache.erreur = requete.texte(colonne++);
    tache.soumise = en_instant(requete.entier(colonne++));
    tache.commencee = lire_date(requete, colonne++);
    tache.finie = lire_date(requete, colonne++);
    return tache;
}

Tache Lecture::tache(Rang rang) {
    Tache tache;
    if (tache_.lier(rang).avancer()) {
        tache = lire_ligne(tache_);
        tache_.executer();
    } else {
        tache.id = identifiants_.depuis_rang(rang);
    }
    return tache;
}

ResultatTache Lecture::resultat(Rang rang) {
    ResultatTache resultat;
    if (!resultat_.lier(rang).avancer()) {
        return resultat;
    }
    resultat.etat = static_cast<EtatTache>(resultat_.entier(0));
    resultat.erreur = resultat_.texte(2);
    const Octets octets = resultat_.octets(1);
    resultat_.executer();
    if (!octets.empty()) {
        resultat.valeur = deballer(octets);
    }
    return resultat;
}

Requete& Lecture::requete_d_un_etat(EtatTache etat) {
    std::optional<Requete>& requete = d_un_etat_.at(static_cast<std::size_t>(etat));
    if (!requete) {
        requete.emplace(base_.preparer(sql_d_un_etat + condition(etat) + " ORDER BY rang LIMIT ?3")
        );
    }
    return *requete;
}

std::vector<Tache> Lecture::lister(const FiltreTaches& filtre, Rang apres) {
    std::vector<Tache> taches;
    if (filtre.etat == EtatTache::inconnue) {
        return taches;
    }
    Requete& requete = filtre.etat ? requete_d_un_etat(*filtre.etat) : toutes_;
    requete.lier(apres, filtre.type, static_cast<std::int64_t>(filtre.limite));
    while (requete.avancer()) {
        taches.push_back(lire_ligne(requete));
    }
    return taches;
}

Valeur Lecture::carnet(std::string_view cle) {
    if (!carnet_.lier(cle).avancer()) {
        return {};
    }
    const ValeurCarnet valeur(carnet_, 0);
    carnet_.executer();
    return valeur.valeur();
}

ValeurCarnet::ValeurCarnet(const Requete& requete, int colonne) {
    if (requete.est_entier(colonne)) {
        contenu_ = requete.entier(colonne);
    } else {
        contenu_ = requete.octets(colonne);
    }
}

Valeur ValeurCarnet::valeur() const {
    const auto* const entier = std::get_if<std::int64_t>(&contenu_);
    return entier != nullptr ? Valeur(*entier) : deballer(std::get<Octets>(contenu_));
}

} // namespace cconn::taches::detail

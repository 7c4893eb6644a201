// SPDX-License-Identifier: MIT
#include "magasin.hpp"

#include <cconn/erreur.hpp>

#include "effets.hpp"
#include "schema.hpp"

#include <algorithm>
#include <utility>

namespace cconn::taches::detail {
namespace {

/// Tâches effacées par transaction : la purge d'une grande base ne retient personne.
constexpr int purge_max = 500;

} // namespace

Magasin::Magasin(Base& base, const OptionsTaches& options, std::function<bool(Rang)> est_ecoutee)
    : base_(base),
      options_(options),
      est_ecoutee_(std::move(est_ecoutee)),
      identifiants_(lire_graine(base)),
      lecture_(base, identifiants_),
      inserer_(base.preparer("INSERT INTO taches (etat, type, cle, ordre, pret, soumise, donnees) "
                             "VALUES (0, ?, ?, ?, ?, ?, ?)")),
      chercher_cle_(base.preparer("SELECT rang, type, donnees FROM taches WHERE cle = ?")),
      premiere_(base.preparer("SELECT ordre, rang FROM taches WHERE type = ? AND etat = 0 "
                              "AND pret = 0 ORDER BY ordre, rang LIMIT 1")),
      a_prendre_(base.preparer("SELECT type, cle, essai, donnees FROM taches WHERE rang = ?")),
      prendre_(base.preparer("UPDATE taches SET etat = 1, essai = ?2, commencee = ?3 "
                             "WHERE rang = ?1")),
      ligne_(base.preparer("SELECT etat, essai, annulation, length(donnees) FROM taches "
                           "WHERE rang = ?")),
      clore_(base.preparer("UPDATE taches SET etat = ?2, finie = ?3, resultat = ?4, erreur = ?5 "
                           "WHERE rang = ?1")),
      remettre_(base.preparer("UPDATE taches SET etat = 0, pret = ?2, "
                              "erreur = coalesce(?3, erreur) WHERE rang = ?1")),
      demander_annulation_(base.preparer("UPDATE taches SET annulation = 1 WHERE rang = ?")),
      oublier_(base.preparer("DELETE FROM taches WHERE rang = ?")),
      reveiller_(base.preparer("UPDATE taches SET pret = 0 WHERE etat = 0 AND pret > 0 "
                               "AND pret <= ?")),
      prochaine_differee_(base.preparer("SELECT min(pret) FROM taches WHERE etat = 0 AND pret > 0")
      ),
      plus_vieille_finie_(base.preparer("SELECT min(finie) FROM taches WHERE etat >= 2")),
      trop_vieilles_(base.preparer("SELECT rang, etat FROM taches WHERE etat >= 2 "
                                   "AND finie <= ?1 ORDER BY finie LIMIT ?2")),
      les_plus_vieilles_(base.preparer("SELECT rang, etat FROM taches WHERE etat >= 2 "
                                       "ORDER BY finie LIMIT ?")) {
    compter_tout();
    reprendre_orphelines();
}

void Magasin::commencer() {
    comptes_avant_ = comptes_;
    base_.executer("BEGIN IMMEDIATE");
}

void Magasin::valider() {
    base_.executer("COMMIT");
    abandons_.clear();
    for (const auto& suite : std::exchange(validations_, {})) {
        suite();
    }
}

void Magasin::abandonner() noexcept {
    try {
        if (base_.est_en_transaction()) {
            base_.executer("ROLLBACK");
        }
    } catch (const Erreur&) {
        // SQLite a défait la transaction de lui-même, ou le fera en la recommençant.
        validations_.clear();
    }
    comptes_ = comptes_avant_;
    changements_.clear();
    validations_.clear();
    for (const auto& suite : std::exchange(abandons_, {})) {
        suite();
    }
}

void Magasin::compter_tout() {
    Requete requete =
        base_.preparer("SELECT etat, count(*), sum(length(donnees)) FROM taches GROUP BY etat");
    while (requete.avancer()) {
        const auto etat = static_cast<EtatTache>(requete.entier(0));
        compte(etat) = static_cast<std::size_t>(requete.entier(1));
        if (!est_final(etat)) {
            comptes_.octets += static_cast<std::size_t>(requete.entier(2));
        }
    }
}

std::size_t& Magasin::compte(EtatTache etat) {
    switch (etat) {
    case EtatTache::en_attente:
        return comptes_.par_etat.en_attente;
    case EtatTache::en_cours:
        return comptes_.par_etat.en_cours;
    case EtatTache::terminee:
        return comptes_.par_etat.terminees;
    case EtatTache::echouee:
        return comptes_.par_etat.echouees;
    case EtatTache::annulee:
    case EtatTache::inconnue:
        break;
    }
    return comptes_.par_etat.annulees;
}

// Personne d'autre ne tient le fichier : ce qui est en cours l'était dans un processus mort.
void Magasin::reprendre_orphelines() {
    std::vector<Rang> rangs;
    Requete en_cours = base_.preparer("SELECT rang FROM taches WHERE etat = 1");
    while (en_cours.avancer()) {
        rangs.push_back(en_cours.entier(0));
    }
    if (rangs.empty()) {
        return;
    }
    commencer();
    for (const Rang rang : rangs) {
        const Ligne laissee = ligne(rang);
        const bool epuisee = laissee.essai >= options_.essais_max;
        const std::string erreur =
            "le serveur s'est arrêté pendant l'essai " + std::to_string(laissee.essai);
        finir(
            {.rang = rang,
             .essai = laissee.essai,
             .issue = epuisee ? Issue::impossible : Issue::interrompue,
             .erreur = erreur}
        );
    }
    valider();
}

Magasin::Ligne Magasin::ligne(Rang rang) {
    Ligne ligne;
    if (ligne_.lier(rang).avancer()) {
        ligne.etat = static_cast<EtatTache>(ligne_.entier(0));
        ligne.essai = static_cast<int>(ligne_.entier(1));
        ligne.annulation = ligne_.entier(2) != 0;
        ligne.octets = static_cast<std::size_t>(ligne_.entier(3));
        ligne_.executer();
    }
    return ligne;
}

void Magasin::noter_changement(Rang rang) {
    changements_.push_back(lecture_.tache(rang));
}

std::optional<Prise> Magasin::prendre(const Types& types) {
    std::optional<std::pair<std::int64_t, Rang>> choisie;
    for (const std::string& type : types) {
        if (premiere_.lier(type).avancer()) {
            const std::pair candidate(premiere_.entier(0), premiere_.entier(1));
            choisie = choisie ? std::min(*choisie, candidate) : candidate;
            premiere_.executer();
        }
    }
    if (!choisie || !a_prendre_.lier(choisie->second).avancer()) {
        return std::nullopt;
    }
    Prise prise{
        .rang = choisie->second,
        .id = identifiants_.depuis_rang(choisie->second),
        .type = a_prendre_.texte(0),
        .cle = a_prendre_.texte(1),
        .essai = static_cast<int>(a_prendre_.entier(2)) + 1,
        .donnees = a_prendre_.octets(3)};
    a_prendre_.executer();
    prendre_.lier(prise.rang, prise.essai, horloge_.maintenant()).executer();
    --compte(EtatTache::en_attente);
    ++compte(EtatTache::en_cours);
    if (est_ecoutee_(prise.rang)) {
        noter_changement(prise.rang);
    }
    return prise;
}

Tache Magasin::annuler(Rang rang) {
    const Ligne presente = ligne(rang);
    if (presente.etat == EtatTache::en_attente) {
        clore(rang, presente, EtatTache::annulee, {});
    } else if (presente.etat == EtatTache::en_cours) {
        demander_annulation_.lier(rang).executer();
    }
    return lecture_.tache(rang);
}

Tache Magasin::oublier(Rang rang) {
    Tache tache = lecture_.tache(rang);
    if (tache.etat != EtatTache::inconnue && est_final(tache.etat)) {
        oublier_ligne(rang, tache.etat);
    }
    return tache;
}

void Magasin::oublier_ligne(Rang rang, EtatTache etat) {
    oublier_.lier(rang).executer();
    --compte(etat);
}

void Magasin::reveiller_differees() {
    reveiller_.lier(horloge_.maintenant()).executer();
}

void Magasin::purger() {
    if (options_.duree_resultats) {
        const Millisecondes limite = horloge_.maintenant() - options_.duree_resultats->count();
        purger_les(trop_vieilles_.lier(limite, purge_max));
    }
    const ComptesTaches& n = comptes_.par_etat;
    const std::size_t finies = n.terminees + n.echouees + n.annulees;
    if (options_.resultats_max && finies > *options_.resultats_max) {
        const auto de_trop = static_cast<std::int64_t>(finies - *options_.resultats_max);
        purger_les(les_plus_vieilles_.lier(std::min<std::int64_t>(de_trop, purge_max)));
    }
}

void Magasin::purger_les(Requete& requete) {
    std::vector<std::pair<Rang, EtatTache>> a_purger;
    while (requete.avancer()) {
        a_purger.emplace_back(requete.entier(0), static_cast<EtatTache>(requete.entier(1)));
    }
    for (const auto& [rang, etat] : a_purger) {
        oublier_ligne(rang, etat);
    }
}

std::optional<Instant> Magasin::prochaine_echeance() {
    std::optional<Instant> echeance;
    const auto retenir = [&](Requete& requete, Millisecondes decalage) {
        if (requete.lier().avancer() && !requete.est_nul(0)) {
            const Instant date = horloge_.instant(requete.entier(0) + decalage);
            echeance = echeance ? std::min(*echeance, date) : date;
        }
        requete.executer();
    };
    retenir(prochaine_differee_, 0);
    if (options_.duree_resultats) {
        retenir(plus_vieille_finie_, options_.duree_resultats->count());
    }
    const ComptesTaches& n = comptes_.par_etat;
    if (options_.resultats_max && n.terminees + n.echouees + n.annulees > *options_.resultats_max) {
        echeance = Instant{};
    }
    return echeance;
}

} // namespace cconn::taches::detail

// Magasin: tout ce qui change la base, sur l'unique connexion qui écrit.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>

#include "base.hpp"
#include "execution.hpp"
#include "horloge.hpp"
#include "identifiant.hpp"
#include "lecture.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cconn::taches::detail {

/// Une tâche à écrire.
struct Soumission {
    std::string type;
    std::string cle;
    int priorite = 0;
    std::chrono::milliseconds delai{0};
    Octets donnees;
};

/// Une tâche écrite, ou retrouvée par sa clé.
struct Acceptation {
    Rang rang = 0;
    bool est_nouvelle = true;
};

/// Les types dont une fonction est enregistrée.
using Types = std::vector<std::string>;

/// Les changements d'une base, groupés en transactions.
///
/// Entre `commencer` et `valider`, chaque fonction vérifie avant d'écrire : une `Erreur` qui n'est pas
/// `stockage_indisponible` n'a rien changé, et la transaction continue. `stockage_indisponible`
/// condamne la transaction : `abandonner`, puis recommencer ce qu'elle contenait.
/// @fils Celui de l'écrivain.
class Magasin final {
public:
    /// Reprend ce qu'un arrêt a laissé en cours. Exige : `preparer_base` a réussi.
    Magasin(Base& base, const OptionsTaches& options, std::function<bool(Rang)> est_ecoutee);

    void commencer();
    void valider();
    void abandonner() noexcept;

    /// @throws Erreur `attente_pleine`, `trame_trop_grande`, ou `argument_invalide` si la clé est
    ///         celle d'une autre tâche.
    Acceptation inserer(const Soumission& soumission);
    /// La prochaine tâche de l'un de ces types, désormais en cours ; rien si aucune n'est prête.
    std::optional<Prise> prendre(const Types& types);
    /// Écrit la fin d'un essai et ses effets.
    void finir(const Fin& fin);
    /// Annule, ou note que l'annulation est demandée.
    Tache annuler(Rang rang);
    /// Efface une tâche finie.
    Tache oublier(Rang rang);
    /// Rend prêtes les tâches dont le délai est passé.
    void reveiller_differees();
    /// Efface les tâches finies qui sont de trop ou trop vieilles, quelques-unes à la fois.
    void purger();

    /// Quand `reveiller_differees` ou `purger` aura à faire ; rien : pas avant un autre changement.
    [[nodiscard]] std::optional<Instant> prochaine_echeance();
    [[nodiscard]] ComptesTaches comptes() const { return comptes_.par_etat; }
    [[nodiscard]] const Identifiants& identifiants() const { return identifiants_; }
    [[nodiscard]] Lecture& lecture() { return lecture_; }
    /// Les changements d'état écoutés depuis la dernière fois.
    [[nodiscard]] std::vector<Tache> prendre_changements() {
        return std::exchange(changements_, {});
    }
    /// Le changement d'une tâche que rien n'écoutait encore quand elle a été écrite.
    void noter_changement(Rang rang);
    /// À faire si la transaction est abandonnée, ou si elle est validée.
    void si_abandonnee(std::function<void()> suite) { abandons_.push_back(std::move(suite)); }
    void si_validee(std::function<void()> suite) { validations_.push_back(std::move(suite)); }

private:
    struct Comptes {
        ComptesTaches par_etat;
        std::size_t octets = 0; ///< Données des tâches en attente ou en cours.
    };
    /// Ce que les décisions demandent d'une tâche.
    struct Ligne {
        EtatTache etat = EtatTache::inconnue;
        int essai = 0;
        bool annulation = false;
        std::size_t octets = 0;
    };

    void compter_tout();
    void reprendre_orphelines();
    [[nodiscard]] std::size_t& compte(EtatTache etat);
    [[nodiscard]] Ligne ligne(Rang rang);
    void exiger_place(const Soumission& soumission) const;
    [[nodiscard]] std::optional<Acceptation> retrouver(const Soumission& soumission);
    void clore(Rang rang, const Ligne& ligne, EtatTache etat, const Fin& fin);
    void remettre_en_attente(const Fin& fin, std::chrono::milliseconds recul);
    void finir_manquee(const Ligne& ligne, const Fin& fin);
    void finir_reussie(const Ligne& ligne, const Fin& fin);
    [[nodiscard]] std::chrono::milliseconds recul(int essai) const;
    void oublier_ligne(Rang rang, EtatTache etat);
    void purger_les(Requete& requete);

    Base& base_;
    const OptionsTaches& options_;
    std::function<bool(Rang)> est_ecoutee_;
    Horloge horloge_;
    Identifiants identifiants_;
    Lecture lecture_;
    Comptes comptes_;
    Comptes comptes_avant_;
    std::vector<Tache> changements_;
    std::vector<std::function<void()>> abandons_;
    std::vector<std::function<void()>> validations_;

    Requete inserer_;
    Requete chercher_cle_;
    Requete premiere_;
    Requete a_prendre_;
    Requete prendre_;
    Requete ligne_;
    Requete clore_;
    Requete remettre_;
    Requete demander_annulation_;
    Requete oublier_;
    Requete reveiller_;
    Requete prochaine_differee_;
    Requete plus_vieille_finie_;
    Requete trop_vieilles_;
    Requete les_plus_vieilles_;
};

} // namespace cconn::taches::detail

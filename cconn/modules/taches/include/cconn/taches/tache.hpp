// Tache: ce qu'on peut savoir d'une tâche, son résultat, et le compte de toutes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/etat_tache.hpp>
#include <cconn/taches/export.hpp>
#include <cconn/valeur.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace cconn::taches {

/// Une tâche à un instant donné, sans ses données ni son résultat.
struct Tache {
    /// Un instant de l'horloge murale, à la milliseconde ; pour l'affichage.
    using Instant = std::chrono::system_clock::time_point;

    std::string id = {};                   ///< Huit chiffres hexadécimaux minuscules.
    EtatTache etat = EtatTache::inconnue;  ///< `inconnue` : seul `id` a un sens.
    std::string type = {};                 ///< Le nom du travail demandé.
    std::string cle = {};                  ///< Donnée à la soumission ; souvent vide.
    int priorite = 0;                      ///< La plus grande passe d'abord.
    int essai = 0;                         ///< Essais commencés ; 0 tant qu'aucun ne l'est.
    bool annulation_demandee = false;      ///< En cours, et finira `annulee`.
    std::string erreur = {};               ///< Du dernier essai manqué.
    Instant soumise = {};                  ///< Acceptation.
    std::optional<Instant> commencee = {}; ///< Début du dernier essai.
    std::optional<Instant> finie = {};     ///< Passage à un état final.
};

/// La fin d'une tâche, ou où elle en est si elle n'est pas finie.
struct ResultatTache {
    EtatTache etat = EtatTache::inconnue; ///< `terminee` : `valeur` est le résultat.
    Valeur valeur = {};                   ///< Ce que la fonction a rendu ; nil sinon.
    std::string erreur = {};              ///< `echouee` : pourquoi.

    /// Vrai si la tâche a réussi.
    [[nodiscard]] bool est_reussi() const noexcept { return etat == EtatTache::terminee; }

    /// La valeur, convertie par les règles d'un résultat de commande.
    /// @throws Erreur `etat_invalide` si la tâche n'est pas terminée, avec son état et son erreur ;
    ///         `arguments_incompatibles` si la valeur est d'un autre type.
    template<class R>
    [[nodiscard]] R vers() const {
        exiger_reussi();
        return valeur.vers<R>();
    }

private:
    CCONN_TACHES_API void exiger_reussi() const;
};

/// Combien de tâches sont dans chaque état.
struct ComptesTaches {
    std::size_t en_attente = 0; ///< Délais et nouveaux essais compris.
    std::size_t en_cours = 0;   ///< Au plus `OptionsTaches::travailleurs`.
    std::size_t terminees = 0;  ///< Réussies et pas oubliées.
    std::size_t echouees = 0;   ///< Échouées et pas oubliées.
    std::size_t annulees = 0;   ///< Annulées et pas oubliées.
};

} // namespace cconn::taches

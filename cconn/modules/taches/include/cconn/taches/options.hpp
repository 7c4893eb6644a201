// Options du module: la file d'attente, une soumission, une liste de tâches.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/journal.hpp>
#include <cconn/taches/etat_tache.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace cconn::taches {

/// Où vivent les tâches.
enum class Conservation {
    fichier, ///< Dans un fichier ; ce qui a été acquitté survit à un arrêt brutal.
    memoire, ///< En mémoire ; tout disparaît avec la `FileAttente`.
};

/// Qui prouve qu'une fonction longue avance encore.
enum class Renouvellement {
    automatique,     ///< La file renouvelle le bail tant que la fonction s'exécute.
    par_la_fonction, ///< La fonction appelle `ContexteTache::renouveler` ; sinon la tâche est reprise.
};

/// Réglages d'une `FileAttente`. Tous ont une valeur par défaut sûre.
///
/// Rien n'est oublié de lui-même : `duree_resultats` et `resultats_max` sont sans limite par défaut.
struct OptionsTaches {
    /// Fichier, ou mémoire.
    Conservation conservation = Conservation::fichier;
    /// Fichier de la base ; créé s'il manque, dans un dossier qui existe. Trois autres l'accompagnent :
    /// `-wal`, `-shm` et `-verrou`. Sans objet en mémoire.
    std::filesystem::path fichier = "taches.sqlite";
    /// Début du nom des commandes et des avis : `taches.soumettre`. Deux files d'un même serveur
    /// en ont deux.
    std::string prefixe = "taches";

    /// Fils qui exécutent les tâches, de 1 à 1 024. Un seul : elles s'exécutent l'une après l'autre.
    std::size_t travailleurs = 1;
    /// Essais d'une tâche, le premier compris, de 1 à 1 000 000 ; au-delà elle finit `echouee`.
    int essais_max = 5;
    /// Attente avant le deuxième essai ; elle double ensuite.
    std::chrono::milliseconds recul_initial = std::chrono::seconds{1};
    /// Plafond de cette attente.
    std::chrono::milliseconds recul_max = std::chrono::minutes{5};
    /// Temps donné à une fonction pour finir ou renouveler son bail ; la tâche est ensuite reprise.
    std::chrono::milliseconds bail = std::chrono::seconds{60};
    /// Qui renouvelle le bail ; la file le fait à chaque tiers de sa durée.
    Renouvellement renouvellement = Renouvellement::automatique;

    /// Octets des données d'une tâche, et d'un résultat, emballés. Erreur `trame_trop_grande`.
    std::size_t taille_tache_max = std::size_t{1} << 20;
    /// Tâches en attente ou en cours. Au-delà, une soumission reçoit `attente_pleine`.
    std::size_t taches_max = 100'000;
    /// Octets des données des tâches en attente ou en cours. Erreur `attente_pleine`.
    std::size_t octets_max = std::size_t{1} << 30;
    /// Octets du fichier, journal `-wal` à part ; au-delà, les écritures échouent comme si le disque
    /// était plein. Sans valeur : sans limite.
    std::optional<std::size_t> octets_fichier_max = {};

    /// Temps pendant lequel une tâche finie est gardée. Sans valeur : toujours.
    std::optional<std::chrono::milliseconds> duree_resultats = {};
    /// Tâches finies gardées, les plus récentes. Sans valeur : toutes.
    std::optional<std::size_t> resultats_max = {};

    /// Tâches suivies à la fois, toutes connexions comprises. Erreur `attente_pleine`.
    std::size_t suivis_max = 10'000;
    /// Attente d'un fichier qu'un autre programme tient verrouillé.
    std::chrono::milliseconds delai_verrou = std::chrono::seconds{5};
    /// Temps donné par `eteindre` aux fonctions en cours avant de leur demander de cesser.
    std::chrono::milliseconds delai_extinction = std::chrono::seconds{5};
    /// Reçoit les lignes de journal ; vide : avertissements et erreurs sur la sortie d'erreur.
    FonctionJournal journal = {};
};

/// Faut-il pousser les changements d'état à qui soumet.
enum class Suivi {
    non, ///< Il interroge, ou demande `suivre` plus tard.
    /// Comme si `suivre` était appelé avant que la tâche puisse commencer ; sans effet si trop de
    /// tâches sont suivies.
    oui,
};

/// Réglages d'une soumission.
struct OptionsSoumission {
    /// Texte choisi par qui soumet, 256 octets au plus. Une deuxième soumission de même clé, même
    /// type et mêmes données rend la première tâche et n'en crée pas : après une coupure, on peut
    /// recommencer sans crainte. Vide : pas de clé.
    std::string cle = {};
    /// La plus grande passe d'abord ; à égalité, la plus ancienne.
    int priorite = 0;
    /// Temps à laisser passer avant le premier essai ; il court aussi quand le serveur est arrêté.
    std::chrono::milliseconds delai = std::chrono::milliseconds{0};
    /// Pousser les changements d'état ; côté client seulement.
    Suivi suivi = Suivi::non;
};

/// Ce que `lister` rend.
struct FiltreTaches {
    /// Seulement celles-ci. Sans valeur : toutes. `inconnue` : aucune.
    std::optional<EtatTache> etat = {};
    /// Seulement ce type ; vide : tous.
    std::string type = {};
    /// Tâches rendues au plus, de 1 à 1 000.
    std::size_t limite = 100;
    /// Reprend après la tâche de cet identifiant, qui finissait la page précédente ; vide : du début.
    std::string apres = {};
};

} // namespace cconn::taches

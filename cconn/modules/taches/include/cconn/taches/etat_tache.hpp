// EtatTache: où en est une tâche, et le nom de chaque état.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/export.hpp>

#include <cstdint>
#include <string_view>

namespace cconn::taches {

/// Où en est une tâche.
///
/// `en_attente` → `en_cours` → `terminee` ; un essai manqué revient à `en_attente` tant qu'il en
/// reste, puis finit à `echouee`. `annulee` se joint depuis `en_attente` et `en_cours`.
enum class EtatTache : std::uint8_t {
    en_attente, ///< Acceptée ; attend son tour, son délai, ou un nouvel essai.
    en_cours,   ///< Une fonction s'exécute pour elle.
    terminee,   ///< La fonction a rendu un résultat, gardé avec la tâche.
    echouee,    ///< Le dernier essai permis a échoué ; l'erreur est gardée avec la tâche.
    annulee,    ///< Annulée avant sa fin : elle n'a pas d'effet dans la base.
    inconnue,   ///< Aucune tâche ne porte cet identifiant, ou elle a été oubliée.
};

/// Nom d'un état, tel qu'il voyage : `en_attente`. @fils Tout fil.
[[nodiscard]] CCONN_TACHES_API std::string_view nom_etat(EtatTache etat) noexcept;

/// État de ce nom ; `inconnue` si aucun ne le porte. @fils Tout fil.
[[nodiscard]] CCONN_TACHES_API EtatTache etat_depuis_nom(std::string_view nom) noexcept;

/// Vrai si plus rien ne peut arriver à la tâche : ni `en_attente`, ni `en_cours`. @fils Tout fil.
[[nodiscard]] CCONN_TACHES_API bool est_final(EtatTache etat) noexcept;

} // namespace cconn::taches

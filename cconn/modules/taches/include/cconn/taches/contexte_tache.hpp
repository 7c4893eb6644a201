// ContexteTache: ce qu'une fonction sait de la tâche qu'elle exécute, et ses effets dans la base.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/export.hpp>
#include <cconn/valeur.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cconn::taches {

namespace detail {
class Execution;
} // namespace detail

/// La tâche qu'une fonction exécute, le temps de cet essai.
///
/// **Effets dans la base.** La base porte, à côté des tâches, un *carnet* : des valeurs par clé.
/// `noter`, `compter` et `rayer` y préparent des changements, écrits dans la même transaction que la
/// fin de la tâche. Si l'essai échoue, si la tâche est annulée ou si le serveur meurt, aucun n'a lieu :
/// le carnet change une fois et une seule par tâche terminée.
///
/// **Effets au-dehors.** Un essai interrompu est refait : un courriel peut partir deux fois, avec le
/// même `id()` et un `essai()` plus grand, qui servent à le reconnaître.
///
/// @code
/// file_attente.enregistrer_travail("facturer", [](ContexteTache& tache, Commande commande) {
///     tache.compter("factures", 1);
///     tache.noter("facture/" + commande.numero, commande.montant);
///     return commande.montant;
/// });
/// @endcode
///
/// Ne se garde pas au-delà de la fonction.
/// @fils Tout fil, tant que la fonction n'a pas fini.
class CCONN_TACHES_API ContexteTache final {
public:
    /// Les contextes se reçoivent de la file.
    explicit ContexteTache(detail::Execution& execution) : execution_(&execution) {}

    /// Identifiant de la tâche : huit chiffres hexadécimaux.
    [[nodiscard]] const std::string& id() const noexcept;
    /// Type sous lequel la fonction est enregistrée.
    [[nodiscard]] const std::string& type() const noexcept;
    /// Clé donnée à la soumission ; souvent vide.
    [[nodiscard]] const std::string& cle() const noexcept;
    /// Numéro de cet essai, à partir de 1. Au-delà de 1, un essai a échoué ou a été interrompu.
    [[nodiscard]] int essai() const noexcept;

    /// Vrai dès que quelqu'un a demandé l'annulation : le résultat sera ignoré.
    [[nodiscard]] bool est_annulee() const noexcept;
    /// Vrai si continuer est inutile : annulée, bail passé, ou `delai_extinction` écoulé.
    [[nodiscard]] bool doit_cesser() const noexcept;

    /// Laisse passer du temps, ou moins si la fonction doit cesser.
    /// @return faux si elle doit cesser.
    /// @blocage Oui, au plus `duree`.
    bool attendre(std::chrono::nanoseconds duree) const;

    /// Prouve que la fonction avance : le bail repart pour sa durée entière.
    /// @return faux si elle doit cesser.
    bool renouveler() const;

    /// Écrira cette valeur dans le carnet, à la place d'une autre.
    /// @param cle  UTF-8, 1 à 256 octets.
    /// @throws Erreur `argument_invalide` si la clé ne convient pas.
    void noter(std::string_view cle, Valeur valeur);
    /// Ajoutera `combien` à l'entier de cette clé du carnet ; absent, il vaut zéro.
    /// @throws Erreur `argument_invalide` si la clé ne convient pas. Si la valeur du carnet n'est pas
    ///         un entier, ou si la somme déborde, c'est l'essai qui échoue.
    void compter(std::string_view cle, std::int64_t combien = 1);
    /// Ôtera cette clé du carnet.
    /// @throws Erreur `argument_invalide` si la clé ne convient pas.
    void rayer(std::string_view cle);
    /// Valeur de cette clé du carnet, sans les changements que cet essai prépare ; nil si elle n'y
    /// est pas.
    /// @throws Erreur `stockage_indisponible`.
    [[nodiscard]] Valeur lire(std::string_view cle) const;

private:
    detail::Execution* execution_;
};

} // namespace cconn::taches

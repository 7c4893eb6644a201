// Ecrivain: le fil qui fait toutes les écritures, en groupant ce qui attend en une transaction.
// SPDX-License-Identifier: MIT
#pragma once

#include "fil.hpp"
#include "magasin.hpp"
#include "operation.hpp"
#include "protege.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace cconn::taches::detail {

/// Applique les opérations des autres fils.
///
/// Un tour : prendre tout ce qui attend, l'appliquer dans une transaction, donner des tâches aux
/// travailleurs libres, valider (un seul `fsync`), puis seulement acquitter chacun. Si l'écriture
/// échoue, chaque opération est recommencée seule, pour que la fautive soit seule à échouer.
/// @fils Toutes les fonctions publiques, de tout fil.
class Ecrivain final {
public:
    /// Ce que l'écrivain demande au reste de la file ; appelé sur son fil.
    struct Liens {
        std::function<std::shared_ptr<const Types>()> types; ///< Ceux qui ont une fonction.
        std::function<void(std::vector<Tache>)> publier;     ///< Changements écrits.
        std::function<void(const std::string&)> avertir;     ///< Une ligne de journal.
        /// Une tâche est confiée à un travailleur.
        std::function<std::shared_ptr<Execution>(Prise)> ouvrir;
        /// Les exécutions dont le bail est passé, et quand passera le prochain.
        std::function<std::vector<std::shared_ptr<Execution>>()> baux_passes;
        std::function<std::optional<Instant>()> prochain_bail;
    };

    /// @param magasin  n'est plus à employer que par cet écrivain.
    Ecrivain(Magasin& magasin, Liens liens);

    Ecrivain(const Ecrivain&) = delete;
    Ecrivain& operator=(const Ecrivain&) = delete;
    Ecrivain(Ecrivain&&) = delete;
    Ecrivain& operator=(Ecrivain&&) = delete;
    ~Ecrivain() { fermer(); }

    /// Exécute `f(Magasin&)` dans une transaction, et rend son résultat une fois qu'elle est validée.
    ///
    /// `f` peut être exécutée deux fois, la première ayant été défaite.
    /// @throws Erreur celle de `f` ; `stockage_indisponible` ; `etat_invalide` s'il est fermé.
    /// @blocage Oui, le temps d'une transaction ou deux.
    template<class F>
    auto demander(F f) {
        Demande<std::invoke_result_t<F&, Magasin&>, F> demande(std::move(f));
        deposer(demande);
        return demande.attendre();
    }

    /// Écrit la fin d'un essai s'il y en a une, et attend une tâche à exécuter.
    ///
    /// Si le disque refuse, la fin est gardée et réessayée.
    /// @return rien quand il n'y en aura plus : `licencier` ou `fermer` a été appelé.
    std::shared_ptr<Execution> echanger(std::optional<Fin> fin);

    /// Rend les travailleurs qui attendent, et n'en fait plus attendre aucun.
    void licencier();
    /// Fait regarder à nouveau s'il y a des tâches à donner.
    void reveiller();
    /// Fait ce qui attend, puis arrête le fil. Sans effet s'il l'est.
    void fermer();

    /// Comptes à la dernière transaction validée.
    [[nodiscard]] ComptesTaches comptes() const { return *comptes_.verrouiller(); }

private:
    struct Etat {
        std::vector<Operation*> depots;
        bool est_reveille = false;
        bool est_licencie = false;
        bool est_ferme = false;
    };
    using Lot = std::span<Operation* const>;

    void deposer(Operation& operation);
    void tourner();
    /// @return faux quand il n'y a plus rien à faire, jamais.
    bool prendre_lot(std::vector<Operation*>& lot);
    void traiter(Lot lot);
    /// Donner des tâches aux travailleurs libres dans la même transaction, ou pas.
    enum class Placement : std::uint8_t { oui, non };
    /// @return l'erreur qui a fait abandonner la transaction.
    std::optional<Erreur> essayer(Lot lot, Placement placement);
    void appliquer(Lot lot);
    void entretenir();
    void placer();
    void acquitter(Lot lot);
    void echouer(Operation& operation, const Erreur& erreur);
    void ralentir(const Erreur& erreur);
    void congedier_postes();
    [[nodiscard]] Instant echeance() const;

    Magasin& magasin_;
    Liens liens_;
    Protege<Etat> etat_;
    std::condition_variable depot_;
    Protege<ComptesTaches> comptes_;

    // Du fil de l'écrivain.
    std::vector<Poste*> postes_libres_;      // sans tâche, par ordre d'arrivée
    std::vector<Operation*> a_reprendre_;    // que le disque a refusées et qui insistent
    std::optional<Instant> reprise_;         // quand les reprendre
    std::chrono::milliseconds recul_{0};     // croît tant que le disque refuse
    std::optional<Instant> prochain_reveil_; // de tâches différées, ou de purge
    bool est_licencie_ = false;

    Fil fil_; // en dernier : le reste existe quand il commence
};

} // namespace cconn::taches::detail

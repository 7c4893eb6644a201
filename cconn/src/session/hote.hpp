// Hote: ce que partagent toutes les sessions d'un serveur ou d'un client.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/bilan_execution.hpp>
#include <cconn/options.hpp>

#include "base/journal.hpp"
#include "commandes/executeur.hpp"
#include "commandes/table_commandes.hpp"
#include "session/boites.hpp"
#include "session/budget.hpp"
#include "session/compteurs.hpp"
#include "session/cycle.hpp"
#include "session/envois_gardes.hpp"
#include "session/facteur.hpp"
#include "session/file_differee.hpp"
#include "session/fonctions_envoi.hpp"
#include "session/politiques.hpp"
#include "session/rappels.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

namespace cconn {
class Client;
class Serveur;
} // namespace cconn

namespace cconn::detail {

/// Les options communes aux deux bouts.
struct Reglages {
    Execution execution;
    Limites limites;
    std::chrono::milliseconds delai_appel;
    std::chrono::milliseconds delai_envoi;
    std::chrono::milliseconds delai_extinction;
    TexteException texte_exception;
    std::size_t taille_pile;
    std::chrono::microseconds attente_active;
    std::chrono::milliseconds battement;
    std::chrono::milliseconds delai_inactif;
    std::chrono::milliseconds delai_commande_longue;
    DureesCommandes durees_commandes = DureesCommandes::mesurees;
    bool se_reconnecte = false;
    std::size_t messages_gardes_max = 0;
    std::size_t octets_gardes_max = 0;
    PolitiqueLent politique_lent = PolitiqueLent::attendre;
    Quotas quotas = {}; ///< D'un serveur seul.
    /// De même ; un client n'en a pas.
    std::size_t memoire_max = std::numeric_limits<std::size_t>::max();

    /// Depuis `OptionsServeur` ou `OptionsClient`.
    ///
    /// @throws Erreur `argument_invalide` : une limite ou un délai hors de ses bornes.
    template<class Options>
    static Reglages depuis(const Options& options) {
        Reglages reglages{
            options.execution,
            options.limites,
            options.delai_appel,
            options.delai_envoi,
            options.delai_extinction,
            options.texte_exception,
            options.taille_pile,
            options.attente_active,
            options.battement,
            options.delai_inactif,
            options.delai_commande_longue,
            options.durees_commandes};
        if constexpr (requires { options.reconnexion; }) {
            reglages.adopter(options.reconnexion);
        }
        if constexpr (requires { options.politique_lent; }) {
            reglages.politique_lent = options.politique_lent;
        }
        if constexpr (requires { options.quotas; }) {
            reglages.quotas = options.quotas;
            reglages.memoire_max = options.memoire_max.value_or(
                std::max(memoire_habituelle(), 4 * options.limites.taille_message_max)
            );
        }
        reglages.verifier();
        return reglages;
    }

private:
    void adopter(const std::optional<Reconnexion>& reconnexion);
    void verifier() const;
};

/// Le côté commun d'un `Serveur` et d'un `Client` : un seul des deux pointeurs n'est pas nul.
///
/// Les sessions le partagent : il vit aussi longtemps que la dernière poignée `Connexion`.
class Hote final {
public:
    Hote(const Reglages& reglages_donnes, FonctionJournal fonction_journal);

    /// `executer_commandes` des façades.
    ///
    /// @throws Erreur `etat_invalide` si l'exécution n'est pas différée.
    [[nodiscard]] BilanExecution executer_commandes(std::chrono::nanoseconds budget);

    /// `attendre_commandes` des façades. @throws Comme `executer_commandes`.
    [[nodiscard]] bool attendre_commandes(const Cycle& cycle, std::chrono::nanoseconds delai);

    /// Attend la fin d'un cycle ; en exécution différée, exécute pendant ce temps ce qui reste.
    void attendre_fin(Cycle& cycle);

    /// Arrête les fils partagés. À appeler quand plus aucune session ne vit, d'un fil de l'hôte.
    void arreter_fils();

    /// Tout ce que `statistiques` des façades donne, sauf les connexions ouvertes.
    [[nodiscard]] Statistiques relever() const;

    // Fixé après construction
    const Reglages reglages;
    Serveur* serveur = nullptr;
    Client* client = nullptr;

    // Partagé : chacun se protège lui-même
    Journal journal;
    TableCommandes commandes;
    const Executeur executeur;
    Compteurs compteurs;
    FonctionsEnvoi fonctions_envoi{journal};
    Politiques politiques{ReglageEnvoi{reglages.politique_lent}};
    Facteur facteur;
    const std::shared_ptr<Budget> memoire =
        std::make_shared<Budget>(reglages.memoire_max, journal, facteur);
    FileDifferee differee;
    Boites boites;
    EnvoisGardes envois_gardes;
    Rappels rappels;

private:
    void exiger_differee(std::string_view fonction) const;
};

} // namespace cconn::detail

// Comptes: ce qu'une connexion compte, sous son propre verrou, pour les statistiques.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/options.hpp>
#include <cconn/statistiques.hpp>

#include "base/instant.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cconn::detail {

/// Ce que les connexions finies ont laissé, et ce que les vivantes y ajoutent.
struct Totaux {
    struct Commande {
        std::uint64_t executions = 0;
        std::uint64_t erreurs = 0;
        Histogramme durees;
    };

    Trafic recus;
    Trafic envoyes;
    std::uint64_t commandes_inconnues = 0;
    std::uint64_t reponses_orphelines = 0;
    std::vector<Commande> commandes; ///< Par rang dans `TableCommandes::noms_comptes`.

    [[nodiscard]] Commande& commande(std::size_t rang) {
        prevoir(rang + 1);
        return commandes[rang];
    }
    /// Fait d'avance la place de tant de commandes : `ajouter` n'en prendra pas.
    void prevoir(std::size_t nombre) {
        if (nombre > commandes.size()) {
            commandes.resize(nombre);
        }
    }
    void ajouter(const Totaux& autres);
};

/// Les comptes d'une connexion, et le choix des exécutions à chronométrer.
///
/// Lire l'heure deux fois coûte autant qu'une petite commande : d'une connexion pressée, une
/// exécution sur seize est chronométrée. Une connexion est au repos si une milliseconde a passé
/// depuis la dernière mesure ; la session lit déjà l'heure avant de recevoir.
///
/// @fils Un seul à la fois : sous le verrou de l'état de la session.
class Comptes final {
public:
    explicit Comptes(DureesCommandes durees) : durees_(durees) {}

    /// @param debut  l'heure d'avant la lecture.
    void noter_lecture(std::size_t octets, Instant debut) {
        totaux_.recus.octets += octets;
        if (debut >= prochaine_mesure_) {
            avant_mesure_ = 0;
        }
    }
    void noter_message() { ++totaux_.recus.messages; }
    void noter_orpheline() { ++totaux_.reponses_orphelines; }

    /// Vrai si la commande qui commence est à chronométrer.
    [[nodiscard]] bool choisir_mesure() {
        if (avant_mesure_ > 0) {
            --avant_mesure_;
            return false;
        }
        avant_mesure_ = executions_par_mesure - 1;
        return durees_ == DureesCommandes::mesurees;
    }

    void noter_execution(IssueExecution issue) {
        if (issue.rang == IssueExecution::inconnue) {
            ++totaux_.commandes_inconnues;
            return;
        }
        auto& commande = totaux_.commande(issue.rang);
        ++commande.executions;
        commande.erreurs += issue.echec ? 1U : 0U;
    }
    void noter_duree(IssueExecution issue, Instant debut, Instant fin);

    [[nodiscard]] const Totaux& totaux() const { return totaux_; }

private:
    static constexpr unsigned executions_par_mesure = 16;
    static constexpr std::chrono::milliseconds repos{1};

    DureesCommandes durees_;
    unsigned avant_mesure_ = 0;
    Instant prochaine_mesure_{}; ///< Après, la connexion était au repos.
    Totaux totaux_;
};

} // namespace cconn::detail

// Attente: ce qu'un fil fait sur une session pendant qu'il y attend quelque chose.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/connexion.hpp>

#include "session/session.hpp"

#include <condition_variable>
#include <optional>

namespace cconn::detail {

/// Ce qu'un fil garde d'une commande à la suivante : les reprendre coûterait des échanges atomiques.
///
/// Se détruit sans verrou : une fonction remplacée peut l'être avec.
struct AcquisSession {
    std::optional<Connexion> poignee;
    std::optional<Consultation::Acces> table; ///< À rendre avant d'attendre.
};

/// Ce qu'un fil fait sur une session pendant qu'il y attend quelque chose.
struct AttenteSession {
    std::condition_variable signal;
    const EtatAppel* appel = nullptr; ///< Ce qu'il attend ; nul : autre chose qu'un appel.
    bool attend_boite = false;        ///< Il attend qu'une commande remplisse une boîte.
    bool attend_fonction = false; ///< Il attend que l'application exécute une fonction différée.
    bool est_attitre = false;
    bool execution_differee = false; ///< Il est dans `executer_commandes`.
    bool endormi = false;            ///< Il attend `signal`.
    bool a_revoir = false;           ///< Quelque chose a changé depuis son dernier réveil.
    bool a_pousse = false; ///< Il a déjà fait partir sa requête depuis son dernier réveil.
    AcquisSession acquis;

    void reveiller() {
        a_revoir = true;
        signal.notify_one();
    }
};

} // namespace cconn::detail

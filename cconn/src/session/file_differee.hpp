// FileDifferee: les sessions qui ont des commandes à exécuter, en exécution différée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/bilan_execution.hpp>

#include "base/protege.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <vector>

namespace cconn::detail {

class Session;

/// Tour de rôle entre les sessions prêtes : un client bavard n'affame pas les autres.
///
/// @fils Tout fil annonce ; un seul à la fois exécute.
class FileDifferee final {
public:
    /// Cette session a du travail prêt. Sans effet si elle est déjà annoncée.
    void annoncer(const std::shared_ptr<Session>& session);

    /// Exécute les travaux des sessions annoncées, tour à tour, tant que le budget n'est pas dépensé.
    [[nodiscard]] BilanExecution executer(std::chrono::nanoseconds budget);

    /// Exécute un travail d'une session annoncée. @return faux s'il n'y en a pas.
    bool executer_un();

    /// Attend une annonce, ou `interrompre`.
    void attendre_annonce();
    /// Réveille qui attend une annonce, et ceux qui l'attendront.
    void interrompre();

    /// Pendant ce temps, une annonce réveille aussi cette session : elle attend, dans une commande
    /// différée, une réponse qui peut dépendre de l'exécution d'une autre.
    void commencer_attente(const std::shared_ptr<Session>& session);
    void finir_attente();

private:
    struct Etat {
        std::deque<std::shared_ptr<Session>> pretes;
        std::vector<std::shared_ptr<Session>> en_attente_imbriquee;
        bool interrompue = false;
    };

    [[nodiscard]] std::shared_ptr<Session> prendre();

    Protege<Etat> etat_;
    std::condition_variable annonce_;
};

} // namespace cconn::detail

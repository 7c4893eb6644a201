// FileDifferee: les sessions qui ont des commandes à exécuter, en exécution différée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/bilan_execution.hpp>

#include "base/instant.hpp"
#include "base/protege.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace cconn::detail {

class Session;

/// Tour de rôle entre les sessions prêtes : un client bavard n'affame pas les autres.
///
/// @fils Tout fil ; un seul exécute à la fois, les autres attendent qu'il ait fini.
class FileDifferee final {
public:
    /// Le tour d'exécuter : à un fil à la fois, qui peut le prendre plusieurs fois.
    class Tour final {
    public:
        /// @blocage Oui, tant qu'un autre fil a le tour.
        explicit Tour(FileDifferee& file);
        Tour(const Tour&) = delete;
        Tour& operator=(const Tour&) = delete;
        Tour(Tour&&) = delete;
        Tour& operator=(Tour&&) = delete;
        ~Tour();

    private:
        FileDifferee& file_;
    };

    /// Cette session a du travail prêt. Sans effet si elle est déjà annoncée.
    void annoncer(const std::shared_ptr<Session>& session);

    /// Exécute les travaux des sessions annoncées, tour à tour, tant que le budget n'est pas dépensé.
    [[nodiscard]] BilanExecution executer(std::chrono::nanoseconds budget);

    /// Exécute un travail d'une session annoncée. @return faux s'il n'y en a pas.
    bool executer_un();

    /// Nombre d'interruptions à ce jour.
    [[nodiscard]] std::size_t interruptions() const;
    /// Attend une annonce, ou une interruption de plus que celles-ci.
    /// @return vrai s'il y a de quoi exécuter.
    bool attendre_annonce(std::size_t interruptions, Instant echeance = jamais);
    /// Réveille tous ceux qui attendent une annonce.
    void interrompre();

    /// Pendant ce temps, une annonce réveille aussi cette session : elle attend, dans une commande
    /// différée, une réponse qui peut dépendre de l'exécution d'une autre.
    void commencer_attente(const std::shared_ptr<Session>& session);
    void finir_attente();

private:
    struct Etat {
        std::deque<std::shared_ptr<Session>> pretes;
        std::vector<std::shared_ptr<Session>> en_attente_imbriquee;
        std::size_t interruptions = 0;
        std::thread::id executant; ///< Le fil qui exécute ; aucun par défaut.
        std::size_t niveaux = 0;   ///< Ses tours, les uns dans les autres.
    };

    [[nodiscard]] std::shared_ptr<Session> prendre();

    Protege<Etat> etat_;
    std::condition_variable annonce_;
    std::condition_variable tour_libre_;
};

} // namespace cconn::detail

// Rappels: un fil de secours pour les suites d'appels échus que personne ne peut exécuter.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/fil.hpp"
#include "base/journal.hpp"
#include "base/protege.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

namespace cconn::detail {

class Session;

/// La suite (`puis`) d'un appel dont le délai passe pendant que le fil de la connexion est bloqué en
/// lecture s'exécute ici. Le facteur ne peut pas s'en charger : c'est du code de l'utilisateur.
///
/// Le fil démarre au premier besoin, qui est rare.
///
/// @fils Tout fil.
class Rappels final {
public:
    Rappels(std::size_t taille_pile, Journal& journal);
    Rappels(const Rappels&) = delete;
    Rappels& operator=(const Rappels&) = delete;
    Rappels(Rappels&&) = delete;
    Rappels& operator=(Rappels&&) = delete;
    ~Rappels();

    /// Fait exécuter un travail en attente de cette session.
    void demander(const std::shared_ptr<Session>& session);

    /// Exécute ce qui reste, arrête le fil, n'en démarrera plus.
    void arreter();

private:
    struct Etat {
        std::deque<std::shared_ptr<Session>> demandes;
        std::optional<Fil> fil;
        bool arret = false;
    };

    void servir();

    // Fixé après construction
    std::size_t taille_pile_;
    Journal& journal_;

    // Partagé
    Protege<Etat> etat_;
    std::condition_variable demande_;
};

} // namespace cconn::detail

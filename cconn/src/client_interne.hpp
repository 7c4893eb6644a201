// Client::Interne: la connexion du client, sa marche, et la reconnexion au relancement.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/client.hpp>

#include "base/fil.hpp"
#include "base/protege.hpp"
#include "session/cycle.hpp"
#include "session/hote.hpp"
#include "session/session.hpp"
#include "transport/transport.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace cconn {

class Client::Interne final {
public:
    Interne(Client& client, std::string hote, int port, OptionsClient options);

    void definir_suite(std::function<void(Cause)> suite);

    void lancer();
    void lancer_en_fond();
    void eteindre();
    void arreter_fils();
    BilanExecution executer_commandes(std::chrono::nanoseconds budget);
    bool attendre_commandes(std::chrono::nanoseconds delai) {
        return hote_->attendre_commandes(cycle_, delai);
    }

    [[nodiscard]] detail::Hote& hote() const { return *hote_; }
    [[nodiscard]] const std::shared_ptr<detail::Hote>& hote_partage() const { return hote_; }
    [[nodiscard]] bool est_lance() const { return cycle_.est_lance(); }
    [[nodiscard]] std::shared_ptr<detail::Session> session() const {
        return etat_.verrouiller()->session;
    }

private:
    struct Etat {
        std::shared_ptr<detail::Session> session;
        bool conclue = false; ///< La fin de cette session a été menée à bien, ou l'est.
    };

    [[nodiscard]] std::unique_ptr<detail::Transport> ouvrir() const;
    void connecter();
    void preparer();
    void servir();
    void conclure();
    void constater_fin(detail::Session& session);
    void signaler_fin(const std::shared_ptr<detail::Session>& session);

    // Fixé après construction
    std::string nom_hote_;
    std::uint16_t port_;
    std::chrono::milliseconds delai_connexion_;
    std::shared_ptr<detail::Hote> hote_;

    // Fil qui construit, puis qui relance
    std::uint64_t dernier_identifiant_ = 0;

    // Partagé : chacun se protège lui-même
    detail::Cycle cycle_;
    detail::Protege<Etat> etat_;
    detail::Protege<detail::Fil> fond_;
    detail::Protege<std::function<void(Cause)>> suite_;
};

} // namespace cconn

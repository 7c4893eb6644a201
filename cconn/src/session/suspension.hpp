// Suspension: la commande en cours sur ce fil cède son tour le temps d'une attente.
// SPDX-License-Identifier: MIT
#pragma once

#include "session/session.hpp"

namespace cconn::detail {

/// À tenir pendant qu'un fil attend quelque chose d'une session. Si ce fil exécute une commande, de
/// cette session ou d'une autre, d'autres commandes de la même connexion peuvent avancer pendant ce
/// temps : c'est ce qui interdit aux appels croisés de se bloquer.
class Session::Suspension final {
public:
    /// @param attendue la session sur laquelle le fil va attendre.
    explicit Suspension(const Session& attendue);
    Suspension(const Suspension&) = delete;
    Suspension& operator=(const Suspension&) = delete;
    Suspension(Suspension&&) = delete;
    Suspension& operator=(Suspension&&) = delete;
    /// Attend que la commande puisse reprendre.
    ~Suspension();

private:
    Session* suspendue_ = nullptr; ///< Nul si ce fil n'exécute pas de commande.
    LieuAttente lieu_ = LieuAttente::ici;
};

} // namespace cconn::detail

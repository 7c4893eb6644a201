// Suspension: la commande en cours sur ce fil cède son tour le temps d'une attente.
// SPDX-License-Identifier: MIT
#pragma once

#include "session/session.hpp"

#include <cstddef>

namespace cconn::detail {

/// À tenir pendant qu'un fil attend quelque chose d'une session. Si ce fil exécute une commande, de
/// cette session ou d'une autre, d'autres commandes de la même connexion peuvent avancer pendant ce
/// temps : c'est ce qui interdit aux appels croisés de se bloquer.
class Session::Suspension final {
public:
    /// @param attendue la session sur laquelle le fil va attendre.
    explicit Suspension(const Session& attendue) : Suspension(&attendue) {}
    /// Le fil n'attendra d'aucune session.
    explicit Suspension(std::nullptr_t /*aucune*/)
        : Suspension(static_cast<const Session*>(nullptr)) {}
    Suspension(const Suspension&) = delete;
    Suspension& operator=(const Suspension&) = delete;
    Suspension(Suspension&&) = delete;
    Suspension& operator=(Suspension&&) = delete;
    /// Attend que la commande puisse reprendre.
    ~Suspension();

private:
    explicit Suspension(const Session* attendue);

    Session* suspendue_ = nullptr; ///< Nul si ce fil n'exécute pas de commande.
    LieuAttente lieu_ = LieuAttente::ici;
};

} // namespace cconn::detail

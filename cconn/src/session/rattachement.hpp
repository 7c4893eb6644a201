// Rattachement: ce qu'une attente demande à un client dont la connexion est finie.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

namespace cconn::detail {

/// Où l'on en est d'une connexion attendue.
enum class Rattachement {
    etabli,   ///< Une connexion sert.
    echeance, ///< Pas encore.
    aucun,    ///< Le client n'en cherche pas, ou plus.
};

/// Ce qui retrouve une connexion pour qui l'attend : le client, vu de ses boîtes.
class Rattachable {
public:
    Rattachable() = default;
    Rattachable(const Rattachable&) = delete;
    Rattachable& operator=(const Rattachable&) = delete;
    Rattachable(Rattachable&&) = delete;
    Rattachable& operator=(Rattachable&&) = delete;
    virtual ~Rattachable() = default;

    /// Attend une connexion ; l'ouvre soi-même si personne ne le fait.
    /// @blocage Oui, jusqu'à l'échéance.
    [[nodiscard]] virtual Rattachement rattacher(Instant echeance) = 0;
};

} // namespace cconn::detail

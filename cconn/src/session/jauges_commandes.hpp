// JaugesCommandes: les quotas de chaque commande, pour une session.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options_commande.hpp>

#include "base/jauge.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace cconn::detail {

/// Les options d'une commande enregistrée ; un autre enregistrement en a d'autres, même égales.
using OptionsPartagees = std::shared_ptr<const OptionsCommande>;

/// Les quotas d'une commande, pour une session.
struct JaugeCommande {
    OptionsPartagees options; ///< Celles dont elle est faite.
    Jauge jauge;
};

/// Par nom de commande enregistrée : en nombre borné, quoi que le pair demande.
using JaugesCommandes = std::map<std::string, JaugeCommande, std::less<>>;

} // namespace cconn::detail

// Mode: la version courte des essais de pannes, ou la longue, et quand la longue s'arrête.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/chiffres.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace pannes {

using outils::publier;
using outils::variable;

/// Vrai si `CCONN_PANNES=toutes` : chaque rang, et non quelques-uns.
inline bool toutes() {
    static const bool demandees = variable("CCONN_PANNES") == "toutes";
    return demandees;
}

/// Faux si `CCONN_SCENARIO` ou `CCONN_APPEL` en nomme un autre : pour chercher une faute.
inline bool veut(std::string_view scenario, std::string_view appel) {
    static const std::string un_scenario = variable("CCONN_SCENARIO");
    static const std::string un_appel = variable("CCONN_APPEL");
    return (un_scenario.empty() || un_scenario == scenario) &&
           (un_appel.empty() || un_appel == appel);
}

/// L'instant où s'arrêter en chemin, si `CCONN_DUREE` donne des secondes ; sinon dans un mois.
inline std::chrono::steady_clock::time_point echeance() {
    const std::string duree = variable("CCONN_DUREE");
    const std::chrono::seconds permises =
        duree.empty() ? std::chrono::hours(24 * 30) : std::chrono::seconds(std::stoll(duree));
    return std::chrono::steady_clock::now() + permises;
}

} // namespace pannes

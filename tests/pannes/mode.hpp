// Mode: la version courte des essais de pannes, ou la longue, et où ils écrivent leurs chiffres.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace pannes {

inline std::string variable(const char* nom) {
    const char* const valeur = std::getenv(nom);
    return valeur == nullptr ? std::string() : std::string(valeur);
}

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

/// Ajoute une ligne au fichier que `CCONN_CHIFFRES` nomme, pour tests/endurance/lancer.
inline void publier(const std::string& quoi, std::uint64_t faites, std::uint64_t fautes) {
    if (const std::string fichier = variable("CCONN_CHIFFRES"); !fichier.empty()) {
        std::ofstream(fichier, std::ios::app) << quoi << '\t' << faites << '\t' << fautes << '\n';
    }
}

} // namespace pannes

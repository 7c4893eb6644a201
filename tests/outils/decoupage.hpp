// Decoupage: montre des octets à un Decoupeur par morceaux, et décrit l'issue en un texte.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace outils {

using Issue =
    std::variant<cconn::detail::Incomplet, cconn::detail::TrameComplete, cconn::detail::Refus>;
using Vue = std::span<const std::uint8_t>;

inline std::string decrire(const Issue& issue) {
    if (const auto* incomplet = std::get_if<cconn::detail::Incomplet>(&issue)) {
        return "incomplet " + std::to_string(incomplet->octets_manquants);
    }
    if (const auto* trame = std::get_if<cconn::detail::TrameComplete>(&issue)) {
        return "trame " + std::to_string(trame->taille);
    }
    return "refus " + std::string(cconn::nom_code(std::get<cconn::detail::Refus>(issue).code));
}

/// Copie exacte : AddressSanitizer verrait un octet lu au-delà de ce qui est montré.
inline Octets copier(Vue octets) {
    return {octets.begin(), octets.end()};
}

/// Montre les octets à un découpeur neuf en plusieurs fois, jusqu'à une issue, et la rend.
/// Vérifie au passage ce que promet `Incomplet`.
inline std::string
decouper(Vue octets, std::vector<std::size_t> coupures, const cconn::Limites& limites = {}) {
    cconn::detail::Decoupeur decoupeur(limites);
    coupures.push_back(octets.size());
    std::size_t minimum = 0;
    std::string issue_decrite;
    for (const std::size_t taille : coupures) {
        const Octets recus = copier(octets.first(taille));
        const Issue issue = decoupeur.examiner(recus);
        issue_decrite = decrire(issue);
        if (const auto* trame = std::get_if<cconn::detail::TrameComplete>(&issue)) {
            REQUIRE(trame->taille >= minimum);
        }
        if (!std::holds_alternative<cconn::detail::Incomplet>(issue)) {
            break;
        }
        const std::size_t manquants = std::get<cconn::detail::Incomplet>(issue).octets_manquants;
        REQUIRE(manquants >= 1);
        REQUIRE(taille + manquants >= minimum);
        REQUIRE(taille + manquants <= limites.taille_message_max);
        minimum = taille + manquants;
    }
    return issue_decrite;
}

inline std::string decouper(const std::string& hexa, const cconn::Limites& limites = {}) {
    return decouper(depuis_hexa(hexa), {}, limites);
}

inline std::vector<std::size_t> toutes_les_tailles(std::size_t taille) {
    std::vector<std::size_t> tailles(taille);
    for (std::size_t i = 0; i < taille; ++i) {
        tailles[i] = i;
    }
    return tailles;
}

} // namespace outils

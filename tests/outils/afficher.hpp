// Afficher: comment Catch2 montre nos types quand une comparaison échoue.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cause.hpp>

#include "base/instant.hpp"
#include "base/resultat.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

template<>
struct Catch::StringMaker<cconn::detail::Instant> {
    static std::string convert(cconn::detail::Instant instant) {
        if (instant == cconn::detail::jamais) {
            return "jamais";
        }
        const std::chrono::duration<double> duree = instant.time_since_epoch();
        return std::to_string(duree.count()) + " s";
    }
};

template<>
struct Catch::StringMaker<cconn::detail::Refus> {
    static std::string convert(const cconn::detail::Refus& refus) {
        return std::string(cconn::nom_code(refus.code)) + " : " + refus.texte;
    }
};

template<>
struct Catch::StringMaker<cconn::Cause> {
    static std::string convert(cconn::Cause cause) { return std::string(cconn::texte(cause)); }
};

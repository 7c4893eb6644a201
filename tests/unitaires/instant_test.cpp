// Essais d'Instant: des échéances qui ne débordent pas.
// SPDX-License-Identifier: MIT
#include "base/instant.hpp"
#include "outils/afficher.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace std::chrono_literals;
using cconn::detail::echeance_apres;
using cconn::detail::Instant;
using cconn::detail::jamais;

TEST_CASE("echeance_apres : ajoute le delai", "[base][instant]") {
    CHECK(echeance_apres(Instant(1s), 500ms) == Instant(1500ms));
    CHECK(echeance_apres(Instant(1s), 0ms) == Instant(1s));
}

TEST_CASE("echeance_apres : un delai negatif ne compte pas", "[base][instant]") {
    CHECK(echeance_apres(Instant(1s), -1ms) == Instant(1s));
    CHECK(echeance_apres(Instant(1s), std::chrono::milliseconds::min()) == Instant(1s));
}

TEST_CASE("echeance_apres : un delai hors du calendrier donne jamais", "[base][instant]") {
    const auto reste = std::chrono::floor<std::chrono::milliseconds>(jamais - Instant(1s));

    CHECK(echeance_apres(Instant(1s), std::chrono::milliseconds::max()) == jamais);
    CHECK(echeance_apres(Instant(1s), reste) == jamais);
    CHECK(echeance_apres(Instant(1s), reste - 1ms) < jamais);
    CHECK(echeance_apres(jamais, 1ms) == jamais);
}

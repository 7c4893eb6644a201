// Tests de Seau: la rafale, le débit, l'attente dite au plus juste, les horloges étranges.
// SPDX-License-Identifier: MIT
#include "base/seau.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;

constexpr Instant depart{1'000'000s};

/// Combien de demandes d'une unité passent, à cet instant.
int passent(Seau& seau, Instant maintenant, int demandes) {
    int passees = 0;
    for (int i = 0; i < demandes; ++i) {
        passees += seau.prendre(1, maintenant) == 0ms ? 1 : 0;
    }
    return passees;
}

} // namespace

TEST_CASE("Seau : la rafale passe, puis le debit", "[base][seau]") {
    Seau seau(10, 5);

    CHECK(passent(seau, depart, 100) == 5);
    CHECK(passent(seau, depart + 1s, 100) == 5);
    CHECK(passent(seau, depart + 1s + 300ms, 100) == 3);
}

TEST_CASE(
    "Seau : ce qui n'est pas pris s'accumule jusqu'a la rafale, pas au-dela", "[base][seau]"
) {
    Seau seau(10, 5);
    REQUIRE(passent(seau, depart, 5) == 5);

    CHECK(passent(seau, depart + 24h, 100) == 5);
}

TEST_CASE("Seau : l'attente dite est la plus courte qui suffit", "[base][seau]") {
    Seau seau(10, 5);
    REQUIRE(passent(seau, depart, 5) == 5);

    const auto attente = seau.prendre(3, depart);

    CHECK(attente == 300ms);
    CHECK(seau.prendre(3, depart + attente - 1ms) > 0ms);
    CHECK(seau.prendre(3, depart + attente) == 0ms);
}

TEST_CASE("Seau : plus qu'une rafale passe sur un seau plein, et se paie ensuite", "[base][seau]") {
    Seau seau(10, 5);

    CHECK(seau.prendre(25, depart) == 0ms);

    CHECK(seau.prendre(1, depart) == 2'100ms);
    CHECK(seau.prendre(1, depart + 2s) == 100ms);
    CHECK(seau.prendre(1, depart + 2'100ms) == 0ms);
}

TEST_CASE("Seau : un refus ne coute rien", "[base][seau]") {
    Seau seau(10, 5);
    REQUIRE(passent(seau, depart, 1'000) == 5);

    CHECK(passent(seau, depart + 100ms, 1'000) == 1);
}

TEST_CASE("Seau : une horloge qui recule ne donne rien et ne bloque pas", "[base][seau]") {
    Seau seau(10, 5);
    REQUIRE(passent(seau, depart, 5) == 5);

    CHECK(passent(seau, depart - 1h, 10) == 0);
    CHECK(passent(seau, depart + 100ms, 10) == 1);
}

TEST_CASE("Seau : ce qui est rendu peut etre repris, sans depasser la rafale", "[base][seau]") {
    Seau seau(10, 5);
    REQUIRE(passent(seau, depart, 2) == 2);

    seau.rendre(100);

    CHECK(passent(seau, depart, 100) == 5);
}

TEST_CASE("Seau : une attente demesuree reste un nombre", "[base][seau]") {
    Seau seau(1e-12, 1);
    REQUIRE(passent(seau, depart, 1) == 1);

    CHECK(seau.prendre(1, depart) == 24h);
}

} // namespace cconn::detail

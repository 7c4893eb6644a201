// Tests de TableRecente: bornée quoi qu'on y mette, et c'est la plus ancienne qui part.
// SPDX-License-Identifier: MIT
#include "base/table_recente.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cconn::detail {

TEST_CASE("TableRecente : garde la valeur d'une cle", "[base][table]") {
    TableRecente<int> table(3);

    table.valeur("a") = 7;

    CHECK(table.valeur("a") == 7);
    CHECK(table.valeur("b") == 0);
    REQUIRE(table.trouver("a") != nullptr);
    CHECK(*table.trouver("a") == 7);
    CHECK(table.trouver("z") == nullptr);
    CHECK(table.taille() == 2);
}

TEST_CASE("TableRecente : pleine, oublie la plus anciennement vue", "[base][table]") {
    TableRecente<int> table(3);
    table.valeur("a") = 1;
    table.valeur("b") = 2;
    table.valeur("c") = 3;
    CHECK(table.valeur("a") == 1); // redevient récente

    table.valeur("d") = 4;

    CHECK(table.trouver("b") == nullptr);
    CHECK(table.trouver("a") != nullptr);
    CHECK(table.trouver("c") != nullptr);
    CHECK(table.taille() == 3);
}

TEST_CASE("TableRecente : ne grandit pas, quoi qu'un inconnu y mette", "[base][table]") {
    TableRecente<int> table(100);

    for (int i = 0; i < 100'000; ++i) {
        table.valeur("10.0." + std::to_string(i)) = i;
    }

    CHECK(table.taille() == 100);
    REQUIRE(table.trouver("10.0.99999") != nullptr);
    CHECK(*table.trouver("10.0.99999") == 99'999);
}

TEST_CASE("TableRecente : d'une seule place, sert encore", "[base][table]") {
    TableRecente<int> table(1);

    table.valeur("a") = 1;
    table.valeur("b") = 2;

    CHECK(table.trouver("a") == nullptr);
    CHECK(table.valeur("b") == 2);
}

} // namespace cconn::detail

// Tests de Jauge: deux quotas à la fois, ce que dure un excès, ce qui y met fin.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/jauge.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <limits>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;

constexpr Instant depart{1'000'000s};

} // namespace

TEST_CASE("Jauge : sans quota, tout est permis", "[base][quotas]") {
    Jauge jauge({});

    CHECK(jauge.compter(std::numeric_limits<std::size_t>::max(), depart).est_permise());
    CHECK_FALSE(sont_limites({}));
    CHECK(sont_limites({.octets = Debit{1, 1}}));
}

TEST_CASE("Jauge : compte les commandes et les octets, chacun a son debit", "[base][quotas]") {
    Jauge jauge({.commandes = Debit{10, 3}, .octets = Debit{1'000, 500}});

    CHECK(jauge.compter(100, depart).est_permise());
    CHECK(jauge.compter(400, depart).est_permise());
    CHECK(jauge.compter(100, depart).attente == 100ms); // les octets manquent
    CHECK(jauge.compter(0, depart).est_permise());      // la commande refusée n'a rien coûté
    CHECK(jauge.compter(0, depart).attente == 100ms);   // les commandes manquent
}

TEST_CASE("Jauge : un exces sans repit finit par persister", "[base][quotas]") {
    Jauge jauge({.commandes = Debit{1, 1}, .persistance = 3s});
    REQUIRE(jauge.compter(0, depart).est_permise());

    for (auto duree = 100ms; duree < 3'100ms; duree += 100ms) {
        INFO(duree.count());
        CHECK_FALSE(jauge.compter(0, depart + duree).persiste);
    }

    CHECK(jauge.compter(0, depart + 3'150ms).persiste);
}

TEST_CASE("Jauge : une seconde sans refus efface l'exces", "[base][quotas]") {
    Jauge jauge({.commandes = Debit{0.1, 1}, .persistance = 3s});
    REQUIRE(jauge.compter(0, depart).est_permise());

    for (int tour = 0; tour < 8; ++tour) {
        const Mesure mesure = jauge.compter(0, depart + tour * 1'100ms);
        CHECK_FALSE(mesure.est_permise());
        CHECK_FALSE(mesure.persiste);
    }
}

TEST_CASE("Jauge : une persistance nulle ne pardonne rien", "[base][quotas]") {
    Jauge jauge({.commandes = Debit{1, 1}, .persistance = 0s});

    CHECK(jauge.compter(0, depart).est_permise());
    CHECK(jauge.compter(0, depart).persiste);
}

TEST_CASE("Jauge : des quotas impossibles sont refuses", "[base][quotas]") {
    constexpr double infini = std::numeric_limits<double>::infinity();

    CHECK_NOTHROW(exiger_quotas({.commandes = Debit{0.5, 1}}));
    CHECK_THROWS_AS(exiger_quotas({.commandes = Debit{0, 1}}), Erreur);
    CHECK_THROWS_AS(exiger_quotas({.octets = Debit{1, -1}}), Erreur);
    CHECK_THROWS_AS(exiger_quotas({.octets = Debit{infini, 1}}), Erreur);
    CHECK_THROWS_AS(exiger_quotas({.persistance = -1ms}), Erreur);
}

} // namespace cconn::detail

// Tests de Cycle: lancer, éteindre, relancer, dans tous les ordres.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "outils/evenement.hpp"
#include "session/cycle.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

namespace cconn::detail {
namespace {

using Lancement = Cycle::Lancement;
using outils::Evenement;

} // namespace

TEST_CASE("Cycle : neuf, n'est pas lance et n'attend pas", "[session][cycle]") {
    Cycle cycle;

    CHECK_FALSE(cycle.est_lance());
    CHECK_FALSE(cycle.arret_demande());
    CHECK(cycle.attendre_fin(Instant{}));
}

TEST_CASE("Cycle : se lance, s'arrete et se relance", "[session][cycle]") {
    const auto lancement = GENERATE(Lancement::bloquant, Lancement::en_fond);
    Cycle cycle;
    for (int tour = 0; tour < 3; ++tour) {
        CHECK(cycle.commencer(lancement));
        CHECK(cycle.est_lance());
        CHECK_FALSE(cycle.arret_demande());
        CHECK_FALSE(cycle.attendre_fin(Instant{}));

        CHECK(cycle.demander_arret());
        CHECK(cycle.est_lance());
        CHECK(cycle.arret_demande());

        cycle.finir();
        CHECK_FALSE(cycle.est_lance());
        CHECK(cycle.arret_demande());
        CHECK(cycle.attendre_fin(Instant{}));
    }
}

TEST_CASE("Cycle : refuse de lancer ce qui l'est deja", "[session][cycle]") {
    const auto lancement = GENERATE(Lancement::bloquant, Lancement::en_fond);
    Cycle cycle;
    REQUIRE(cycle.commencer(Lancement::en_fond));

    CHECK_THROWS_WITH(cycle.commencer(lancement), "ETAT_INVALIDE : déjà lancé");
    CHECK(cycle.demander_arret());
    CHECK_THROWS_AS(cycle.commencer(lancement), Erreur);
    CHECK(cycle.arret_demande());
}

TEST_CASE("Cycle : une extinction arrivee avant le premier lancement compte", "[session][cycle]") {
    Cycle cycle;
    CHECK_FALSE(cycle.demander_arret());
    CHECK(cycle.arret_demande());

    CHECK_FALSE(cycle.commencer(Lancement::bloquant));

    CHECK_FALSE(cycle.est_lance());
    CHECK_FALSE(cycle.arret_demande());
    CHECK(cycle.commencer(Lancement::bloquant));
}

TEST_CASE("Cycle : une extinction d'avant n'empeche pas de lancer en fond", "[session][cycle]") {
    Cycle cycle;
    static_cast<void>(cycle.demander_arret());

    CHECK(cycle.commencer(Lancement::en_fond));
    CHECK_FALSE(cycle.arret_demande());
}

TEST_CASE("Cycle : une extinction d'apres la fin n'empeche pas de relancer", "[session][cycle]") {
    Cycle cycle;
    REQUIRE(cycle.commencer(Lancement::bloquant));
    cycle.finir();

    CHECK_FALSE(cycle.demander_arret());

    CHECK(cycle.commencer(Lancement::bloquant));
    CHECK_FALSE(cycle.arret_demande());
}

TEST_CASE("Cycle : la fin reveille qui l'attend", "[session][cycle]") {
    // Plusieurs tours, pour que la fin arrive au moins une fois pendant l'attente.
    for (int tour = 0; tour < 50; ++tour) {
        Cycle cycle;
        REQUIRE(cycle.commencer(Lancement::en_fond));
        Evenement au_bord;
        Evenement finies;
        const auto attendre = [&] {
            au_bord.signaler();
            if (cycle.attendre_fin(std::chrono::steady_clock::now() + std::chrono::seconds{20})) {
                finies.signaler();
            }
        };
        const std::jthread premier(attendre);
        const std::jthread second(attendre);
        REQUIRE(au_bord.attendre(2));

        cycle.finir();

        REQUIRE(finies.attendre(2));
    }
}

} // namespace cconn::detail

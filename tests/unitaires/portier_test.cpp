// Tests de Portier: arrivées par seconde, présents par adresse, et la boucle locale exemptée.
// SPDX-License-Identifier: MIT
#include "session/portier.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;

constexpr Instant depart{1'000'000s};

std::string refus(Portier& portier, const std::string& ip, Instant quand = depart) {
    const auto refus = portier.recevoir(ip, quand);
    return refus ? std::string(nom_code(refus->code)) + " : " + refus->texte : "";
}

int recus(Portier& portier, const std::string& ip, int arrivees, Instant quand = depart) {
    int recus = 0;
    for (int i = 0; i < arrivees; ++i) {
        recus += refus(portier, ip, quand).empty() ? 1 : 0;
    }
    return recus;
}

} // namespace

TEST_CASE("Portier : tant de presents par adresse, et pas plus", "[session][admission]") {
    Portier portier({.par_adresse_max = 2}, 100);

    CHECK(recus(portier, "10.0.0.1", 3) == 2);
    CHECK(
        refus(portier, "10.0.0.1") ==
        "SERVEUR_PLEIN : 2 clients de cette adresse sont déjà là, limite 2"
    );
    CHECK(recus(portier, "10.0.0.2", 3) == 2);
    portier.raccompagner("10.0.0.1");

    CHECK(recus(portier, "10.0.0.1", 3) == 1);
}

TEST_CASE("Portier : la moitie des places par adresse, seize au moins", "[session][admission]") {
    Portier petit({}, 4);
    Portier grand({}, 100);

    CHECK(recus(petit, "10.0.0.1", 100) == 16);
    CHECK(recus(grand, "10.0.0.1", 100) == 50);
}

TEST_CASE("Portier : les voisins d'un reseau IPv6 comptent ensemble", "[session][admission]") {
    Portier portier({.par_adresse_max = 1}, 100);

    CHECK(recus(portier, "2001:db8::1", 1) == 1);
    CHECK(recus(portier, "2001:db8::2", 1) == 0);
    CHECK(recus(portier, "2001:db8:0:1::2", 1) == 1);
    portier.raccompagner("2001:db8::9");

    CHECK(recus(portier, "2001:db8::2", 1) == 1);
}

TEST_CASE(
    "Portier : une adresse trop pressee n'entame pas le debit de toutes", "[session][admission]"
) {
    Portier portier(
        {.par_adresse_max = 1'000, .arrivees = {10, 20}, .arrivees_par_adresse = {1, 5}}, 1'000
    );

    CHECK(recus(portier, "10.0.0.1", 1'000) == 5);
    CHECK(
        refus(portier, "10.0.0.1") ==
        "DEBIT_DEPASSE : trop d'arrivées de cette adresse, réessayer dans 1000 ms"
    );
    CHECK(
        recus(portier, "10.0.0.2", 5) + recus(portier, "10.0.0.3", 5) +
            recus(portier, "10.0.0.4", 5) ==
        15
    );

    CHECK(
        refus(portier, "10.0.0.5") ==
        "DEBIT_DEPASSE : trop d'arrivées de clients, réessayer dans 100 ms"
    );
    CHECK(recus(portier, "10.0.0.5", 1, depart + 100ms) == 1);
}

TEST_CASE("Portier : la boucle locale est exemptee, sauf si l'on veut", "[session][admission]") {
    Portier indulgent({.par_adresse_max = 1}, 100);
    Portier severe({.par_adresse_max = 1, .boucle_locale_exemptee = false}, 100);

    CHECK(recus(indulgent, "127.0.0.1", 100) == 100);
    CHECK(recus(severe, "127.0.0.1", 100) == 1);
    indulgent.raccompagner("127.0.0.1");
    severe.raccompagner("127.0.0.1");
    CHECK(recus(severe, "127.0.0.1", 100) == 1);
}

} // namespace cconn::detail

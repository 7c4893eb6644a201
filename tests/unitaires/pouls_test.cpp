// Tests de Pouls: battre, tenir pour mort, tenir pour inactive, sans horloge.
// SPDX-License-Identifier: MIT
#include "dialogue/pouls.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace std::chrono_literals;
using cconn::detail::Instant;
using cconn::detail::jamais;
using cconn::detail::Pouls;
using Constat = Pouls::Constat;

namespace {

const Instant debut = Instant{} + 1h;
constexpr cconn::detail::Signes rien{};
constexpr cconn::detail::Signes recu{.recu = true};
constexpr cconn::detail::Signes emis{.emis = true};
constexpr cconn::detail::Signes occupee{.recu = true, .emis = true, .occupee = true};

Pouls pouls(std::chrono::milliseconds battement, std::chrono::milliseconds inactif) {
    Pouls nouveau(battement, inactif);
    nouveau.commencer(debut);
    return nouveau;
}

} // namespace

TEST_CASE("Pouls : sans option, rien a surveiller", "[pouls]") {
    auto p = pouls(0ms, 0ms);

    CHECK_FALSE(p.est_utile());
    CHECK(p.prochain() == jamais);
    p.noter_bonjour(15s, debut);
    CHECK(p.prochain() == jamais);
    CHECK(p.constater(rien, debut + 1h) == Constat::rien);
}

TEST_CASE("Pouls : tant que le pair ne s'est pas declare, ni battement ni silence", "[pouls]") {
    auto p = pouls(15s, 0ms);

    CHECK(p.prochain() == jamais);
    CHECK(p.constater(rien, debut + 1h) == Constat::rien);
    p.noter_bonjour(0ms, debut + 1h);
    CHECK(p.constater(rien, debut + 2h) == Constat::rien);
}

TEST_CASE("Pouls : bat quand rien d'autre n'est parti", "[pouls]") {
    auto p = pouls(15s, 0ms);
    p.noter_bonjour(15s, debut);

    CHECK(p.constater(recu, debut + 14s) == Constat::rien);
    CHECK(p.constater(recu, debut + 15s) == Constat::battre);
    CHECK(p.constater(recu, debut + 16s) == Constat::rien);
    CHECK(p.constater(emis, debut + 29s) == Constat::rien);
    CHECK(p.constater(recu, debut + 43s) == Constat::rien); // un message vaut un battement
    CHECK(p.constater(recu, debut + 44s) == Constat::battre);
}

TEST_CASE("Pouls : trois battements manques font un mort, aux delais du pair", "[pouls]") {
    auto p = pouls(15s, 0ms);
    p.noter_bonjour(2s, debut);

    CHECK(p.constater(emis, debut + 5'999ms) == Constat::rien);
    CHECK(p.constater(recu, debut + 6s) == Constat::rien);
    CHECK(p.constater(emis, debut + 11'999ms) == Constat::rien);
    CHECK(p.constater(emis, debut + 12s) == Constat::muet);
    CHECK(p.prochain() <= debut + 12'500ms);
}

TEST_CASE("Pouls : la mort se sait a un quart de battement pres", "[pouls]") {
    auto p = pouls(1h, 0ms);
    p.noter_bonjour(2s, debut);
    Instant maintenant = debut;
    Constat constat = Constat::rien;
    while (constat != Constat::muet) {
        maintenant = p.prochain();
        constat = p.constater(maintenant == debut + 500ms ? recu : rien, maintenant);
    }

    CHECK(maintenant - debut >= 6s); // le dernier octet est venu entre 0 et 0,5 s
    CHECK(maintenant - debut <= 6'500ms);
}

TEST_CASE("Pouls : une annonce absurde est ramenee dans ses bornes", "[pouls]") {
    auto p = pouls(15s, 0ms);
    p.noter_bonjour(1'000'000h, debut);
    CHECK(p.constater(emis, debut + 3h) == Constat::muet);

    auto vif = pouls(15s, 0ms);
    vif.noter_bonjour(1ms, debut);
    CHECK(vif.prochain() >= debut + 2ms); // pas mille constats par seconde
    CHECK(vif.constater(emis, debut + 29ms) == Constat::rien);
}

TEST_CASE("Pouls : sans commande ni reponse, la connexion est inactive", "[pouls]") {
    auto p = pouls(0ms, 60s);

    CHECK(p.prochain() == debut + 15s);
    CHECK(p.constater(recu, debut + 15s) == Constat::rien); // des octets ne suffisent pas
    CHECK(p.constater(occupee, debut + 30s) == Constat::rien);
    CHECK(p.constater(rien, debut + 89s) == Constat::rien);
    CHECK(p.prochain() == debut + 90s);
    CHECK(p.constater(rien, debut + 90s) == Constat::inactive);
}

TEST_CASE("Pouls : dix battements par seconde passent, une inondation non", "[pouls]") {
    auto p = pouls(15s, 0ms);
    Instant maintenant = debut;
    bool accepte = true;
    for (int i = 0; i < 1'000; ++i) {
        maintenant += 100ms;
        accepte = accepte && p.noter_battement(maintenant);
    }
    CHECK(accepte);

    int acceptes = 0;
    while (p.noter_battement(maintenant)) {
        ++acceptes;
    }
    CHECK(acceptes <= 12); // ce qui restait permis, et deux excès
}

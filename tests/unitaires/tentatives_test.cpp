// Tests de Tentatives: dix échecs par minute, un blocage qui double, des adresses qui ne se gênent pas.
// SPDX-License-Identifier: MIT
#include "session/tentatives.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;

constexpr Instant depart{1'000'000s};

void echouer(Tentatives& tentatives, const std::string& adresse, Instant quand, int fois) {
    for (int i = 0; i < fois; ++i) {
        tentatives.noter_echec(adresse, quand);
    }
}

} // namespace

TEST_CASE("Tentatives : le dixieme echec bloque, le neuvieme non", "[session][guichet]") {
    Tentatives tentatives;

    echouer(tentatives, "10.0.0.1", depart, 9);
    CHECK(tentatives.attente("10.0.0.1", depart) == 0ms);
    echouer(tentatives, "10.0.0.1", depart + 1s, 1);

    CHECK(tentatives.attente("10.0.0.1", depart + 1s) == 60s);
    CHECK(tentatives.attente("10.0.0.1", depart + 60'999ms) == 1ms);
    CHECK(tentatives.attente("10.0.0.1", depart + 61s) == 0ms);
    CHECK(tentatives.attente("10.0.0.2", depart + 1s) == 0ms);
}

TEST_CASE("Tentatives : des echecs espaces d'une minute ne bloquent pas", "[session][guichet]") {
    Tentatives tentatives;

    for (int minute = 0; minute < 10; ++minute) {
        echouer(tentatives, "10.0.0.1", depart + minute * 1min, 9);
        CHECK(tentatives.attente("10.0.0.1", depart + minute * 1min) == 0ms);
    }
}

TEST_CASE(
    "Tentatives : le blocage double a chaque recidive, jusqu'a 15 minutes", "[session][guichet]"
) {
    Tentatives tentatives;
    Instant maintenant = depart;

    for (const auto attendu : {1min, 2min, 4min, 8min, 15min, 15min}) {
        echouer(tentatives, "10.0.0.1", maintenant, 10);
        const auto attente = tentatives.attente("10.0.0.1", maintenant);
        CHECK(attente == attendu);
        maintenant += attente;
    }

    maintenant += 15min; // sage aussi longtemps que le plus long blocage
    echouer(tentatives, "10.0.0.1", maintenant, 10);
    CHECK(tentatives.attente("10.0.0.1", maintenant) == 1min);
}

TEST_CASE("Tentatives : une adresse IPv6 compte pour son reseau", "[session][guichet]") {
    CHECK(cle_adresse("192.0.2.7") == "192.0.2.7");
    CHECK(cle_adresse("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(cle_adresse("2001:db8:1:2::9") == cle_adresse("2001:db8:1:2:ffff::1"));
    CHECK(cle_adresse("2001:db8:1:3::9") != cle_adresse("2001:db8:1:2::9"));
}

TEST_CASE("Tentatives : la boucle locale, et elle seule", "[session][guichet]") {
    CHECK(est_boucle_locale("127.0.0.1"));
    CHECK(est_boucle_locale("127.8.9.10"));
    CHECK(est_boucle_locale("::1"));
    CHECK_FALSE(est_boucle_locale("0.0.0.0"));
    CHECK_FALSE(est_boucle_locale("::"));
    CHECK_FALSE(est_boucle_locale("192.0.2.127"));
}

} // namespace cconn::detail

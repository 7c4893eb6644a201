// Tests de Facteur: il appelle ce qu'on lui confie, quand il le faut et à l'heure.
// SPDX-License-Identifier: MIT
#include "outils/banc_facteur.hpp"
#include "session/facteur.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;
using cconn::detail::Vidange;
using outils::BancFacteur;

Instant maintenant() {
    return std::chrono::steady_clock::now();
}

} // namespace

TEST_CASE("Facteur : vidange tant qu'il reste a ecrire", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    int reste = 3;
    suivi->quand_vidange = [&reste] {
        return --reste > 0 ? Vidange::pleine : Vidange::finie;
    };

    banc.facteur.surveiller(suivi);

    CHECK(suivi->vidanges.attendre(3));
    banc.laisser_passer();
    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 3);
}

TEST_CASE("Facteur : passe et repasse chez qui envoie en rafale", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    suivi->boucher(); // les passages n'attendent pas le socket
    int reste = 5;
    suivi->quand_vidange = [&reste] {
        return --reste > 0 ? Vidange::suivre : Vidange::finie;
    };

    banc.facteur.confier(suivi);

    CHECK(suivi->vidanges.attendre(5));
    banc.laisser_passer();
    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 5);
}

TEST_CASE("Facteur : une rafale que le socket arrete reprend avec lui", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    suivi->boucher();
    std::atomic<int> passages = 0;
    suivi->quand_vidange = [&passages] {
        return ++passages == 1 ? Vidange::pleine : Vidange::finie;
    };

    banc.facteur.confier(suivi);
    REQUIRE(suivi->vidanges.attendre(1));
    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 1);

    suivi->deboucher();
    CHECK(suivi->vidanges.attendre(2));
}

TEST_CASE("Facteur : vidange de nouveau quand on le redemande", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    banc.facteur.surveiller(suivi);
    REQUIRE(suivi->vidanges.attendre(1));

    banc.facteur.surveiller(suivi);

    CHECK(suivi->vidanges.attendre(2));
}

TEST_CASE("Facteur : attend que le descripteur accepte des octets", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    suivi->boucher();
    banc.facteur.surveiller(suivi);
    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 0);

    suivi->deboucher();

    CHECK(suivi->vidanges.attendre());
}

TEST_CASE("Facteur : appelle depuis son propre fil", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    std::thread::id fil;
    suivi->quand_controle = [&fil](Instant) {
        fil = std::this_thread::get_id();
        return jamais;
    };

    banc.facteur.controler(suivi, maintenant());

    REQUIRE(suivi->controles.attendre());
    CHECK(fil != std::this_thread::get_id());
}

TEST_CASE("Facteur : controle a l'echeance, pas avant", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    const Instant echeance = maintenant() + 30ms;
    Instant heure{};
    suivi->quand_controle = [&heure](Instant donnee) {
        heure = donnee;
        return jamais;
    };

    banc.facteur.controler(suivi, echeance);

    REQUIRE(suivi->controles.attendre());
    CHECK(heure >= echeance);
    CHECK(maintenant() >= echeance);
}

TEST_CASE("Facteur : controle de nouveau quand le suivi le demande", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    int fois = 0;
    suivi->quand_controle = [&fois](Instant heure) {
        return ++fois < 3 ? heure + 1ms : jamais;
    };

    banc.facteur.controler(suivi, maintenant());

    CHECK(suivi->controles.attendre(3));
    banc.laisser_passer();
    CHECK(suivi->controles.nombre() == 3);
}

TEST_CASE("Facteur : retient la plus proche de deux echeances", "[session][facteur]") {
    const bool proche_d_abord = GENERATE(true, false);
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();

    if (proche_d_abord) {
        banc.facteur.controler(suivi, maintenant() + 5ms);
        banc.facteur.controler(suivi, maintenant() + 1h);
    } else {
        banc.facteur.controler(suivi, maintenant() + 1h);
        banc.facteur.controler(suivi, maintenant());
    }

    CHECK(suivi->controles.attendre());
    banc.laisser_passer();
    CHECK(suivi->controles.nombre() == 1);
}

TEST_CASE("Facteur : une echeance posee pendant le controle compte", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    int fois = 0;
    suivi->quand_controle = [&](Instant heure) {
        if (++fois == 1) {
            banc.facteur.controler(suivi, heure + 1ms);
            return heure + 1h;
        }
        return jamais;
    };

    banc.facteur.controler(suivi, maintenant());

    CHECK(suivi->controles.attendre(2));
}

TEST_CASE("Facteur : ne controle jamais ce qui n'echoit jamais", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();

    banc.facteur.controler(suivi, jamais);

    banc.laisser_passer();
    CHECK(suivi->controles.nombre() == 0);
    CHECK(suivi.use_count() == 1);
}

} // namespace cconn::detail

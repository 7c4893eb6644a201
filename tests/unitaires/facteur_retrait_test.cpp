// Tests de Facteur: ce qu'on lui retire, ce qui meurt, et son arrêt.
// SPDX-License-Identifier: MIT
#include "outils/banc_facteur.hpp"
#include "session/facteur.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;
using outils::BancFacteur;
using outils::Evenement;

Instant maintenant() {
    return std::chrono::steady_clock::now();
}

} // namespace

TEST_CASE("Facteur : ne s'occupe plus de ce qu'on lui retire", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    suivi->boucher();
    banc.facteur.surveiller(suivi);
    banc.facteur.controler(suivi, maintenant() + 20ms);

    banc.facteur.oublier(*suivi);
    banc.facteur.oublier(*suivi);
    suivi->deboucher();

    banc.laisser_passer();
    const auto temoin = banc.nouveau_suivi();
    banc.facteur.controler(temoin, maintenant() + 40ms);
    REQUIRE(temoin->controles.attendre());
    CHECK(suivi->vidanges.nombre() == 0);
    CHECK(suivi->controles.nombre() == 0);
}

TEST_CASE("Facteur : ne prend pas ce qui est deja retire", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    suivi->retire = true;

    banc.facteur.surveiller(suivi);
    banc.facteur.controler(suivi, maintenant());

    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 0);
    CHECK(suivi->controles.nombre() == 0);
}

TEST_CASE("Facteur : oublier attend la fin de ce qui est en cours", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    Evenement entre;
    Evenement laisser_sortir;
    std::atomic<bool> sorti = false;
    suivi->quand_vidange = [&] {
        entre.signaler();
        static_cast<void>(laisser_sortir.attendre());
        suivi->boucher();
        sorti = true;
        return cconn::detail::Vidange::pleine;
    };
    banc.facteur.surveiller(suivi);
    REQUIRE(entre.attendre());

    std::jthread liberateur([&] { laisser_sortir.signaler(); });
    banc.facteur.oublier(*suivi);

    CHECK(sorti);
    suivi->deboucher();
    banc.laisser_passer();
    CHECK(suivi->vidanges.nombre() == 1);
}

TEST_CASE("Facteur : sert les autres quand un suivi meurt sans prevenir", "[session][facteur]") {
    BancFacteur banc;
    auto mort = banc.nouveau_suivi();
    mort->boucher();
    banc.facteur.surveiller(mort);
    banc.facteur.controler(mort, maintenant() + 5ms);

    mort.reset();

    const auto vivant = banc.nouveau_suivi();
    banc.facteur.controler(vivant, maintenant() + 20ms);
    CHECK(vivant->controles.attendre());
}

TEST_CASE(
    "Facteur : peut lacher la derniere reference, qui se retire elle-meme", "[session][facteur]"
) {
    BancFacteur banc;
    Evenement detruit;
    auto suivi = banc.nouveau_suivi();
    Evenement entre;
    Evenement laisser_sortir;
    suivi->quand_detruit = [&](const Suivi& mourant) {
        banc.facteur.oublier(mourant); // ce que fait une session qui meurt
        detruit.signaler();
    };
    suivi->quand_controle = [&](Instant) {
        entre.signaler();
        static_cast<void>(laisser_sortir.attendre());
        return jamais;
    };
    banc.facteur.controler(suivi, maintenant());
    REQUIRE(entre.attendre());

    suivi.reset();
    laisser_sortir.signaler();

    CHECK(detruit.attendre());
}

TEST_CASE("Facteur : arrete, n'appelle plus personne", "[session][facteur]") {
    BancFacteur banc;
    const auto suivi = banc.nouveau_suivi();
    banc.facteur.controler(suivi, maintenant());
    REQUIRE(suivi->controles.attendre());

    banc.facteur.arreter();
    banc.facteur.arreter();
    banc.facteur.surveiller(suivi);
    banc.facteur.controler(suivi, maintenant());

    // Plus aucun fil ne pourrait les appeler.
    CHECK(suivi->vidanges.nombre() == 0);
    CHECK(suivi->controles.nombre() == 1);
    CHECK(suivi.use_count() == 1);
}

TEST_CASE(
    "Facteur : se laisse arreter pendant que des fils lui demandent tout", "[session][facteur]"
) {
    BancFacteur banc;
    std::vector<std::jthread> fils(3);
    for (std::jthread& fil : fils) {
        fil = std::jthread([&banc] {
            for (int tour = 0; tour < 50; ++tour) {
                const auto suivi = banc.nouveau_suivi();
                banc.facteur.surveiller(suivi);
                banc.facteur.controler(suivi, maintenant() + 100us);
                banc.facteur.oublier(*suivi);
            }
        });
    }

    banc.laisser_passer();
    banc.facteur.arreter();
    fils.clear();

    CHECK(fils.empty());
}

} // namespace cconn::detail

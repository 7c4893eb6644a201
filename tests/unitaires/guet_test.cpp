// Tests de Guet: regarder sans dormir, tant que cela paie.
// SPDX-License-Identifier: MIT
#include "outils/transport_memoire.hpp"
#include "session/guet.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>

using namespace std::chrono_literals;
using cconn::detail::Guet;
using cconn::detail::Instant;
using cconn::detail::jamais;
using cconn::detail::Lecture;
using outils::TransportMemoire;

namespace {

/// Un guet, et ce qu'il demande au transport : des regards, puis une lecture qui dort.
struct Banc {
    explicit Banc(std::chrono::microseconds duree) : guet(duree) {
        transport.quand_lecture = [this](Instant echeance) {
            ++(echeance == Instant{} ? regards : sommeils);
            if (regards == arrivee) {
                transport.livrer({1, 2, 3});
                arrivee = 0;
            }
        };
    }

    Lecture recevoir() {
        regards = 0;
        sommeils = 0;
        return guet.recevoir(transport, place, jamais);
    }

    TransportMemoire transport;
    Guet guet;
    std::array<std::uint8_t, 16> place{};
    int regards = 0;
    int sommeils = 0;
    int arrivee = 0; ///< Regard auquel des octets arrivent ; zéro : aucun.
};

} // namespace

TEST_CASE("Guet : sans duree, dort aussitot", "[session][guet]") {
    Banc banc(0us);

    static_cast<void>(banc.recevoir());

    CHECK(banc.regards == 0);
    CHECK(banc.sommeils == 1);
}

TEST_CASE("Guet : voit sans dormir ce qui arrive vite", "[session][guet]") {
    Banc banc(1'000'000us);
    banc.arrivee = GENERATE(1, 2, 50);

    const Lecture lecture = banc.recevoir();

    CHECK(lecture.genre == Lecture::Genre::octets);
    CHECK(lecture.taille == 3);
    CHECK(banc.sommeils == 0);
}

TEST_CASE("Guet : dort apres avoir regarde en vain", "[session][guet]") {
    Banc banc(1us);

    CHECK(banc.recevoir().genre == Lecture::Genre::echeance);

    CHECK(banc.regards >= 1);
    CHECK(banc.sommeils == 1);
}

TEST_CASE("Guet : renonce quand cela ne paie pas, et reessaie de loin en loin", "[session][guet]") {
    Banc banc(1us);
    int guettees = 0;
    constexpr int lectures = 10'000;
    for (int i = 0; i < lectures; ++i) {
        static_cast<void>(banc.recevoir());
        guettees += banc.regards > 0 ? 1 : 0;
        CHECK(banc.sommeils == 1);
    }
    CHECK(guettees > 16);
    CHECK(guettees < lectures / 50);
}

TEST_CASE("Guet : reprend des que cela paie de nouveau", "[session][guet]") {
    Banc banc(1us);
    for (int i = 0; i < 200; ++i) {
        static_cast<void>(banc.recevoir());
    }
    int perdues = 0;
    do {
        banc.arrivee = 1;
        ++perdues;
        REQUIRE(perdues < 2'000);
    } while (banc.recevoir().genre != Lecture::Genre::octets);

    for (int i = 0; i < 100; ++i) {
        banc.arrivee = 1;
        CHECK(banc.recevoir().genre == Lecture::Genre::octets);
        CHECK(banc.sommeils == 0);
    }
}

TEST_CASE("Guet : rend la fin et la rupture comme les autres lectures", "[session][guet]") {
    Banc banc(1'000us);
    SECTION("fin") {
        banc.transport.finir();
        CHECK(banc.recevoir().genre == Lecture::Genre::fin);
    }
    SECTION("rupture") {
        banc.transport.rompre();
        CHECK(banc.recevoir().genre == Lecture::Genre::rompue);
    }
    CHECK(banc.sommeils == 0);
}

// Tests de Cadence: une rafale se reconnaît au rythme du fil, et s'arrête avec lui.
// SPDX-License-Identifier: MIT
#include "session/cadence.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

using cconn::detail::Cadence;
using cconn::detail::Rythme;

namespace {

/// Envois posés de suite avant la première rafale ; au plus `limite`.
int envois_poses(int limite) {
    int nombre = 0;
    while (nombre < limite && Cadence::noter_envoi() == Rythme::pose) {
        ++nombre;
    }
    return nombre;
}

} // namespace

TEST_CASE("Cadence : des envois de suite font une rafale, pas les premiers", "[session]") {
    // Une mesure peut tomber sur une préemption, mais pas toutes.
    std::jthread([] {
        const int poses = envois_poses(10'000);
        CHECK(poses >= 4);
        CHECK(poses < 10'000);
    }).join();
}

TEST_CASE("Cadence : attendre met fin a la rafale", "[session]") {
    std::jthread([] {
        static_cast<void>(envois_poses(10'000));
        Cadence::noter_attente();
        CHECK(Cadence::noter_envoi() == Rythme::pose);
    }).join();
}

TEST_CASE("Cadence : qui attend entre deux envois n'est jamais en rafale", "[session]") {
    std::jthread([] {
        for (int i = 0; i < 1'000; ++i) {
            Cadence::noter_attente();
            CHECK(Cadence::noter_envoi() == Rythme::pose);
            CHECK(Cadence::noter_envoi() == Rythme::pose);
        }
    }).join();
}

TEST_CASE("Cadence : une annonce a beaucoup de clients a plus de temps", "[session]") {
    const auto rythme_apres = [](std::size_t destinataires) {
        auto rythme = Rythme::pose;
        for (int annonce = 0; annonce < 20; ++annonce) {
            rythme = Cadence::noter_envoi(destinataires);
            // Du travail, pas une attente : plus qu'une rafale n'en laisse entre deux envois.
            const auto fin = std::chrono::steady_clock::now() + std::chrono::microseconds{100};
            while (std::chrono::steady_clock::now() < fin) {
            }
        }
        return rythme;
    };

    std::jthread([&] { CHECK(rythme_apres(1) == Rythme::pose); }).join();
    std::jthread([&] { CHECK(rythme_apres(1'000'000) == Rythme::rafale); }).join();
}

TEST_CASE("Cadence : le rythme d'un fil n'est pas celui d'un autre", "[session]") {
    std::jthread([] {
        static_cast<void>(envois_poses(10'000));
        std::jthread([] { CHECK(Cadence::noter_envoi() == Rythme::pose); }).join();
    }).join();
}

// Tests d'Espacement: l'attente entre deux essais, sans horloge.
// SPDX-License-Identifier: MIT
#include "session/espacement.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace std::chrono_literals;
using cconn::Reconnexion;
using cconn::detail::Espacement;
using std::chrono::milliseconds;

namespace {

std::vector<milliseconds> attentes(Espacement& espacement, int nombre) {
    std::vector<milliseconds> toutes;
    for (int i = 0; i < nombre; ++i) {
        toutes.push_back(espacement.suivant());
    }
    return toutes;
}

} // namespace

TEST_CASE("Espacement : chaque essai manque allonge l'attente, jusqu'au plafond", "[reconnexion]") {
    Espacement espacement({.facteur = 2, .alea = 0, .delai_max = 3s}, 1);

    CHECK(attentes(espacement, 5) == std::vector<milliseconds>{500ms, 1s, 2s, 3s, 3s});
}

TEST_CASE("Espacement : le hasard reste dans sa part, et sous le plafond", "[reconnexion]") {
    const Reconnexion reglages; // 500 ms, x 1,6, 30 %, 30 s
    bool dans_bornes = true;
    milliseconds plus_courte = 1h;
    milliseconds plus_longue = 0ms;
    for (std::uint32_t graine = 1; graine <= 2'000; ++graine) {
        Espacement espacement(reglages, graine);
        const auto premiere = espacement.suivant();
        plus_courte = std::min(plus_courte, premiere);
        plus_longue = std::max(plus_longue, premiere);
        dans_bornes = dans_bornes && premiere >= 350ms && premiere <= 650ms;
        const auto suivantes = attentes(espacement, 20);
        dans_bornes = dans_bornes && *std::ranges::max_element(suivantes) <= 30s;
        // Au plafond aussi, chacun a la sienne : de 16,2 à 30 s.
        dans_bornes = dans_bornes && suivantes.back() >= 16s;
    }

    CHECK(dans_bornes);
    CHECK(plus_courte < 360ms);
    CHECK(plus_longue > 640ms);
}

TEST_CASE("Espacement : deux clients coupes ensemble ne reviennent pas ensemble", "[reconnexion]") {
    Espacement un({}, 1);
    Espacement autre({}, 2);

    CHECK(attentes(un, 4) != attentes(autre, 4));
}

TEST_CASE(
    "Espacement : seule une connexion qui a dure ramene l'attente au debut", "[reconnexion]"
) {
    Espacement espacement({.facteur = 2, .alea = 0}, 1);
    CHECK(attentes(espacement, 3) == std::vector<milliseconds>{500ms, 1s, 2s});

    CHECK_FALSE(espacement.noter_connexion(10ms)); // un serveur plein congédie aussitôt
    CHECK(espacement.suivant() == 4s);
    CHECK(espacement.noter_connexion(9s));
    CHECK(espacement.suivant() == 500ms);
}

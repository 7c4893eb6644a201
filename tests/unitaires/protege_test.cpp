// Essais de Protege: une valeur que l'on n'atteint qu'en tenant son verrou.
// SPDX-License-Identifier: MIT
#include "base/protege.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>

using namespace std::chrono_literals;
using cconn::detail::echeance_apres;
using cconn::detail::Instant;
using cconn::detail::Protege;

namespace {

struct Etat {
    int compte = 0;
    bool pret = false;
};

} // namespace

TEST_CASE("Protege : construit la valeur sur place", "[base][protege]") {
    Protege<std::string> texte(std::in_place, 3U, 'a');
    Protege<std::unique_ptr<int>> vide;

    CHECK(*texte.verrouiller() == "aaa");
    CHECK(*vide.verrouiller() == nullptr);
}

TEST_CASE("Protege : constant, ne donne que la lecture", "[base][protege]") {
    const Protege<Etat> etat(std::in_place, Etat{7, false});

    CHECK(etat.verrouiller()->compte == 7);
    STATIC_REQUIRE(std::is_same_v<decltype(*etat.verrouiller()), const Etat&>);
}

TEST_CASE("Protege : plusieurs fils comptent juste", "[base][protege]") {
    Protege<Etat> etat;
    const auto compter = [&etat] {
        for (int i = 0; i < 10'000; ++i) {
            ++etat.verrouiller()->compte;
        }
    };

    {
        const std::jthread autre(compter);
        compter();
    }

    CHECK(etat.verrouiller()->compte == 20'000);
}

TEST_CASE("Acces : se deplace avec le verrou", "[base][protege]") {
    Protege<Etat> etat;
    auto premier = etat.verrouiller();

    auto second = std::move(premier);
    second->compte = 1;

    CHECK(second.est_verrouille());
    STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Protege<Etat>::Acces>);
}

TEST_CASE("Acces : deverrouille, laisse passer un autre fil, et reverrouille", "[base][protege]") {
    Protege<Etat> etat;
    auto acces = etat.verrouiller();

    acces.deverrouiller();
    std::jthread([&etat] { etat.verrouiller()->compte = 5; }).join();
    CHECK_FALSE(acces.est_verrouille());
    acces.reverrouiller();

    CHECK(acces.est_verrouille());
    CHECK(acces->compte == 5);
}

TEST_CASE("Acces : attend un signal, avec ou sans echeance", "[base][protege]") {
    const auto delai = GENERATE(30'000ms, std::chrono::milliseconds::max());
    const Instant echeance = echeance_apres(std::chrono::steady_clock::now(), delai);
    Protege<Etat> etat;
    std::condition_variable signal;
    const std::jthread autre([&etat, &signal] {
        etat.verrouiller()->pret = true;
        signal.notify_one();
    });

    auto acces = etat.verrouiller();
    bool a_temps = true;
    while (!acces->pret && a_temps) {
        a_temps = acces.attendre_jusqua(signal, echeance) == std::cv_status::no_timeout;
    }

    CHECK(a_temps);
    CHECK(acces.est_verrouille());
}

TEST_CASE("Acces : attend sans echeance", "[base][protege]") {
    Protege<Etat> etat;
    std::condition_variable signal;
    const std::jthread autre([&etat, &signal] {
        etat.verrouiller()->pret = true;
        signal.notify_one();
    });

    auto acces = etat.verrouiller();
    while (!acces->pret) {
        acces.attendre(signal);
    }

    CHECK(acces.est_verrouille());
}

TEST_CASE("Acces : une echeance passee rend tout de suite", "[base][protege]") {
    Protege<Etat> etat;
    std::condition_variable signal;
    auto acces = etat.verrouiller();

    CHECK(acces.attendre_jusqua(signal, Instant()) == std::cv_status::timeout);
    CHECK(
        acces.attendre_jusqua(signal, std::chrono::steady_clock::now() + 1ms) ==
        std::cv_status::timeout
    );
    CHECK(acces.est_verrouille());
}

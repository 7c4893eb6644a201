// Essais des rafales: des envois groupés d'eux-mêmes, sans perte, sans désordre et sans attente.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::Duo;
using outils::Evenement;
using outils::PairBrut;
using outils::Recueil;
using outils::Vers;

TEST_CASE(
    "Envoi : une commande qui s'attarde n'est pas retenue par celles qui la suivent", "[envoi]"
) {
    Evenement suite;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("tarder", [&](cconn::Connexion& client) {
        for (int i = 0; i < 4; ++i) {
            static_cast<void>(client.envoyer("avancement", i));
            static_cast<void>(suite.attendre(static_cast<std::size_t>(i) + 1));
        }
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    // D'un seul coup : pendant la première, la seconde est déjà dans le tampon.
    pair.envoyer(
        PairBrut::trame(2, "tarder", std::tuple()) + PairBrut::trame(2, "apres", std::tuple())
    );

    for (int i = 0; i < 4; ++i) {
        CHECK(pair.lire() == "[2,\"avancement\",[" + std::to_string(i) + "]]");
        CHECK(pair.lire(5ms) == "rien"); // le facteur a cessé de s'en occuper
        suite.signaler();
    }
}

TEST_CASE("Envoi : en rafale, rien ne se perd ni ne change d'ordre", "[envoi]") {
    constexpr int nombre = 20'000;
    Recueil<int> recus;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("noter", [&](int i) { recus.ajouter(i); });
    duo.chez_appele("compter", [&] { return recus.nombre(); });
    const auto appele = duo.appele();

    int partis = 0;
    for (int i = 0; i < nombre; ++i) {
        partis += appele.envoyer("noter", i) ? 1 : 0;
        if (i % 1'000 == 999) {
            CHECK(appele.appeler<std::size_t>("compter") == std::size_t(partis)); // ne double rien
        }
    }

    CHECK(partis == nombre);
    const auto valeurs = recus.attendre(nombre);
    CHECK(valeurs.size() == nombre);
    CHECK(std::ranges::is_sorted(valeurs));
}

TEST_CASE(
    "Envoi : de longs arguments, de plusieurs fils, arrivent entiers et a leur place", "[envoi]"
) {
    constexpr std::size_t fils = 3;
    constexpr std::size_t nombre = 24;
    std::vector<Recueil<std::size_t>> recus(fils);
    std::atomic<int> abimes = 0;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele(
        "noter",
        [&](std::size_t fil, std::size_t rang, std::string_view texte, const cconn::Octets& octets
        ) {
            const std::size_t attendu = rang * 50'000;
            const bool justes = texte == std::string(attendu, char('a' + fil)) &&
                                octets == cconn::Octets(attendu / 2, std::uint8_t(rang));
            abimes += justes ? 0 : 1;
            recus[fil].ajouter(rang);
        }
    );
    {
        std::vector<std::jthread> envoyeurs;
        for (std::size_t fil = 0; fil < fils; ++fil) {
            envoyeurs.emplace_back([&duo, fil] {
                const auto appele = duo.appele();
                for (std::size_t rang = 0; rang < nombre; ++rang) {
                    const std::string texte(rang * 50'000, char('a' + fil));
                    const cconn::Octets octets(rang * 25'000, std::uint8_t(rang));
                    while (!appele.envoyer("noter", fil, rang, texte, octets)) {
                    }
                }
            });
        }
    }
    for (auto& recu : recus) {
        const auto rangs = recu.attendre(nombre);
        CHECK(rangs.size() == nombre);
        CHECK(std::ranges::is_sorted(rangs));
    }
    CHECK(abimes == 0);
}

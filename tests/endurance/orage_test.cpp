// L'orage: deux mille clients coupés ensemble reviennent tous, et non tous au même instant.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/chiffres.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <memory>
#include <vector>

using namespace std::chrono_literals;

TEST_CASE("Orage : deux mille clients coupes ensemble reviennent disperses", "[endurance]") {
    constexpr std::size_t nombre = 2'000;
    constexpr std::size_t tranches = 5; // assez longues pour que le réveil des fils n'y compte pas
    using Horloge = std::chrono::steady_clock;
    outils::permettre_descripteurs(2 * nombre + 200);
    outils::Recueil<Horloge::time_point> arrivees;
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, nombre, {.journal = journal.fonction()});
    serveur.quand_client_connecte([&](cconn::Connexion&) {
        arrivees.ajouter(Horloge::now());
        return true;
    });
    serveur.lancer_en_fond();
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (std::size_t i = 0; i < nombre; ++i) {
        clients.push_back(std::make_unique<cconn::Client>(
            "127.0.0.1",
            serveur.port(),
            cconn::OptionsClient{
                .taille_pile = std::size_t{128} << 10,
                .journal = journal.fonction(),
                .reconnexion = cconn::Reconnexion{}}
        ));
        clients.back()->lancer_en_fond();
    }
    REQUIRE(arrivees.attendre(nombre, 60s).size() == nombre);

    const auto coupure = Horloge::now();
    serveur.eteindre();
    serveur.lancer_en_fond();

    const auto toutes = arrivees.attendre(2 * nombre, 30s); // tous là en 30 s
    REQUIRE(toutes.size() == 2 * nombre);
    std::vector<Horloge::time_point> retours(toutes.begin() + nombre, toutes.end());
    std::sort(retours.begin(), retours.end());
    const auto duree = retours.back() - retours.front();
    std::array<std::size_t, tranches> par_tranche{};
    for (const auto retour : retours) {
        const auto rang = (retour - retours.front()) * tranches / (duree + 1ns);
        ++par_tranche.at(static_cast<std::size_t>(rang));
    }
    const std::size_t pointe = *std::max_element(par_tranche.begin(), par_tranche.end());
    const auto ms = [](auto d) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
    };
    std::cout << "orage : " << nombre << " clients revenus en " << ms(retours.back() - coupure)
              << " ms, sur " << ms(duree) << " ms ; pointe " << pointe << " par cinquième, moyenne "
              << nombre / tranches << std::endl;
    outils::publier("clients_revenus", retours.size());
    outils::publier("tous_revenus_ms", static_cast<std::uint64_t>(ms(retours.back() - coupure)));
    outils::publier("pointe_pour_cent_de_la_moyenne", 100 * pointe * tranches / nombre);
    // Deux fois la moyenne est le but, et ce qui se mesure d'ordinaire ; une machine chargée ou un
    // assainisseur sert les arrivants par paquets, jusqu'à deux et demie.
    CHECK(pointe <= 3 * nombre / tranches);
    for (auto& client : clients) {
        CHECK(client->attendre_connexion(30s));
    }
}

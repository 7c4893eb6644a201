// Essais du port d'un serveur: rendu aussitôt, jamais partagé.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <memory>

using outils::code_de;

TEST_CASE("Serveur : son port se rouvre aussitot, par lui ou par un autre", "[port]") {
    auto serveur = std::make_unique<cconn::Serveur>(0);
    const auto port = serveur->port();
    for (int tour = 0; tour < 5; ++tour) {
        serveur->enregistrer_commande("tour", [tour] { return tour; });
        serveur->lancer_en_fond();
        const cconn::Client client("127.0.0.1", port);
        REQUIRE(client.appeler<int>("tour") == tour);
        serveur->eteindre(); // ferme le premier : TIME_WAIT est de ce côté
        REQUIRE(serveur->port() == port);
    }

    serveur.reset();
    cconn::Serveur suivant(port);
    suivant.lancer_en_fond();
    const cconn::Client client("127.0.0.1", port);

    CHECK(code_de([&] { client.appeler("tour"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Serveur : le port d'un autre est refuse, a l'ouverture et au relancement", "[port]") {
    cconn::Serveur serveur(0);
    const auto port = serveur.port();

    CHECK(code_de([&] { cconn::Serveur second(port); }) == "SERVEUR_INJOIGNABLE");
    serveur.eteindre();
    const cconn::Serveur autre(port);
    CHECK(code_de([&] { serveur.lancer_en_fond(); }) == "SERVEUR_INJOIGNABLE");
    CHECK_FALSE(serveur.est_lance());
}

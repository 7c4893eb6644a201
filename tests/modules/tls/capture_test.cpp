// Tests de TLS: ce qu'un tiers lit en chemin, quoi que l'on envoie.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "relais.hpp"

#include <catch2/catch.hpp>

#include <string>

TEST_CASE("TLS : rien ne se lit en chemin, par aucun envoi", "[tls]") {
    const std::string marque = "MARQUE-EN-CLAIR-";
    outils::Recueil<int> recus;
    cconn::Serveur serveur(0, 4, {.chiffrement = banc_tls::chiffrer_serveur()});
    serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    serveur.enregistrer_commande("note", [](std::string) {});
    serveur.lancer_en_fond();
    std::string grand;
    while (grand.size() < 300'000) {
        grand += marque;
    }
    std::string capture;
    {
        const banc_tls::Relais relais(serveur.port());
        cconn::Client client(
            "127.0.0.1", relais.port(), {.chiffrement = banc_tls::chiffrer_client()}
        );
        client.enregistrer_commande("note", [&](std::string) { recus.ajouter(1); });
        client.lancer_en_fond();
        CHECK(client.appeler<std::string>("echo", marque) == marque);
        CHECK(client.appeler<std::string>("echo", grand) == grand);
        {
            const auto lot = client.grouper();
            for (int rang = 0; rang < 100; ++rang) {
                CHECK(client.envoyer("note", marque));
            }
        }
        for (int rang = 0; rang < 100; ++rang) {
            CHECK(client.envoyer("note", marque));
        }
        CHECK(serveur.envoyer("note", grand) == 1);
        CHECK(serveur.envoyer("note", marque) == 1);
        REQUIRE(recus.attendre(2).size() == 2);
        client.eteindre();
        capture = relais.capture();
    }

    CHECK(capture.size() > 900'000);
    CHECK(capture.find("MARQUE") == std::string::npos);
    CHECK(capture.find("note") == std::string::npos);
    CHECK(capture.find("echo") == std::string::npos);
}

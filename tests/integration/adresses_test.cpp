// Essais des adresses: IPv4, IPv6, noms d'hôtes, ports, et ce qu'une `Connexion` en dit.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using outils::code_de;

namespace {

/// L'adresse du client telle que le serveur la voit ; vide s'ils ne peuvent pas se joindre.
std::string vue_du_serveur(const std::string& ecoute, const std::string& hote) {
    cconn::Serveur serveur(0, 1, {.adresse = ecoute});
    serveur.enregistrer_commande("ip", [](cconn::Connexion& client) { return client.ip(); });
    serveur.lancer_en_fond();
    const cconn::Client client(hote, serveur.port());
    return client.appeler<std::string>("ip");
}

} // namespace

TEST_CASE("Adresse : le port 0 en prend un libre, que port donne", "[adresse]") {
    const cconn::Serveur un(0);
    const cconn::Serveur deux(0);

    CHECK(un.port() != 0);
    CHECK(un.port() != deux.port());
    CHECK(un.adresse() == "127.0.0.1");
}

TEST_CASE("Adresse : IPv4, IPv6 et noms se joignent", "[adresse]") {
    CHECK(vue_du_serveur("127.0.0.1", "127.0.0.1") == "127.0.0.1");
    CHECK(vue_du_serveur("127.0.0.1", "localhost") == "127.0.0.1");
    CHECK(vue_du_serveur("0.0.0.0", "127.0.0.1") == "127.0.0.1");
    CHECK(vue_du_serveur("::1", "::1") == "::1");
    CHECK(vue_du_serveur("::", "::1") == "::1");
    CHECK(vue_du_serveur("::", "127.0.0.1") == "127.0.0.1");
    CHECK(vue_du_serveur("localhost", "localhost") != "");
}

TEST_CASE("Adresse : chaque bout connait celle de l'autre", "[adresse]") {
    const auto hote = GENERATE(std::string("127.0.0.1"), std::string("::1"));
    cconn::Serveur serveur(0, 1, {.adresse = hote});
    serveur.lancer_en_fond();
    const cconn::Client client(hote, serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));
    const auto vu = serveur.clients().at(0);
    const auto crochets = [&](std::uint16_t port) {
        return (hote == "::1" ? "[::1]:" : hote + ":") + std::to_string(port);
    };

    CHECK(client.ip() == hote);
    CHECK(client.port() == serveur.port());
    CHECK(client.adresse() == crochets(serveur.port()));
    CHECK(vu.ip() == hote);
    CHECK(vu.port() != serveur.port());
    CHECK(vu.adresse() == crochets(vu.port()));
}

TEST_CASE("Adresse : ce qui ne se joint pas leve, et dit pourquoi", "[adresse]") {
    std::optional<cconn::Serveur> serveur(std::in_place, 0);
    const auto port = serveur->port();
    serveur.reset();

    CHECK(code_de([&] { cconn::Client client("127.0.0.1", port); }) == "CONNEXION_REFUSEE");
    CHECK(code_de([&] { cconn::Client client("hote.invalid", port); }) == "ADRESSE_INCONNUE");
    CHECK(code_de([&] { cconn::Client client("", port); }) != "rien");
    CHECK(code_de([&] {
              cconn::Serveur autre(0, 1, {.adresse = "hote.invalid"});
          }) == "ADRESSE_INCONNUE");
    CHECK(code_de([&] {
              cconn::Serveur autre(0, 1, {.adresse = "192.0.2.1"});
          }) == "SERVEUR_INJOIGNABLE");
}

TEST_CASE("Adresse : par defaut, le serveur n'ecoute que l'interface locale", "[adresse]") {
    const cconn::Serveur serveur(0);

    // Une autre adresse de la même machine, que 0.0.0.0 aurait ouverte.
    CHECK(code_de([&] {
              cconn::Client client("127.0.0.2", serveur.port());
          }) == "CONNEXION_REFUSEE");
    const cconn::Serveur ouvert(0, 1, {.adresse = "0.0.0.0"});
    CHECK(code_de([&] { cconn::Client client("127.0.0.2", ouvert.port()); }) == "rien");
}

TEST_CASE("Adresse : se connecte avant lancer, et attend", "[adresse]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    const cconn::Client client("127.0.0.1", serveur.port());
    const auto appel = client.appeler_async<int>("bonjour");

    CHECK_FALSE(appel.attendre(20ms));
    CHECK(serveur.nb_clients() == 0);
    serveur.lancer_en_fond();

    CHECK(appel.valeur() == 1);
}

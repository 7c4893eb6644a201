// Essais d'Ecouteur: ouvrir, accepter, fermer, rouvrir, manquer de descripteurs.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "outils/paire_tcp.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::CodeErreur;
using cconn::Erreur;
using cconn::NiveauJournal;
using cconn::detail::connecter_tcp;
using cconn::detail::Ecouteur;
using cconn::detail::Journal;
using outils::dans;
using outils::delai_large;
using outils::Lecture;
using outils::PaireTcp;
using outils::recevoir_un;
using outils::Transport;

namespace {

std::optional<Erreur> erreur_a_l_ouverture(const std::string& adresse, std::uint16_t port) {
    Journal journal;
    try {
        const Ecouteur ecouteur(adresse, port, journal);
    } catch (const Erreur& e) {
        return e;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("Ecouteur : le port 0 en ouvre un libre, et le dit", "[transport][ecouteur]") {
    Journal journal;
    const Ecouteur premier("127.0.0.1", 0, journal);
    const Ecouteur second("localhost", 0, journal);

    CHECK(premier.port() != 0);
    CHECK(premier.port() != second.port());
    CHECK(premier.adresse() == "127.0.0.1");
    CHECK(second.adresse() == "127.0.0.1");
    CHECK(Ecouteur("[::1]", 0, journal).adresse() == "::1");
}

TEST_CASE("Ecouteur : accepte les clients dans l'ordre", "[transport][ecouteur]") {
    Journal journal;
    Ecouteur ecouteur("127.0.0.1", 0, journal);
    const auto premier = connecter_tcp("127.0.0.1", ecouteur.port(), delai_large);
    const auto second = connecter_tcp("127.0.0.1", ecouteur.port(), delai_large);
    REQUIRE(premier->envoyer(outils::octets("1")).taille == 1);
    REQUIRE(second->envoyer(outils::octets("2")).taille == 1);

    const auto un = ecouteur.accepter();
    const auto deux = ecouteur.accepter();

    CHECK(outils::recevoir_tout(*un, 1) == "1");
    CHECK(outils::recevoir_tout(*deux, 1) == "2");
}

TEST_CASE("Ecouteur : :: accepte IPv4 et IPv6, chacun sous son adresse", "[transport][ecouteur]") {
    Journal journal;
    Ecouteur ecouteur("::", 0, journal);
    const std::string adresse = GENERATE(as<std::string>{}, "127.0.0.1", "::1");

    const auto client = connecter_tcp(adresse, ecouteur.port(), delai_large);

    CHECK(ecouteur.accepter()->ip() == adresse);
}

TEST_CASE(
    "Ecouteur : fermer reveille accepter, et le port se rouvre aussitot", "[transport][ecouteur]"
) {
    Journal journal;
    std::optional<Ecouteur> ecouteur(std::in_place, "127.0.0.1", 0, journal);
    const std::uint16_t port = ecouteur->port();
    // Une connexion encore ouverte ne retient pas le port.
    const auto client = connecter_tcp("127.0.0.1", port, delai_large);
    const auto accepte = ecouteur->accepter();
    std::unique_ptr<Transport> suivant;

    {
        const std::jthread fil([&ecouteur, &suivant] { suivant = ecouteur->accepter(); });
        ecouteur->fermer();
        ecouteur->fermer();
    }
    CHECK(suivant == nullptr);
    CHECK_FALSE(erreur_a_l_ouverture("127.0.0.1", port).has_value());

    CHECK(ecouteur->accepter() == nullptr);
    ecouteur->fermer();
    ecouteur.reset();
    CHECK_FALSE(erreur_a_l_ouverture("127.0.0.1", port).has_value());
}

TEST_CASE(
    "Ecouteur : ferme sans accepter, ne repond plus et rompt qui attendait", "[transport][ecouteur]"
) {
    Journal journal;
    Ecouteur ecouteur("127.0.0.1", 0, journal);
    const auto client = connecter_tcp("127.0.0.1", ecouteur.port(), delai_large);

    ecouteur.fermer();

    CHECK(recevoir_un(*client, dans(delai_large)).genre == Lecture::Genre::rompue);
    CHECK_THROWS_AS(connecter_tcp("127.0.0.1", ecouteur.port(), delai_large), Erreur);
    CHECK(ecouteur.accepter() == nullptr);
}

TEST_CASE("Ecouteur : un port deja pris n'est pas partage", "[transport][ecouteur]") {
    Journal journal;
    const Ecouteur ecouteur("127.0.0.1", 0, journal);

    const auto erreur = erreur_a_l_ouverture("127.0.0.1", ecouteur.port());

    REQUIRE(erreur.has_value());
    CHECK(erreur->code_cconn() == CodeErreur::serveur_injoignable);
    CHECK(
        erreur->contexte() ==
        "127.0.0.1 port " + std::to_string(ecouteur.port()) + " ne s'ouvre pas : port déjà pris"
    );
}

TEST_CASE("Ecouteur : une adresse impossible est dite", "[transport][ecouteur]") {
    const auto ailleurs = erreur_a_l_ouverture("192.0.2.1", 0);
    const auto inconnue = erreur_a_l_ouverture("deux mots", 0);

    REQUIRE(ailleurs.has_value());
    CHECK(ailleurs->code_cconn() == CodeErreur::serveur_injoignable);
    CHECK_THAT(ailleurs->contexte(), Catch::Contains("adresse d'une autre machine"));
    REQUIRE(inconnue.has_value());
    CHECK(inconnue->code_cconn() == CodeErreur::adresse_inconnue);
}

TEST_CASE(
    "Ecouteur : sans descripteur libre, congedie et reprend quand il y en a",
    "[transport][ecouteur]"
) {
    const int issue = outils::dans_un_enfant([] {
        std::vector<std::string> lignes;
        std::vector<std::unique_ptr<Transport>> clients;
        std::uint16_t port = 0;
        // La ligne est écrite avant le répit : de quoi rendre des descripteurs, et revenir.
        Journal journal([&lignes, &clients, &port](NiveauJournal niveau, std::string_view texte) {
            lignes.emplace_back(texte);
            if (niveau == NiveauJournal::erreur && lignes.size() == 1) {
                outils::permettre_descripteurs(8);
                clients.push_back(connecter_tcp("127.0.0.1", port, delai_large));
            }
        });
        Ecouteur ecouteur("127.0.0.1", 0, journal);
        port = ecouteur.port();
        for (int i = 0; i < 3; ++i) {
            clients.push_back(connecter_tcp("127.0.0.1", port, delai_large));
        }

        outils::epuiser_descripteurs();
        const auto accepte = ecouteur.accepter();

        bool reussi = accepte != nullptr && lignes.size() == 1 &&
                      lignes[0].ends_with("trop de descripteurs ouverts par ce programme, "
                                          "clients congédiés : 3");
        for (std::size_t i = 0; i < 3; ++i) {
            reussi =
                reussi && recevoir_un(*clients[i], dans(delai_large)).genre == Lecture::Genre::fin;
        }
        return reussi && clients[3]->envoyer(outils::octets("x")).taille == 1 &&
               outils::recevoir_tout(*accepte, 1) == "x";
    });

    CHECK(issue == 0);
}

TEST_CASE("Ecouteur : fermer interrompt le repit", "[transport][ecouteur]") {
    const int issue = outils::dans_un_enfant([] {
        std::optional<Ecouteur> ecouteur;
        int lignes = 0;
        Journal journal([&ecouteur, &lignes](NiveauJournal /*niveau*/, std::string_view /*texte*/) {
            if (++lignes == 1) {
                ecouteur->fermer();
            }
        });
        ecouteur.emplace("127.0.0.1", 0, journal);
        const auto client = connecter_tcp("127.0.0.1", ecouteur->port(), delai_large);

        outils::epuiser_descripteurs();
        return ecouteur->accepter() == nullptr && lignes == 1;
    });

    CHECK(issue == 0);
}

// Essais de la vie d'Ouvriers: lancer, arrêter, relancer, et les erreurs d'un mauvais moment.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"
#include "outils/ressources.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using outils::code_de;
using outils::JournalMemoire;

TEST_CASE("Ouvriers : les valeurs par defaut sont celles de netframe", "[ouvriers]") {
    const cconn::ouvriers::Config config;

    CHECK(config.port == 54'314);
    CHECK(config.nb_ouvriers == 1);
    CHECK(config.contexte.empty());
    CHECK(config.adresse == "127.0.0.1"); // netframe : l'adresse de la machine
}

TEST_CASE("Ouvriers : lancer ouvre le port, cree les ouvriers, et ne bloque pas", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 3), application<Essai>);
    CHECK_FALSE(ouvriers.est_lance());

    ouvriers.lancer();

    CHECK(ouvriers.est_lance());
    CHECK(ouvriers.adresse() == "127.0.0.1");
    // Servi dès qu'un ouvrier est prêt, sans rien attendre d'abord.
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("pid") > 0);
    CHECK(attendre_service(ouvriers, 3));
    CHECK(ouvriers.etat().ouvriers.size() == 3);
    CHECK(ouvriers.etat().remplacements() == 0);
}

TEST_CASE("Ouvriers : une erreur d'ouverture est levee par lancer", "[ouvriers]") {
    const JournalMemoire journal;
    const cconn::Serveur occupant(0);
    auto config = essai::config(journal);
    config.port = occupant.port();
    Ouvriers ouvriers(config, application<Essai>);
    config.port = 0;
    config.adresse = "deux mots";
    Ouvriers inconnu(config, application<Essai>);

    CHECK(code_de([&] { ouvriers.lancer(); }) == "SERVEUR_INJOIGNABLE");
    CHECK(code_de([&] { inconnu.lancer(); }) == "ADRESSE_INCONNUE");
    CHECK_FALSE(ouvriers.est_lance());
    CHECK(code_de([&] { ouvriers.arreter(); }) == "ETAT_INVALIDE");
}

TEST_CASE("Ouvriers : un reglage refuse l'est avant tout processus", "[ouvriers]") {
    const JournalMemoire journal;
    auto trop = essai::config(journal, 2'000);
    auto sans_place = essai::config(journal);
    sans_place.max_clients = 0;
    auto recul = essai::config(journal);
    recul.recul_max = recul.recul_min - 1ms;

    CHECK(code_de([&] { const Ouvriers o(trop, application<Essai>); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { const Ouvriers o(recul, application<Essai>); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { const Ouvriers o(sans_place, {}); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] {
              Ouvriers(sans_place, application<Essai>).lancer();
          }) == "ARGUMENT_INVALIDE");
}

TEST_CASE("Ouvriers : un second lancer est une erreur d'etat", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<Essai>);
    ouvriers.lancer();

    CHECK(code_de([&] { ouvriers.lancer(); }) == "ETAT_INVALIDE");

    CHECK(nouveau_client(ouvriers.port())->appeler<int>("compter") == 1);
}

TEST_CASE("Ouvriers : arreter ce qui ne l'est pas est une erreur d'etat", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<Essai>);

    CHECK(code_de([&] { ouvriers.arreter(); }) == "ETAT_INVALIDE");
    ouvriers.lancer();
    CHECK(code_de([&] { ouvriers.arreter(-1s); }) == "ARGUMENT_INVALIDE");
    CHECK(ouvriers.arreter() == 0);
    CHECK(code_de([&] { ouvriers.arreter(); }) == "ETAT_INVALIDE");
}

TEST_CASE("Ouvriers : arretes, ils se relancent sur le meme port, a neuf", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);
    std::set<std::uint16_t> ports;

    for (int tour = 0; tour < 3; ++tour) {
        ouvriers.lancer();
        ports.insert(ouvriers.port());
        auto client = nouveau_client(ouvriers.port());
        CHECK(client->appeler<int>("compter") == 1);
        CHECK(client->appeler<int>("compter") == 2);
        CHECK(ouvriers.arreter() == 0);
        CHECK(ouvriers.etat().ouvriers.empty());
        CHECK(code_de([&] { nouveau_client(ouvriers.port()); }) == "CONNEXION_REFUSEE");
    }
    CHECK(ports.size() == 1);
}

TEST_CASE("Ouvriers : arretes ou detruits, ni zombie ni orphelin", "[ouvriers]") {
    const JournalMemoire journal;
    std::vector<int> pids;
    const auto lancer = [&](Ouvriers& ouvriers) {
        ouvriers.lancer();
        REQUIRE(attendre_service(ouvriers, 3));
        pids = essai::processus(ouvriers);
    };

    SECTION("par arreter") {
        Ouvriers ouvriers(essai::config(journal, 3), application<Essai>);
        lancer(ouvriers);
        ouvriers.arreter();
        CHECK(std::ranges::all_of(pids, essai::a_disparu));
    }
    SECTION("par le destructeur") {
        {
            Ouvriers ouvriers(essai::config(journal, 3), application<Essai>);
            lancer(ouvriers);
        }
        CHECK(std::ranges::all_of(pids, essai::a_disparu));
    }
    CHECK(pids.size() == 4);
}

TEST_CASE("Ouvriers : des lancer et arreter repetes ne laissent rien", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);
    const auto tour = [&] {
        ouvriers.lancer();
        ouvriers.arreter(); // parfois avant que l'application ne soit construite
    };
    tour();
    const auto avant = outils::ressources();

    for (int i = 0; i < 20; ++i) {
        tour();
    }

    CHECK(outils::ressources().descripteurs == avant.descripteurs);
    CHECK(outils::ressources().fils == avant.fils);
}

TEST_CASE("Ouvriers : le journal des ouvriers arrive chez l'hote", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<Essai>);
    ouvriers.lancer();

    nouveau_client(ouvriers.port())->envoyer("commande_absente");

    CHECK(journal.attendre(cconn::NiveauJournal::information, "ouvrier 0 : client 127.0.0.1"));
    CHECK(journal.attendre(cconn::NiveauJournal::avertissement, "commande_absente"));
}

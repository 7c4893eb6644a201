// Essais d'une Boite pleine : chaque règle, ses comptes, et sa ligne de journal.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::BoitePleine;
using cconn::NiveauJournal;
using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Recueil;

namespace {

std::vector<int> vider(cconn::Boite<int>& boite) {
    std::vector<int> recus;
    while (const auto recu = boite.essayer_recevoir()) {
        recus.push_back(*recu);
    }
    return recus;
}

std::size_t compter(const std::string& texte, const std::string& motif) {
    std::size_t nombre = 0;
    for (auto place = texte.find(motif); place != std::string::npos;
         place = texte.find(motif, place + 1)) {
        ++nombre;
    }
    return nombre;
}

} // namespace

TEST_CASE("Boite pleine : oublie le plus ancien", "[boite]") {
    Duo duo;
    auto boite =
        duo.serveur.boite<int>("n", {.messages_max = 3, .si_pleine = BoitePleine::oublier_ancien});
    for (int i = 0; i < 10; ++i) {
        duo.client.appeler("n", i);
    }

    const auto bilan = boite.bilan();
    CHECK(bilan.en_attente == 3);
    CHECK(bilan.en_attente_max == 3);
    CHECK(bilan.entres == 10);
    CHECK(bilan.oublies == 7);
    CHECK(vider(boite) == std::vector<int>{7, 8, 9});
    CHECK(boite.bilan().recus == 3);
    CHECK(compter(duo.journal.tout(), "la boîte n est pleine") == 1);
}

TEST_CASE("Boite pleine : oublie le nouveau, sans le dire a l'appelant", "[boite]") {
    Duo duo;
    auto boite =
        duo.serveur.boite<int>("n", {.messages_max = 3, .si_pleine = BoitePleine::oublier_nouveau});
    for (int i = 0; i < 10; ++i) {
        duo.client.appeler("n", i);
    }

    CHECK(boite.bilan().oublies == 7);
    CHECK(vider(boite) == std::vector<int>{0, 1, 2});
    CHECK(duo.journal.contient(NiveauJournal::avertissement, "les nouveaux sont oubliés"));
}

TEST_CASE("Boite pleine : refuse, et l'appelant l'apprend", "[boite]") {
    Duo duo;
    auto boite =
        duo.serveur.boite<int>("n", {.messages_max = 2, .si_pleine = BoitePleine::refuser});
    duo.client.appeler("n", 0);
    duo.client.appeler("n", 1);

    const auto erreur = erreur_de([&] { duo.client.appeler("n", 2); });

    CHECK(erreur.starts_with("ATTENTE_PLEINE : la boîte n est pleine : 2 messages"));
    CHECK(boite.bilan().refuses == 1);
    CHECK(vider(boite) == std::vector<int>{0, 1});
    duo.client.appeler("n", 3);
    CHECK(boite.recevoir(10s) == 3);
}

TEST_CASE(
    "Boite pleine : un debordement d'avis n'a qu'une ligne, le suivant la sienne", "[boite]"
) {
    Duo duo;
    auto boite =
        duo.serveur.boite<int>("n", {.messages_max = 2, .si_pleine = BoitePleine::refuser});
    duo.serveur.enregistrer_commande("fini", [] {});
    for (int tour = 1; tour <= 2; ++tour) {
        for (int i = 0; i < 30; ++i) {
            duo.client.envoyer("n", i);
        }
        duo.client.appeler("fini");

        CHECK(boite.bilan().refuses == 28U * static_cast<unsigned>(tour));
        CHECK(compter(duo.journal.tout(), "la boîte n est pleine") == static_cast<unsigned>(tour));
        CHECK(vider(boite) == std::vector<int>{0, 1});
    }
}

TEST_CASE("Boite pleine : les octets comptent aussi, et un grand message entre seul", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<std::string>(
        "t", {.octets_max = 1'000, .si_pleine = BoitePleine::refuser}
    );

    duo.client.appeler("t", std::string(5'000, 'x'));
    CHECK(code_de([&] { duo.client.appeler("t", "y"); }) == "ATTENTE_PLEINE");
    CHECK(boite.recevoir(10s).size() == 5'000);
    duo.client.appeler("t", std::string(600, 'x'));
    CHECK(code_de([&] { duo.client.appeler("t", std::string(600, 'y')); }) == "ATTENTE_PLEINE");
}

TEST_CASE("Boite pleine : attendre retient ce client, pas les autres, et ne perd rien", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<int>("n", {.messages_max = 4, .delai_place = 20s});
    duo.serveur.enregistrer_commande("ping", [] { return 1; });
    const cconn::Client autre("127.0.0.1", duo.serveur.port());
    for (int i = 0; i < 100; ++i) {
        duo.client.envoyer("n", i);
    }
    REQUIRE(outils::attendre_que([&] { return boite.bilan().en_attente == 4; }));

    CHECK(autre.appeler<int>("ping") == 1);
    for (int i = 0; i < 100; ++i) {
        CHECK(boite.recevoir(10s) == i);
    }
    const auto bilan = boite.bilan();
    CHECK(bilan.en_attente_max == 4);
    CHECK(bilan.refuses + bilan.oublies == 0);
}

TEST_CASE("Boite pleine : l'attente d'une place a un terme, une fois par debordement", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<int>("n", {.messages_max = 1, .delai_place = 100ms});
    duo.client.appeler("n", 0);

    const auto premiere = outils::duree_de([&] {
        CHECK(code_de([&] { duo.client.appeler("n", 1); }) == "ATTENTE_PLEINE");
    });
    CHECK(premiere >= 100ms);
    for (int i = 0; i < 100; ++i) {
        CHECK(code_de([&] { duo.client.appeler("n", 2); }) == "ATTENTE_PLEINE");
    }
    CHECK(boite.bilan().refuses == 101);
    CHECK(boite.recevoir() == 0);
    duo.client.appeler("n", 3);
    CHECK(boite.recevoir(10s) == 3);
}

TEST_CASE("Boite pleine : detruite, elle libere la commande qui attendait une place", "[boite]") {
    Recueil<std::string> issues;
    Duo duo;
    std::jthread appelant;
    {
        auto boite = duo.serveur.boite<int>("n", {.messages_max = 1, .delai_place = 20s});
        duo.client.appeler("n", 0);
        appelant =
            std::jthread([&] { issues.ajouter(code_de([&] { duo.client.appeler("n", 1); })); });
        REQUIRE(outils::attendre_que([&] { return boite.bilan().en_attente == 1; }));
    }
    CHECK(issues.attendre(1, 10s) == std::vector<std::string>{"COMMANDE_INCONNUE"});
}

TEST_CASE("Boite : refuse des options impossibles", "[boite]") {
    Duo duo;
    const auto ouvrir = [&](cconn::OptionsBoite options) {
        return code_de([&] { static_cast<void>(duo.client.boite<int>("n", options)); });
    };

    CHECK(ouvrir({.messages_max = 0}) == "ARGUMENT_INVALIDE");
    CHECK(ouvrir({.octets_max = 0}) == "ARGUMENT_INVALIDE");
    CHECK(ouvrir({.delai_place = -1ms}) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] {
              static_cast<void>(duo.client.boite<int>("cconn.x"));
          }) == "ARGUMENT_INVALIDE");
    CHECK(duo.client.commandes().empty());
}

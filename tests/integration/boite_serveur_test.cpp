// Essais de Boite sur un serveur, dans une commande, et en exécution différée.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::Execution;
using outils::code_de;
using outils::Duo;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Boite de serveur : dit qui envoie, dans l'ordre de chacun", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<cconn::Connexion, cconn::Message>("message");
    cconn::Message message(12);
    message.ajouter("salut");

    duo.client.envoyer("message", message);
    auto [client, recu] = boite.recevoir(10s);

    CHECK(client == duo.serveur.clients().at(0));
    CHECK(recu == message);
    client.envoyer("retour");
}

TEST_CASE("Boite de serveur : le depart d'un client n'est pas une perte", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<int>("n");
    {
        const cconn::Client passant("127.0.0.1", duo.serveur.port());
        passant.envoyer("n", 1);
    }
    REQUIRE(boite.recevoir(10s) == 1);
    REQUIRE(outils::attendre_clients(duo.serveur, 1));

    CHECK(boite.essayer_recevoir(1ms) == std::nullopt);
    duo.client.envoyer("n", 2);
    CHECK(boite.recevoir(10s) == 2);
}

TEST_CASE("Boite de serveur : eteindre rend ce qui est arrive, puis la perte", "[boite]") {
    Duo duo;
    auto boite = duo.serveur.boite<int>("n");
    duo.client.appeler("n", 1);
    duo.client.appeler("n", 2);

    duo.serveur.eteindre();

    CHECK(boite.recevoir(10s) == 1);
    CHECK(boite.recevoir(10s) == 2);
    CHECK(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
    duo.serveur.lancer_en_fond();
    const cconn::Client nouveau("127.0.0.1", duo.serveur.port());
    nouveau.envoyer("n", 3);
    CHECK(boite.recevoir(10s) == 3);
}

TEST_CASE("Boite de serveur : eteindre termine l'attente d'un fil", "[boite]") {
    const bool lance = GENERATE(true, false);
    Evenement commence;
    Recueil<std::string> issues;
    cconn::Serveur serveur(0);
    auto boite = serveur.boite<int>("n");
    if (lance) {
        serveur.lancer_en_fond();
    }
    std::jthread attente([&] {
        commence.signaler();
        issues.ajouter(code_de([&] { boite.recevoir(); }));
    });
    REQUIRE(commence.attendre());

    serveur.eteindre();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE("Boite dans une commande : se remplit de la meme connexion", "[boite]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    // La poignée du client désigne le serveur : l'appelé est alors lui.
    const bool chez_serveur = duo.appele() == duo.client.connexion();
    auto boite = std::make_unique<cconn::Boite<int>>(
        chez_serveur ? duo.serveur.boite<int>("n") : duo.client.boite<int>("n")
    );
    duo.chez_appele("prendre", [&] { return boite->recevoir(10s); });
    const auto appel = duo.appele().appeler_async<int>("prendre");

    duo.appele().envoyer("n", 42);

    CHECK(appel.valeur() == 42);
}

TEST_CASE("Boite dans une commande : se remplit d'un autre client", "[boite]") {
    Evenement entree;
    Duo duo;
    auto boite = duo.serveur.boite<int>("n");
    duo.serveur.enregistrer_commande("prendre", [&] {
        entree.signaler();
        return boite.recevoir(10s);
    });
    const cconn::Client autre("127.0.0.1", duo.serveur.port());
    const auto appel = duo.client.appeler_async<int>("prendre");
    REQUIRE(entree.attendre());

    autre.envoyer("n", 42);

    CHECK(appel.valeur() == 42);
}

TEST_CASE("Boite dans une commande : eteindre le serveur ne s'y bloque pas", "[boite]") {
    Evenement entree;
    Recueil<std::string> issues;
    Duo duo;
    auto boite = duo.serveur.boite<int>("n");
    duo.serveur.enregistrer_commande("prendre", [&] {
        entree.signaler();
        issues.ajouter(code_de([&] { boite.recevoir(); }));
    });
    duo.client.envoyer("prendre");
    REQUIRE(entree.attendre());

    duo.serveur.eteindre();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE(
    "Boite dans une commande : au dernier niveau, trop_imbrique au lieu de bloquer", "[boite]"
) {
    Recueil<std::string> issues;
    Duo duo(Vers::client, {}, {.limites = {.profondeur_max = 2}});
    auto boite = duo.client.boite<int>("n");
    duo.client.enregistrer_commande("prendre", [&] {
        issues.ajouter(code_de([&] { boite.recevoir(); }));
    });
    duo.appele().envoyer("prendre");
    duo.appele().envoyer("prendre");
    REQUIRE(issues.attendre(1) == std::vector<std::string>{"TROP_IMBRIQUE"});

    duo.appele().envoyer("n", 1);

    CHECK(issues.attendre(2).back() == "rien");
}

TEST_CASE("Boite dans la commande d'un autre hote : ne bloque ni l'un ni l'autre", "[boite]") {
    Duo duo;
    cconn::Serveur tiers(0, 4);
    auto boite = tiers.boite<int>("n");
    tiers.lancer_en_fond();
    const cconn::Client vers_tiers("127.0.0.1", tiers.port());
    duo.serveur.enregistrer_commande("prendre", [&] { return boite.recevoir(10s); });
    const auto appel = duo.client.appeler_async<int>("prendre");

    vers_tiers.envoyer("n", 42);

    CHECK(appel.valeur() == 42);
}

TEST_CASE("Boite differee de client : recevoir execute ce qui attend", "[boite][boucle]") {
    const bool lance = GENERATE(false, true);
    Recueil<std::thread::id> fils;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("demander", [](cconn::Connexion& client) {
        client.envoyer("note");
        client.envoyer("n", 1);
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.execution = Execution::differee});
    auto boite = client.boite<int>("n");
    client.enregistrer_commande("note", [&] { fils.ajouter(std::this_thread::get_id()); });
    if (lance) {
        client.lancer_en_fond();
    }

    client.envoyer("demander");

    CHECK(boite.recevoir(10s) == 1);
    CHECK(fils.valeurs() == std::vector<std::thread::id>{std::this_thread::get_id()});
    CHECK(boite.essayer_recevoir(1ms) == std::nullopt);
    serveur.eteindre();
    CHECK(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Boite differee : sans delai, recevoir n'execute rien", "[boite][boucle]") {
    cconn::Serveur serveur(0, 1, {.execution = Execution::differee});
    auto boite = serveur.boite<int>("n");
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    client.envoyer("n", 7);
    REQUIRE(serveur.attendre_commandes(10s));

    CHECK(boite.essayer_recevoir() == std::nullopt);
    CHECK(outils::attendre_que([&] { return serveur.executer_commandes().executees > 0; }));
    CHECK(boite.essayer_recevoir() == 7);
}

TEST_CASE(
    "Boite differee de serveur : recevoir execute, et finit a l'extinction", "[boite][boucle]"
) {
    cconn::Serveur serveur(0, 1, {.execution = Execution::differee});
    auto boite = serveur.boite<int>("n");
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    client.envoyer("n", 7);
    CHECK(boite.recevoir(10s) == 7);
    client.envoyer("n", 8);
    std::jthread arret([&] {
        static_cast<void>(outils::attendre_que([&] { return boite.bilan().recus == 2; }));
        serveur.eteindre();
    });

    CHECK(boite.recevoir(10s) == 8);
    CHECK(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
}

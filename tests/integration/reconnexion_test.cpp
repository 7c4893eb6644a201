// Essais de la reconnexion d'un client: états, fonctions, erreurs, et ce qui l'arrête.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"
#include "outils/serveur_mobile.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::EtatClient;
using outils::code_de;
using outils::EcouteBrute;
using outils::erreur_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::Recueil;
using outils::ServeurMobile;
using outils::tenace;

TEST_CASE("Reconnexion : sans l'option, un serveur absent est une erreur", "[reconnexion]") {
    CHECK(code_de([] { cconn::Client("127.0.0.1", outils::port_libre()); }) == "CONNEXION_REFUSEE");
}

TEST_CASE(
    "Reconnexion : le client part avant le serveur, et le trouve quand il vient", "[reconnexion]"
) {
    const bool lance = GENERATE(true, false);
    const JournalMemoire journal;
    const int port = outils::port_libre();
    cconn::Client client("127.0.0.1", port, tenace(journal));
    CHECK(client.etat() == EtatClient::reconnexion);
    CHECK_FALSE(client.est_ouverte());
    CHECK_FALSE(client.envoyer("un"));
    CHECK(code_de([&] { client.appeler("un"); }) == "JAMAIS_ENVOYE");
    if (lance) {
        client.lancer_en_fond();
    }
    CHECK_FALSE(client.attendre_connexion(30ms));

    const ServeurMobile mobile(port);

    CHECK(client.attendre_connexion(20s));
    CHECK(client.etat() == EtatClient::connecte);
    CHECK(client.appeler<int>("un") == 1);
    client.eteindre();
    CHECK(client.etat() == EtatClient::eteint);
    CHECK_FALSE(client.attendre_connexion());
}

TEST_CASE(
    "Reconnexion : le client lance retrouve son serveur, commandes comprises", "[reconnexion]"
) {
    const JournalMemoire journal;
    Recueil<std::string> vus;
    ServeurMobile mobile;
    mobile.regler = [](cconn::Serveur& serveur) {
        serveur.enregistrer_commande("saluer", [](cconn::Connexion& client) {
            return client.appeler<std::string>("nom");
        });
    };
    cconn::Client client("127.0.0.1", mobile.port(), tenace(journal));
    client.enregistrer_commande("nom", [] { return std::string("moi"); });
    client.quand_connecte([&] { vus.ajouter("connexion"); });
    client.quand_deconnecte([&](cconn::Cause) { vus.ajouter("fin"); });
    client.quand_etat_change([&](EtatClient etat) { vus.ajouter(std::string(texte(etat))); });
    client.lancer_en_fond();

    mobile.partir();
    REQUIRE(vus.attendre(3).size() >= 3); // la fin est connue
    mobile.revenir();
    REQUIRE(vus.attendre(5).size() >= 5);

    CHECK(client.appeler<std::string>("saluer") == "moi");
    client.eteindre();
    CHECK(
        vus.valeurs() ==
        std::vector<std::string>{
            "connexion", "fin", "en reconnexion", "connexion", "connecté", "fin", "éteint"}
    );
}

TEST_CASE(
    "Reconnexion : l'appel d'un client jamais lance rouvre la connexion finie", "[reconnexion]"
) {
    const JournalMemoire journal;
    int connexions = 0;
    ServeurMobile mobile;
    cconn::Client client("127.0.0.1", mobile.port(), tenace(journal));
    client.quand_connecte([&](cconn::Connexion&) { ++connexions; });
    CHECK(client.appeler<int>("un") == 1);
    // Une connexion qui n'a pas duré ne se rouvre pas aussitôt : laisser passer l'attente.
    REQUIRE_FALSE(Evenement().attendre(1, 30ms));

    mobile.partir();
    mobile.revenir();

    REQUIRE(client.attendre_connexion(20s));
    CHECK(client.appeler<int>("un") == 1);
    CHECK(client.avec_delai(5s).appeler<int>("un") == 1);
    CHECK(connexions == 2);
}

TEST_CASE("Reconnexion : une boite attend le message de la connexion suivante", "[reconnexion]") {
    const bool lance = GENERATE(true, false);
    const JournalMemoire journal;
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), tenace(journal));
    auto boite = client.boite<int>("n");
    if (lance) {
        client.lancer_en_fond();
    }
    std::optional<outils::PairBrut> premier(ecoute.accepter());
    premier->envoyer_avis("n", 1);
    CHECK(boite.recevoir(20s) == 1);
    std::jthread serveur([&] {
        premier->fermer();
        premier.emplace(ecoute.accepter());
        premier->envoyer_avis("n", 2);
    });

    CHECK(boite.recevoir(20s) == 2);

    serveur.join();
    premier->fermer();
    CHECK(boite.essayer_recevoir(50ms) == std::nullopt); // le délai est le sien
    client.eteindre();
    CHECK(code_de([&] { boite.recevoir(20s); }) == "CONNEXION_PERDUE");
}

TEST_CASE(
    "Reconnexion : en execution differee, tout passe par executer_commandes", "[reconnexion]"
) {
    const JournalMemoire journal;
    Recueil<std::string> vus;
    const auto ici = std::this_thread::get_id();
    ServeurMobile mobile;
    auto options = tenace(journal);
    options.execution = cconn::Execution::differee;
    cconn::Client client("127.0.0.1", mobile.port(), options);
    client.quand_connecte([&] {
        vus.ajouter(std::this_thread::get_id() == ici ? "connexion" : "ailleurs");
        client.appeler("un");
    });
    client.quand_etat_change([&](EtatClient etat) {
        vus.ajouter(std::this_thread::get_id() == ici ? std::string(texte(etat)) : "ailleurs");
    });
    client.lancer_en_fond();

    mobile.partir();
    const auto jouer = [&](std::size_t nombre) {
        return outils::attendre_que([&] {
            client.executer_commandes();
            return vus.nombre() >= nombre;
        });
    };
    REQUIRE(jouer(2));
    mobile.revenir();
    REQUIRE(jouer(4));

    CHECK(
        vus.valeurs() ==
        std::vector<std::string>{"connexion", "en reconnexion", "connexion", "connecté"}
    );
    CHECK(client.appeler<int>("un") == 1);
}

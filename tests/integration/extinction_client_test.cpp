// Essais de `Client::eteindre`, du départ du serveur et du relancement.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::duree_de;
using outils::EcouteBrute;
using outils::Evenement;
using outils::Recueil;

TEST_CASE("Client : eteindre d'un autre fil, au repos, fait revenir lancer", "[extinction]") {
    EcouteBrute ecoute;
    Evenement revenu;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    std::jthread fil([&] {
        client.lancer();
        revenu.signaler();
    });
    REQUIRE(outils::attendre_que([&] { return client.est_lance(); }));

    CHECK(duree_de([&] { client.eteindre(); }) < 1s);

    CHECK(revenu.attendre());
    CHECK(serveur.lire() == "fin");
    CHECK_FALSE(client.est_ouverte());
    CHECK_FALSE(client.envoyer("x"));
    CHECK(code_de([&] { client.appeler("x"); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Client : eteindre d'une commande execute ce qui etait deja recu", "[extinction]") {
    EcouteBrute ecoute;
    std::vector<int> recus;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    client.enregistrer_commande("noter", [&](cconn::Client& c, int i) {
        recus.push_back(i);
        if (i == 0) {
            c.eteindre();
            c.eteindre();
        }
    });
    std::string rafale;
    for (int i = 0; i < 50; ++i) {
        rafale += outils::PairBrut::trame(2, "noter", std::make_tuple(i));
    }
    serveur.envoyer(rafale);

    client.lancer();

    CHECK(recus.size() == 50);
    CHECK(serveur.lire() == "fin");
}

TEST_CASE("Client : ce qui a ete envoye avant eteindre est delivre", "[extinction]") {
    constexpr int nombre = 200;
    const bool lance = GENERATE(false, true);
    Recueil<std::size_t> recus;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bloc", [&](const std::string& t) { recus.ajouter(t.size()); });
    serveur.lancer_en_fond();

    {
        cconn::Client client("127.0.0.1", serveur.port());
        if (lance) {
            client.lancer_en_fond();
        }
        for (int i = 0; i < nombre; ++i) {
            REQUIRE(client.envoyer("bloc", std::string(20'000, 'x')));
        }
        client.eteindre();
    }

    CHECK(recus.attendre(nombre).size() == nombre);
}

TEST_CASE("Client : eteindre deux fois, avant lancer, ou jamais lance", "[extinction]") {
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();

    client.eteindre();
    client.eteindre();

    CHECK(serveur.lire() == "fin");
    client.lancer(); // revient aussitôt
    CHECK_FALSE(client.est_lance());
}

TEST_CASE("Client : lancer deux fois leve etat_invalide", "[extinction]") {
    cconn::Serveur serveur(0);
    cconn::Client client("127.0.0.1", serveur.port());
    client.lancer_en_fond();

    CHECK(client.est_lance());
    CHECK(code_de([&] { client.lancer(); }) == "ETAT_INVALIDE");
    CHECK(code_de([&] { client.lancer_en_fond(); }) == "ETAT_INVALIDE");
}

TEST_CASE("Client : le serveur s'en va, lancer revient sans exception", "[extinction]") {
    Recueil<std::string> causes;
    const outils::JournalMemoire journal;
    EcouteBrute ecoute;
    const bool brutal = GENERATE(false, true);
    cconn::Client client("127.0.0.1", ecoute.port(), {.journal = journal.fonction()});
    auto serveur = ecoute.accepter();
    client.quand_deconnecte([&](cconn::Cause c) { causes.ajouter(std::string(texte(c))); });

    if (brutal) {
        serveur.rompre();
    } else {
        serveur.fermer();
    }
    client.lancer();

    const auto attendue = brutal ? cconn::Cause::connexion_rompue : cconn::Cause::pair_parti;
    CHECK(causes.valeurs() == std::vector{std::string(texte(attendue))});
    CHECK(journal.contient(cconn::NiveauJournal::information, std::string(texte(attendue))));
    CHECK_FALSE(client.est_lance());
}

TEST_CASE("Client : eteindre reveille un appel en attente, lance ou non", "[extinction]") {
    EcouteBrute ecoute;
    const bool lance = GENERATE(false, true);
    Recueil<std::string> issues;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    if (lance) {
        client.lancer_en_fond();
    }
    std::jthread attente([&] { issues.ajouter(code_de([&] { client.appeler("jamais"); })); });
    REQUIRE(serveur.lire() == R"([0,1,"jamais",[]])");

    CHECK(duree_de([&] { client.eteindre(); }) < 1s);

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE("Client : relance, il se reconnecte et garde ses commandes", "[extinction]") {
    const bool en_fond = GENERATE(false, true);
    Recueil<std::uint64_t> identifiants;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("saluer", [](cconn::Connexion& client) {
        static_cast<void>(client.envoyer("bonjour"));
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("bonjour", [&](cconn::Client& c) {
        identifiants.ajouter(c.identifiant());
        c.eteindre();
    });

    for (std::size_t tour = 1; tour <= 5; ++tour) {
        std::jthread fil;
        if (en_fond) {
            client.lancer_en_fond();
        } else {
            fil = std::jthread([&] { client.lancer(); });
        }
        REQUIRE(outils::attendre_que([&] { return client.est_lance() && client.est_ouverte(); }));
        REQUIRE(client.envoyer("saluer"));
        REQUIRE(identifiants.attendre(tour).size() == tour);
        REQUIRE(outils::attendre_que([&] { return !client.est_lance(); }));
    }

    CHECK(identifiants.valeurs() == std::vector<std::uint64_t>{1, 2, 3, 4, 5});
}

TEST_CASE(
    "Client : relance alors que le serveur n'est plus la, leve et reste eteint", "[extinction]"
) {
    auto serveur = std::make_unique<cconn::Serveur>(0);
    cconn::Client client("127.0.0.1", serveur->port());
    serveur.reset();
    client.lancer(); // constate le départ

    CHECK(code_de([&] { client.lancer(); }) == "CONNEXION_REFUSEE");
    CHECK(code_de([&] { client.lancer_en_fond(); }) == "CONNEXION_REFUSEE");
    CHECK_FALSE(client.est_lance());
}

TEST_CASE("Client : quand_deconnecte est appelee une fois par connexion", "[extinction]") {
    Recueil<std::string> causes;
    cconn::Serveur serveur(0);
    serveur.lancer_en_fond();
    {
        cconn::Client client("127.0.0.1", serveur.port());
        client.quand_deconnecte([&](cconn::Cause c) { causes.ajouter(std::string(texte(c))); });
        client.lancer_en_fond();
        client.eteindre();
        client.eteindre();
        client.lancer_en_fond();
        client.fermer();
        REQUIRE(outils::attendre_que([&] { return !client.est_lance(); }));
    }

    CHECK(
        causes.valeurs() ==
        std::vector{
            std::string(texte(cconn::Cause::extinction)),
            std::string(texte(cconn::Cause::fermeture))}
    );
}

TEST_CASE("Client jamais lance : quand_deconnecte vient dans eteindre", "[extinction]") {
    EcouteBrute ecoute;
    std::vector<cconn::Cause> causes;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    client.quand_deconnecte([&](cconn::Cause c) { causes.push_back(c); });
    const auto appel = client.appeler_async("jamais");

    serveur.rompre();
    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
    CHECK(causes.empty());
    client.eteindre();
    client.eteindre();

    CHECK(causes == std::vector{cconn::Cause::connexion_rompue});
}

TEST_CASE("Client : detruit avant la reponse, l'appel garde reste utilisable", "[extinction]") {
    EcouteBrute ecoute;
    auto client = std::make_unique<cconn::Client>("127.0.0.1", ecoute.port());
    const auto serveur = ecoute.accepter();
    const auto appel = client->appeler_async<int>("jamais");
    const auto connexion = client->connexion();

    client.reset();

    CHECK(appel.est_termine());
    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
    CHECK_FALSE(connexion.est_ouverte());
    CHECK_FALSE(connexion.envoyer("x"));
}

// Essais de `fermer`, des poignées qui survivent à leur connexion, et de `donnees<T>`.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::Evenement;
using outils::PairBrut;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Fermer : dans une commande, les suivantes deja recues ne s'executent pas", "[fermer]") {
    std::atomic<int> executees = 0;
    cconn::Serveur serveur(0, 2, {.journal = outils::JournalMemoire().fonction()});
    serveur.enregistrer_commande("compter", [&] { ++executees; });
    serveur.enregistrer_commande("dehors", [&](cconn::Connexion& client) {
        client.fermer();
        static_cast<void>(client.envoyer("trop tard"));
    });
    serveur.lancer_en_fond();
    cconn::Client temoin("127.0.0.1", serveur.port());
    temoin.appeler("compter");
    PairBrut pair(serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 2));

    std::string rafale = PairBrut::trame(2, "compter", std::make_tuple());
    rafale += PairBrut::trame(2, "dehors", std::make_tuple());
    for (int i = 0; i < 20; ++i) {
        rafale += PairBrut::trame(2, "compter", std::make_tuple());
    }
    pair.envoyer(rafale);

    while (pair.lire() != "fin") {
    }
    REQUIRE(outils::attendre_clients(serveur, 1));
    CHECK(executees == 2);
    temoin.appeler("compter");
    CHECK(executees == 3);
}

TEST_CASE("Fermer : la reponse de la commande qui ferme arrive", "[fermer]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("au revoir", [](cconn::Connexion& autre) {
        static_cast<void>(autre.envoyer("rien"));
        autre.fermer();
        return autre.est_ouverte();
    });
    const auto appele = duo.appele();

    CHECK_FALSE(appele.appeler<bool>("au revoir"));

    CHECK(outils::attendre_que([&] { return !appele.est_ouverte(); }));
    CHECK(outils::attendre_clients(duo.serveur, 0));
}

TEST_CASE("Fermer : d'un autre fil, deux fois, et les appels en attente l'apprennent", "[fermer]") {
    Evenement commencee;
    Evenement reprise;
    Recueil<std::string> issues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
    });
    const auto appele = duo.appele();
    std::jthread attente([&] { issues.ajouter(code_de([&] { appele.appeler("tarder"); })); });
    REQUIRE(commencee.attendre());

    appele.fermer();
    appele.fermer();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
    CHECK_FALSE(appele.est_ouverte());
    reprise.signaler();
    CHECK(outils::attendre_clients(duo.serveur, 0));
}

TEST_CASE("Fermer : par le serveur, le client l'apprend et lancer revient", "[fermer]") {
    Recueil<std::string> causes;
    cconn::Serveur serveur(0);
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause c) {
        causes.ajouter(std::string(texte(c)));
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.quand_deconnecte([&](cconn::Cause c) { causes.ajouter(std::string(texte(c))); });
    REQUIRE(outils::attendre_clients(serveur, 1));

    serveur.clients().at(0).fermer();
    client.lancer();

    auto tous = causes.attendre(2);
    std::sort(tous.begin(), tous.end());
    std::vector attendus{
        std::string(texte(cconn::Cause::fermeture)), std::string(texte(cconn::Cause::pair_parti))};
    std::sort(attendus.begin(), attendus.end());
    CHECK(tous == attendus);
}

TEST_CASE("Fermer : d'un client jamais lance, le serveur recoit tout, puis la fin", "[fermer]") {
    Recueil<std::size_t> recus;
    Evenement reprise;
    Evenement depart;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bloquer", [&] { reprise.attendre(); });
    serveur.enregistrer_commande("bloc", [&](const std::string& t) { recus.ajouter(t.size()); });
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause) { depart.signaler(); });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());

    REQUIRE(client.envoyer("bloquer"));
    for (int i = 0; i < 6; ++i) {
        REQUIRE(client.envoyer("bloc", std::string(1 << 20, 'x')));
    }
    client.fermer(); // la file n'est pas vide : le serveur ne lit pas encore
    reprise.signaler();

    CHECK(recus.attendre(6).size() == 6);
    CHECK(depart.attendre());
    CHECK_FALSE(client.est_ouverte());
    CHECK_FALSE(client.envoyer("x"));
}

TEST_CASE("Connexion : se garde, se compare et survit a la mort de sa connexion", "[connexion]") {
    const outils::JournalMemoire journal;
    Recueil<cconn::Connexion> gardees;
    auto serveur = std::make_unique<cconn::Serveur>(
        0, 2, cconn::OptionsServeur{.journal = journal.fonction()}
    );
    serveur->enregistrer_commande("garder", [&](cconn::Connexion client) {
        gardees.ajouter(std::move(client));
    });
    serveur->lancer_en_fond();
    for (int i = 0; i < 2; ++i) {
        const cconn::Client client("127.0.0.1", serveur->port());
        client.appeler("garder");
        client.appeler("garder");
    }
    REQUIRE(outils::attendre_clients(*serveur, 0));
    serveur.reset();

    const auto tous = gardees.valeurs();
    REQUIRE(tous.size() == 4);
    CHECK(tous[0] == tous[1]);
    CHECK_FALSE(tous[0] == tous[2]);
    CHECK(tous[0].identifiant() < tous[2].identifiant());
    CHECK(tous[0].ip() == "127.0.0.1");
    CHECK(tous[0].adresse() == "127.0.0.1:" + std::to_string(tous[0].port()));
    CHECK_FALSE(tous[0].est_ouverte());
    CHECK_FALSE(tous[0].envoyer("x"));
    CHECK(code_de([&] { tous[0].appeler("x"); }) == "CONNEXION_PERDUE");
    CHECK(code_de([&] { static_cast<void>(tous[0].appeler_async("x")); }) == "CONNEXION_PERDUE");
    tous[0].fermer();
    static_cast<void>(tous[0].grouper());
}

TEST_CASE(
    "Connexion : se garde et s'emploie de plusieurs fils pendant qu'elle meurt", "[connexion]"
) {
    const outils::JournalMemoire journal;
    std::atomic<bool> morte = false;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.journal = journal.fonction()});
    client.lancer_en_fond();
    REQUIRE(outils::attendre_clients(serveur, 1));
    const auto gardee = serveur.clients().at(0);

    std::vector<std::jthread> fils;
    for (int i = 0; i < 4; ++i) {
        fils.emplace_back([gardee, &morte] {
            while (!morte) {
                static_cast<void>(gardee.envoyer("x"));
                static_cast<void>(code_de([&] { gardee.appeler("x"); }));
                morte = morte || !gardee.est_ouverte();
            }
        });
    }
    client.eteindre();
    fils.clear();

    CHECK(morte);
}

TEST_CASE("Donnees : une par connexion, construites au premier acces", "[donnees]") {
    struct Joueur {
        std::string nom = "anonyme";
        int coups = 0;
    };
    cconn::Serveur serveur(0, 2);
    serveur.enregistrer_commande("entrer", [](cconn::Connexion& client, std::string nom) {
        client.donnees<Joueur>().nom = std::move(nom);
    });
    serveur.enregistrer_commande("jouer", [](cconn::Connexion& client) {
        auto& joueur = client.donnees<Joueur>();
        return joueur.nom + std::to_string(++joueur.coups);
    });
    serveur.enregistrer_commande("se tromper", [](cconn::Connexion& client) {
        static_cast<void>(client.donnees<int>());
    });
    serveur.lancer_en_fond();
    const cconn::Client ada("127.0.0.1", serveur.port());
    const cconn::Client inconnu("127.0.0.1", serveur.port());
    ada.appeler("entrer", "Ada");

    CHECK(ada.appeler<std::string>("jouer") == "Ada1");
    CHECK(ada.appeler<std::string>("jouer") == "Ada2");
    CHECK(inconnu.appeler<std::string>("jouer") == "anonyme1");
    CHECK(code_de([&] { ada.appeler("se tromper"); }) == "ARGUMENT_INVALIDE");
    CHECK(serveur.clients().at(0).donnees<Joueur>().coups == 2);
}

TEST_CASE("Donnees : vivent autant que la derniere poignee", "[donnees]") {
    auto temoin = std::make_shared<int>(0);
    struct Porteur {
        std::shared_ptr<int> temoin;
    };
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("porter", [&](cconn::Connexion& client) {
        client.donnees<Porteur>().temoin = temoin;
        return true;
    });
    serveur.lancer_en_fond();
    auto client = std::make_unique<cconn::Client>("127.0.0.1", serveur.port());
    REQUIRE(client->appeler<bool>("porter"));
    auto gardee = std::make_unique<cconn::Connexion>(serveur.clients().at(0));
    serveur.retirer_commande("porter");

    client.reset();
    REQUIRE(outils::attendre_clients(serveur, 0));
    serveur.eteindre();

    CHECK(temoin.use_count() == 2);
    gardee.reset();
    CHECK(temoin.use_count() == 1);
}

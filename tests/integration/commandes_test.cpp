// Essais des commandes: enregistrer, remplacer, retirer, décrire; ordre et formes de fonctions.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using outils::code_de;
using outils::Duo;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

namespace {

int doubler(int n) {
    return 2 * n;
}

struct Compteur {
    int operator()() { return ++valeur; }
    int valeur = 0;
};

} // namespace

TEST_CASE("Commande : se remplace sans rien dire", "[commande]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("version", [] { return 1; });
    const auto appele = duo.appele();
    REQUIRE(appele.appeler<int>("version") == 1);

    duo.chez_appele("version", [] { return "deux"; });

    CHECK(appele.appeler<std::string>("version") == "deux");
    CHECK_FALSE(duo.journal.contient(cconn::NiveauJournal::avertissement, "version"));
}

TEST_CASE("Commande : retiree, elle devient inconnue", "[commande]") {
    Duo duo;
    duo.serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    duo.client.enregistrer_commande("somme", [](int a, int b) { return a + b; });

    CHECK(duo.serveur.retirer_commande("somme"));
    CHECK_FALSE(duo.serveur.retirer_commande("somme"));
    CHECK(duo.client.retirer_commande("somme"));
    CHECK_FALSE(duo.client.retirer_commande("absente"));

    CHECK(code_de([&] { duo.client.appeler<int>("somme", 1, 2); }) == "COMMANDE_INCONNUE");
    CHECK(code_de([&] { duo.appelant().appeler<int>("somme", 1, 2); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Commande : s'enregistre avant lancer, apres, et d'un autre fil", "[commande]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("avant", [] { return 1; });
    serveur.lancer_en_fond();
    serveur.enregistrer_commande("apres", [] { return 2; });
    std::thread([&] { serveur.enregistrer_commande("ailleurs", [] { return 3; }); }).join();

    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<int>("avant") == 1);
    CHECK(client.appeler<int>("apres") == 2);
    CHECK(client.appeler<int>("ailleurs") == 3);
}

TEST_CASE("Commande : en enregistre, en remplace et se retire elle-meme", "[commande]") {
    Duo duo;
    duo.serveur.enregistrer_commande("apprendre", [](cconn::Serveur& s, const std::string& nom) {
        s.enregistrer_commande(nom, [nom] { return "je suis " + nom; });
    });
    duo.serveur.enregistrer_commande("une fois", [](cconn::Serveur& s) {
        s.enregistrer_commande("une fois", [] { return 0; });
        return s.retirer_commande("une fois");
    });

    duo.client.appeler("apprendre", "perroquet");

    CHECK(duo.client.appeler<std::string>("perroquet") == "je suis perroquet");
    CHECK(duo.client.appeler<bool>("une fois"));
    CHECK(code_de([&] { duo.client.appeler("une fois"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Commande : l'ancienne finit quand on la remplace en cours d'execution", "[commande]") {
    Evenement commencee;
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("version", [&, copie = std::string("une")] {
        commencee.signaler();
        reprise.attendre();
        return copie;
    });
    const auto appel = duo.appele().appeler_async<std::string>("version");
    REQUIRE(commencee.attendre());

    duo.chez_appele("version", [] { return "deux"; });
    reprise.signaler();

    CHECK(appel.valeur() == "une");
    CHECK(duo.appele().appeler<std::string>("version") == "deux");
}

TEST_CASE("Commande : se decrit par son nom et son aide", "[commande]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande(
        "somme", [](int a, int b) { return a + b; }, "Additionne."
    );
    serveur.enregistrer_commande("annonce", [](const std::string&) {});

    const auto commandes = serveur.commandes();

    REQUIRE(commandes.size() == 2);
    CHECK(commandes[0].nom == "annonce");
    CHECK(commandes[0].aide.empty());
    CHECK(commandes[1].nom == "somme");
    CHECK(commandes[1].aide == "Additionne.");
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande(
        "pong", [] {}, "Répond à ping."
    );
    REQUIRE(client.commandes().size() == 1);
    CHECK(client.commandes()[0].aide == "Répond à ping.");
}

TEST_CASE("Commande : un nom qui ne convient pas est refuse", "[commande]") {
    cconn::Serveur serveur(0);
    cconn::Client client("127.0.0.1", serveur.port());
    const auto nom = GENERATE(
        std::string(),
        std::string(129, 'n'),
        std::string("a\tb"),
        std::string("\xff"),
        std::string("cconn.commandes")
    );

    CHECK(code_de([&] { serveur.enregistrer_commande(nom, [] {}); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { client.enregistrer_commande(nom, [] {}); }) == "ARGUMENT_INVALIDE");
    CHECK(serveur.commandes().empty());
}

TEST_CASE("Commande : recoit son bout et l'autre, seulement si elle les veut", "[commande]") {
    Duo duo;
    duo.serveur.enregistrer_commande("bouts", [&](cconn::Serveur& s, cconn::Connexion& client) {
        return &s == &duo.serveur && client == s.clients().at(0);
    });
    duo.client.enregistrer_commande("bouts", [&](cconn::Client& c, cconn::Connexion& serveur) {
        return &c == &duo.client && serveur == c.connexion();
    });
    duo.serveur.enregistrer_commande("port", [](cconn::Connexion client) { return client.port(); });
    duo.client.enregistrer_commande("port", [](cconn::Connexion& serveur) {
        return serveur.port();
    });

    CHECK(duo.client.appeler<bool>("bouts"));
    CHECK(duo.appelant().appeler<bool>("bouts"));
    CHECK(duo.client.appeler<int>("port") == duo.appelant().port());
    CHECK(duo.appelant().appeler<int>("port") == duo.serveur.port());
}

TEST_CASE("Commande : fonction, objet, std::function, lambda mutable", "[commande]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("fonction", doubler);
    duo.chez_appele("pointeur", &doubler);
    duo.chez_appele("objet", Compteur{});
    duo.chez_appele("std", std::function<int(int, int)>(std::plus<>{}));
    duo.chez_appele("mutable", [n = 0]() mutable { return ++n; });
    const auto appele = duo.appele();

    CHECK(appele.appeler<int>("fonction", 4) == 8);
    CHECK(appele.appeler<int>("pointeur", 5) == 10);
    CHECK(appele.appeler<int>("objet") == 1);
    CHECK(appele.appeler<int>("objet") == 2);
    CHECK(appele.appeler<int>("std", 1, 2) == 3);
    CHECK(appele.appeler<int>("mutable") == 1);
    CHECK(appele.appeler<int>("mutable") == 2);
}

TEST_CASE("Commande : peut garder pour elle la poignee recue, puis echouer", "[commande]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("voler", [](cconn::Connexion& moi) -> int {
        const cconn::Connexion volee = std::move(moi);
        throw std::runtime_error("rien à rendre à " + volee.adresse());
    });
    duo.chez_appele("adresse", [](cconn::Connexion& moi) { return moi.adresse(); });

    for (int fois = 0; fois < 2; ++fois) {
        CHECK(code_de([&] { duo.appele().appeler<int>("voler"); }) == "ECHEC_GESTIONNAIRE");
        CHECK_FALSE(duo.appele().appeler<std::string>("adresse").empty());
    }
}

TEST_CASE("Commande : d'un pair, une a la fois, toujours sur le meme fil", "[commande]") {
    Recueil<std::thread::id> fils;
    std::atomic<int> en_cours = 0;
    std::atomic<bool> ensemble = false;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("noter", [&] {
        ensemble = ensemble || ++en_cours > 1;
        fils.ajouter(std::this_thread::get_id());
        --en_cours;
    });

    for (int i = 0; i < 50; ++i) {
        static_cast<void>(duo.appele().envoyer("noter"));
    }

    const auto tous = fils.attendre(50);
    CHECK_FALSE(ensemble);
    CHECK(tous == std::vector<std::thread::id>(50, tous.at(0)));
}

TEST_CASE("Commande : de deux clients, elles s'executent en meme temps", "[commande]") {
    Evenement arrivees;
    cconn::Serveur serveur(0, 2);
    serveur.enregistrer_commande("rendez-vous", [&] {
        arrivees.signaler();
        return arrivees.attendre(2);
    });
    serveur.lancer_en_fond();
    cconn::Client un("127.0.0.1", serveur.port());
    cconn::Client deux("127.0.0.1", serveur.port());

    const auto appel = un.appeler_async<bool>("rendez-vous");

    CHECK(deux.appeler<bool>("rendez-vous"));
    CHECK(appel.valeur());
}

TEST_CASE("Somme : enregistree des deux cotes, chacun appelle celle de l'autre", "[commande]") {
    Duo duo;
    duo.serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    duo.client.enregistrer_commande("somme", [](int a, int b) { return a + b + 1'000; });

    CHECK(duo.client.appeler<int>("somme", 12, 34) == 46);
    CHECK(duo.appelant().appeler<int>("somme", 12, 34) == 1'046);
}

TEST_CASE("Ping : le serveur repond pong, et le client s'eteint", "[commande]") {
    Recueil<std::string> mots;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande(
        "ping",
        [](cconn::Serveur&, cconn::Connexion& client, const std::string& mot) {
            static_cast<void>(client.envoyer("pong", mot));
        }
    );
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("pong", [&](cconn::Client& c, std::string mot) {
        mots.ajouter(std::move(mot));
        c.eteindre();
    });

    CHECK(client.envoyer("ping", "bonjour"));
    client.lancer();

    CHECK(mots.valeurs() == std::vector<std::string>{"bonjour"});
}

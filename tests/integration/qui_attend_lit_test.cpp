// Essais de « qui attend lit » : un client qui appelle sans être lancé, ou depuis plusieurs fils.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::duree_de;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

namespace {

std::size_t nb_fils_du_processus() {
    std::size_t nombre = 0;
    for (const auto& entree : std::filesystem::directory_iterator("/proc/self/task")) {
        static_cast<void>(entree);
        ++nombre;
    }
    return nombre;
}

/// Chaque fil fait ses appels et compte ceux qui ont reçu leur propre réponse.
int appeler_de_plusieurs_fils(const cconn::Connexion& appele, int nb_fils, int tours) {
    std::atomic<int> justes = 0;
    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < nb_fils; ++fil) {
            fils.emplace_back([&, fil] {
                for (int i = 0; i < tours; ++i) {
                    const int n = fil * tours + i;
                    justes += appele.appeler<int>("doubler", n) == 2 * n ? 1 : 0;
                }
            });
        }
    }
    return justes;
}

} // namespace

TEST_CASE("Client jamais lance : appelle sans second fil", "[attente]") {
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    std::jthread repondeur([&] {
        for (std::uint32_t id = 1; id <= 3; ++id) {
            static_cast<void>(serveur.lire());
            serveur.envoyer_reponse(id, id * 10);
        }
    });
    const auto avant = nb_fils_du_processus(); // TSan démarre le sien avec le premier du programme

    CHECK(client.appeler<int>("x") == 10);
    CHECK(client.appeler<int>("x") == 20);
    CHECK(nb_fils_du_processus() == avant);
    CHECK(client.appeler<int>("x") == 30);
}

TEST_CASE(
    "Client jamais lance : les commandes du serveur s'executent dans l'attente", "[attente]"
) {
    Recueil<std::thread::id> fils;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("saluer", [](cconn::Connexion& client) {
        static_cast<void>(client.envoyer("note"));
        return "bonjour " + client.appeler<std::string>("nom");
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("note", [&] { fils.ajouter(std::this_thread::get_id()); });
    client.enregistrer_commande("nom", [] { return "Ada"; });

    CHECK(client.appeler<std::string>("saluer") == "bonjour Ada");
    CHECK(fils.valeurs() == std::vector<std::thread::id>{std::this_thread::get_id()});
}

TEST_CASE("Client jamais lance : repond a 8 fils a la fois", "[attente]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());

    CHECK(appeler_de_plusieurs_fils(client.connexion(), 8, 50) == 400);
}

TEST_CASE("Client lance en fond : repond a 8 fils a la fois", "[attente]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("doubler", [](int n) { return 2 * n; });

    CHECK(appeler_de_plusieurs_fils(duo.appele(), 8, 50) == 400);
}

TEST_CASE("Client jamais lance : les reponses passent d'un fil qui attend a l'autre", "[attente]") {
    Recueil<int> recus;
    outils::EcouteBrute ecoute;
    const cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    const auto lent = client.appeler_async<int>("lent");
    const auto vif = client.appeler_async<int>("vif");
    std::jthread attente_lente([&] { recus.ajouter(lent.valeur()); });
    std::jthread attente_vive([&] { recus.ajouter(vif.valeur()); });

    serveur.envoyer_reponse(2, 20);
    REQUIRE(recus.attendre(1) == std::vector<int>{20});
    serveur.envoyer_reponse(1, 10);

    CHECK(recus.attendre(2) == std::vector<int>{20, 10});
}

TEST_CASE("Attente : s'arrete a son delai, et l'appel continue", "[attente]") {
    Evenement reprise;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("tarder", [&] {
        reprise.attendre();
        return 5;
    });
    serveur.lancer_en_fond();
    const bool lance = GENERATE(false, true);
    cconn::Client client("127.0.0.1", serveur.port());
    if (lance) {
        client.lancer_en_fond();
    }
    const auto appel = client.appeler_async<int>("tarder");

    const auto duree = duree_de([&] { CHECK_FALSE(appel.attendre(50ms)); });
    CHECK(duree >= 50ms);
    CHECK(duree < 1s);
    CHECK_FALSE(appel.attendre(0ms));
    reprise.signaler();

    CHECK(appel.attendre(10s));
    CHECK(appel.valeur() == 5);
}

TEST_CASE("Client jamais lance : attendre sans delai lit ce qui est arrive", "[attente]") {
    outils::EcouteBrute ecoute;
    const cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    const auto appel = client.appeler_async<int>("x");

    CHECK_FALSE(appel.attendre(0ms));
    serveur.envoyer_reponse(1, 7);

    CHECK(outils::attendre_que([&] { return appel.attendre(0ms); }));
    CHECK(appel.valeur() == 7);
}

TEST_CASE("Client jamais lance : une suite s'execute dans une attente", "[attente]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    std::vector<int> recus;

    client.appeler_async<int>("doubler", 4).puis([&](int n) { recus.push_back(n); });
    CHECK(client.appeler<int>("doubler", 5) == 10);

    CHECK(recus == std::vector<int>{8});
}

TEST_CASE("Client jamais lance : annuler reveille le fil qui lit", "[attente]") {
    Recueil<std::string> issues;
    Evenement parti;
    outils::EcouteBrute ecoute;
    const cconn::Client client("127.0.0.1", ecoute.port());
    const auto serveur = ecoute.accepter();
    const auto appel = client.appeler_async("jamais");
    std::jthread attente([&] {
        parti.signaler();
        issues.ajouter(code_de([&] { appel.valeur(); }));
    });
    REQUIRE(parti.attendre());

    CHECK(appel.annuler());

    CHECK(issues.attendre(1, 2s) == std::vector<std::string>{"APPEL_ANNULE"});
}

TEST_CASE("Client lance pendant qu'un fil attend : la reponse arrive", "[attente]") {
    Evenement commencee;
    Evenement reprise;
    Recueil<int> recus;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
        return 5;
    });
    serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    std::jthread attente([&] { recus.ajouter(client.appeler<int>("tarder")); });
    REQUIRE(commencee.attendre());

    client.lancer_en_fond();
    reprise.signaler();

    CHECK(recus.attendre(1) == std::vector<int>{5});
    CHECK(client.appeler<int>("doubler", 2) == 4);
}

TEST_CASE("Client jamais lance : apprend le depart du serveur en attendant", "[attente]") {
    outils::EcouteBrute ecoute;
    const cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    const auto appel = client.appeler_async("jamais");
    REQUIRE(serveur.lire() == R"([0,1,"jamais",[]])");

    serveur.fermer();

    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
    CHECK_FALSE(client.est_ouverte());
    CHECK(code_de([&] { client.appeler("encore"); }) == "CONNEXION_PERDUE");
    CHECK_FALSE(client.envoyer("encore"));
}

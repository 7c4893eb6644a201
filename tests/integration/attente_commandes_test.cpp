// Essais d'attendre_commandes: dormir jusqu'à ce qu'il y ait de quoi exécuter.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;
using outils::code_de;

TEST_CASE("Attente de commandes : revient quand il y en a, des deux cotes", "[boucle]") {
    cconn::Serveur serveur(0, 2, {.execution = cconn::Execution::differee});
    serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.execution = cconn::Execution::differee});
    client.enregistrer_commande("moitie", [](int n) { return n / 2; });
    client.lancer_en_fond();

    auto appel = client.appeler_async<int>("doubler", 21);
    CHECK(serveur.attendre_commandes(outils::delai_evenement));
    CHECK(serveur.executer_commandes().executees == 1);
    CHECK(appel.valeur() == 42);

    auto retour = serveur.clients().at(0).appeler_async<int>("moitie", 42);
    CHECK(client.attendre_commandes(outils::delai_evenement));
    CHECK(client.executer_commandes().executees == 1);
    CHECK(retour.valeur() == 21);
}

TEST_CASE("Attente de commandes : finit au delai, et a l'extinction", "[boucle]") {
    std::atomic<int> tours = 0;
    cconn::Serveur serveur(0, 1, {.execution = cconn::Execution::differee});
    CHECK_FALSE(serveur.attendre_commandes()); // pas lancé : rien ne viendra
    serveur.lancer_en_fond();
    CHECK_FALSE(serveur.attendre_commandes(5ms));

    std::thread boucle([&] {
        while (serveur.est_lance()) {
            serveur.attendre_commandes();
            serveur.executer_commandes();
            ++tours;
        }
    });
    serveur.eteindre();
    boucle.join();
    CHECK(tours < 100); // n'a pas tourné à vide
}

TEST_CASE("Attente de commandes : n'a pas de sens en execution immediate", "[boucle]") {
    cconn::Serveur serveur(0);
    CHECK(code_de([&] { serveur.attendre_commandes(0ms); }) == "ETAT_INVALIDE");
}

// Essais de la boucle de jeu: `Execution::differee` et `executer_commandes`.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using cconn::Execution;
using outils::code_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

/// Un serveur en exécution différée, et la boucle du test qui le fait tourner.
struct Cas {
    explicit Cas(cconn::OptionsServeur options = {})
        : serveur(0, 4, differe(outils::avec_journal(std::move(options), journal))) {}

    static cconn::OptionsServeur differe(cconn::OptionsServeur options) {
        options.execution = Execution::differee;
        return options;
    }

    /// Tourne jusqu'à ce que la condition soit vraie. @return combien de commandes sont passées.
    std::size_t tourner_jusqua(const std::function<bool()>& condition) {
        std::size_t executees = 0;
        outils::attendre_que([&] {
            executees += serveur.executer_commandes().executees;
            return condition();
        });
        return executees;
    }

    JournalMemoire journal;
    cconn::Serveur serveur;
};

std::string rafale(int premiere, int nombre) {
    std::string octets;
    for (int i = premiere; i < premiere + nombre; ++i) {
        octets += PairBrut::trame(2, "noter", std::make_tuple(i));
    }
    return octets;
}

} // namespace

TEST_CASE("Boucle : les commandes ne s'executent que la, dans l'ordre de chacun", "[boucle]") {
    std::vector<std::pair<std::uint64_t, int>> notes;
    bool ailleurs = false;
    Cas cas;
    const auto ici = std::this_thread::get_id();
    cas.serveur.enregistrer_commande("noter", [&](cconn::Connexion& client, int i) {
        ailleurs = ailleurs || std::this_thread::get_id() != ici;
        notes.emplace_back(client.identifiant(), i);
    });
    cas.serveur.lancer_en_fond();
    PairBrut un(cas.serveur.port());
    PairBrut deux(cas.serveur.port());
    un.envoyer(rafale(0, 50));
    deux.envoyer(rafale(0, 50));

    const auto executees = cas.tourner_jusqua([&] { return notes.size() == 100; });

    std::vector<int> prochains(3, 0);
    bool ordonnees = true;
    for (const auto& [client, i] : notes) {
        ordonnees = ordonnees && prochains.at(client)++ == i;
    }
    CHECK(executees == 100);
    CHECK(ordonnees);
    CHECK_FALSE(ailleurs);
}

TEST_CASE("Boucle : un client bavard n'affame pas l'autre", "[boucle]") {
    std::vector<std::uint64_t> tours;
    Cas cas;
    cas.serveur.enregistrer_commande("noter", [&](cconn::Connexion& client, int) {
        tours.push_back(client.identifiant());
    });
    cas.serveur.lancer_en_fond();
    PairBrut bavard(cas.serveur.port());
    REQUIRE(outils::attendre_clients(cas.serveur, 1));
    PairBrut discret(cas.serveur.port());
    bavard.envoyer(rafale(0, 100));
    discret.envoyer(rafale(0, 1));
    REQUIRE(outils::attendre_que([&] {
        return cas.serveur.executer_commandes(0ns).en_attente == 101;
    }));

    cas.tourner_jusqua([&] { return tours.size() == 101; });

    const auto place = std::find(tours.begin(), tours.end(), 2U) - tours.begin();
    CHECK(place <= 2);
}

TEST_CASE("Boucle : le bilan compte ce qui est fait et ce qui attend", "[boucle]") {
    int notes = 0;
    Cas cas;
    cas.serveur.enregistrer_commande("noter", [&](int) {
        ++notes;
        const auto fin = std::chrono::steady_clock::now() + 2ms;
        outils::attendre_que([&] { return std::chrono::steady_clock::now() >= fin; });
    });
    cas.serveur.lancer_en_fond();
    CHECK(cas.serveur.executer_commandes().executees == 0);
    PairBrut pair(cas.serveur.port());
    pair.envoyer(rafale(0, 20));
    REQUIRE(outils::attendre_que([&] {
        return cas.serveur.executer_commandes(0ns).en_attente == 20;
    }));
    CHECK(notes == 0);
    CHECK(cas.serveur.executer_commandes(-1s).executees == 0);

    const auto partiel = cas.serveur.executer_commandes(5ms);
    const auto complet = cas.serveur.executer_commandes();

    CHECK(partiel.executees >= 1);
    CHECK(partiel.executees <= 3);
    CHECK(partiel.executees + partiel.en_attente == 20);
    CHECK(complet.executees == partiel.en_attente);
    CHECK(complet.en_attente == 0);
}

TEST_CASE("Boucle : hors de l'execution differee, leve etat_invalide", "[boucle]") {
    cconn::Serveur serveur(0);
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(code_de([&] { serveur.executer_commandes(); }) == "ETAT_INVALIDE");
    CHECK(code_de([&] { client.executer_commandes(); }) == "ETAT_INVALIDE");
}

TEST_CASE("Boucle : une commande appelle son client et attend sa reponse", "[boucle]") {
    Recueil<std::thread::id> fils;
    Cas cas;
    cas.serveur.enregistrer_commande("saluer", [&](cconn::Connexion& client) {
        fils.ajouter(std::this_thread::get_id());
        return "bonjour " + client.appeler<std::string>("nom");
    });
    cas.serveur.enregistrer_commande("prenom", [&] {
        fils.ajouter(std::this_thread::get_id());
        return "Ada";
    });
    cas.serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", cas.serveur.port());
    client.enregistrer_commande("nom", [](cconn::Connexion& serveur) {
        return serveur.appeler<std::string>("prenom") + " Lovelace";
    });
    client.lancer_en_fond();
    const auto appel = client.appeler_async<std::string>("saluer");

    cas.tourner_jusqua([&] { return appel.est_termine(); });

    CHECK(appel.valeur() == "bonjour Ada Lovelace");
    CHECK(fils.valeurs() == std::vector<std::thread::id>(2, std::this_thread::get_id()));
}

TEST_CASE("Boucle : une commande appelle un autre client, qui rappelle", "[boucle]") {
    Cas cas;
    cas.serveur.enregistrer_commande("consulter", [](cconn::Serveur& s, cconn::Connexion& de) {
        for (const auto& client : s.clients()) {
            if (!(client == de)) {
                return client.appeler<int>("avis");
            }
        }
        return -1;
    });
    cas.serveur.enregistrer_commande("heure", [] { return 12; });
    cas.serveur.lancer_en_fond();
    cconn::Client un("127.0.0.1", cas.serveur.port());
    cconn::Client deux("127.0.0.1", cas.serveur.port());
    deux.enregistrer_commande("avis", [](cconn::Connexion& s) {
        return s.appeler<int>("heure") * 2;
    });
    deux.lancer_en_fond();
    REQUIRE(outils::attendre_clients(cas.serveur, 2));
    const auto appel = un.appeler_async<int>("consulter");

    cas.tourner_jusqua([&] { return appel.attendre(1ms); });

    CHECK(appel.valeur() == 24);
}

TEST_CASE("Boucle : les fonctions quand_ et les suites s'y executent aussi", "[boucle]") {
    Recueil<std::string> etapes;
    Cas cas;
    const auto ici = std::this_thread::get_id();
    const auto noter = [&](const std::string& etape) {
        etapes.ajouter(std::this_thread::get_id() == ici ? etape : etape + " ailleurs");
    };
    cas.serveur.quand_client_connecte([&](cconn::Connexion& client) {
        noter("accueil");
        client.appeler_async<int>("un").puis([&](int) { noter("suite"); });
        return true;
    });
    cas.serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause) { noter("adieu"); });
    cas.serveur.lancer_en_fond();
    auto client = std::make_unique<cconn::Client>("127.0.0.1", cas.serveur.port());
    client->enregistrer_commande("un", [] { return 1; });
    client->lancer_en_fond();

    cas.tourner_jusqua([&] { return etapes.nombre() == 2; });
    client.reset();
    cas.tourner_jusqua([&] { return etapes.nombre() == 3; });

    CHECK(etapes.valeurs() == std::vector<std::string>{"accueil", "suite", "adieu"});
    cas.tourner_jusqua([&] { return cas.serveur.nb_clients() == 0; });
}

TEST_CASE("Boucle : un filtre lent ne fait pas oublier une commande deja recue", "[boucle]") {
    Cas cas;
    const outils::Evenement jamais;
    cas.serveur.quand_client_connecte([&](cconn::Connexion&) {
        jamais.attendre(1, 20ms); // le temps que le fil du client ait tout lu
        return true;
    });
    cas.serveur.enregistrer_commande("un", [] { return 1; });
    cas.serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", cas.serveur.port());
    auto appel = client.appeler_async<int>("un");

    // Rien d'autre ne viendra de ce client pour réveiller son fil.
    cas.tourner_jusqua([&] { return appel.attendre(0ms); });

    CHECK(appel.valeur() == 1);
}

TEST_CASE("Boucle : un client jamais lance lit dans executer_commandes", "[boucle]") {
    std::vector<int> notes;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.enregistrer_commande("noter", [&](int i) { notes.push_back(i); });
    CHECK(client.executer_commandes().executees == 0);
    serveur.envoyer(rafale(0, 400));

    std::size_t executees = 0;
    outils::attendre_que([&] {
        executees += client.executer_commandes().executees;
        return notes.size() == 400;
    });

    CHECK(executees == 400);
    CHECK(notes.back() == 399);
}

TEST_CASE("Boucle : un client lance en fond n'execute que dans executer_commandes", "[boucle]") {
    Recueil<std::thread::id> fils;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.enregistrer_commande("noter", [&](int) { fils.ajouter(std::this_thread::get_id()); });
    client.lancer_en_fond();
    serveur.envoyer(rafale(0, 10));
    REQUIRE(outils::attendre_que([&] { return client.executer_commandes(0ns).en_attente == 10; }));
    CHECK(fils.nombre() == 0);

    CHECK(client.executer_commandes().executees == 10);

    CHECK(fils.valeurs() == std::vector<std::thread::id>(10, std::this_thread::get_id()));
}

TEST_CASE("Boucle : un appel fait de la boucle n'execute pas les commandes recues", "[boucle]") {
    std::vector<int> notes;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.enregistrer_commande("noter", [&](int i) { notes.push_back(i); });
    serveur.envoyer(rafale(7, 1));
    serveur.envoyer_reponse(1, 5);

    CHECK(client.appeler<int>("x") == 5);

    CHECK(notes.empty());
    CHECK(client.executer_commandes().executees == 1);
    CHECK(notes == std::vector<int>{7});
}

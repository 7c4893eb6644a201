// Essais de l'extinction en exécution différée: de la boucle, d'une commande, d'un autre fil.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using cconn::Execution;
using outils::duree_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

cconn::OptionsServeur differe(const JournalMemoire& journal) {
    cconn::OptionsServeur options{.execution = Execution::differee, .journal = journal.fonction()};
    options.delai_extinction = 300ms;
    return options;
}

std::string avis(int nombre) {
    std::string octets;
    for (int i = 0; i < nombre; ++i) {
        octets += PairBrut::trame(2, "noter", std::make_tuple());
    }
    return octets;
}

} // namespace

TEST_CASE("Boucle : eteindre de la boucle execute ce qui attend, ici", "[boucle]") {
    std::vector<std::thread::id> fils;
    Recueil<std::string> adieux;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, differe(journal));
    serveur.enregistrer_commande("noter", [&] { fils.push_back(std::this_thread::get_id()); });
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause cause) {
        adieux.ajouter(std::string(texte(cause)));
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer(avis(30));
    REQUIRE(outils::attendre_que([&] { return serveur.executer_commandes(0ns).en_attente == 30; }));

    CHECK(duree_de([&] { serveur.eteindre(); }) < 1s);

    CHECK(fils == std::vector<std::thread::id>(30, std::this_thread::get_id()));
    CHECK(adieux.valeurs() == std::vector{std::string(texte(cconn::Cause::extinction))});
    CHECK(pair.lire() == "fin");
    CHECK_FALSE(serveur.est_lance());
}

TEST_CASE("Boucle : eteindre d'une commande, et la boucle continue de tourner", "[boucle]") {
    std::atomic<int> notes = 0;
    Evenement revenu;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, differe(journal));
    serveur.enregistrer_commande("noter", [&](cconn::Serveur& s) {
        ++notes;
        s.eteindre();
    });
    std::jthread fil([&] {
        serveur.lancer();
        revenu.signaler();
    });
    PairBrut pair(serveur.port());
    pair.envoyer(avis(10));

    CHECK(outils::attendre_que([&] {
        serveur.executer_commandes();
        return revenu.est_arrive();
    }));

    CHECK(notes >= 1);
    CHECK(pair.lire() == "fin");
}

TEST_CASE("Boucle : arretee, elle ne retient pas lancer plus que delai_extinction", "[boucle]") {
    Evenement revenu;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, differe(journal));
    serveur.enregistrer_commande("stop", [](cconn::Serveur& s) {
        s.eteindre();
        Evenement().attendre(1, 30ms);
    });
    serveur.enregistrer_commande("noter", [] {});
    std::jthread fil([&] {
        serveur.lancer();
        revenu.signaler();
    });
    PairBrut pair(serveur.port());
    pair.envoyer(PairBrut::trame(2, "stop", std::make_tuple()) + avis(10));
    REQUIRE(outils::attendre_que([&] { return serveur.executer_commandes(0ns).en_attente == 11; }));

    CHECK(serveur.executer_commandes(20ms).executees == 1); // la dernière fois que l'hôte tourne

    CHECK(revenu.attendre(1, 2s));
    outils::attendre_que([&] { // un échec ne doit pas bloquer le test
        serveur.executer_commandes();
        return revenu.est_arrive();
    });
}

TEST_CASE("Boucle : detruire le serveur sans le faire tourner ne bloque pas", "[boucle]") {
    std::atomic<int> notes = 0;
    const JournalMemoire journal;
    PairBrut* garde = nullptr;
    std::unique_ptr<PairBrut> pair;
    {
        cconn::Serveur serveur(0, 2, differe(journal));
        serveur.enregistrer_commande("noter", [&] { ++notes; });
        serveur.lancer_en_fond();
        pair = std::make_unique<PairBrut>(serveur.port());
        garde = pair.get();
        pair->envoyer(avis(10));
        REQUIRE(outils::attendre_que([&] {
            return serveur.executer_commandes(0ns).en_attente == 10;
        }));
    }

    CHECK(notes == 10);
    CHECK(garde->lire() == "fin");
}

TEST_CASE("Boucle : eteindre d'un autre fil pendant que la boucle tourne", "[boucle]") {
    std::atomic<bool> arret = false;
    std::atomic<int> en_cours = 0;
    std::atomic<bool> ensemble = false;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, differe(journal));
    serveur.enregistrer_commande("noter", [&] {
        ensemble = ++en_cours > 1 || ensemble;
        std::this_thread::yield();
        --en_cours;
    });
    serveur.lancer_en_fond();
    PairBrut un(serveur.port());
    PairBrut deux(serveur.port());
    un.envoyer(avis(200));
    deux.envoyer(avis(200));
    REQUIRE(outils::attendre_que([&] { return serveur.executer_commandes(0ns).en_attente == 400; })
    );
    std::jthread boucle([&] {
        while (!arret) {
            serveur.executer_commandes(1ms);
        }
    });

    CHECK(duree_de([&] { serveur.eteindre(); }) < 2s);
    arret = true;
    boucle.join();

    CHECK_FALSE(ensemble);
    CHECK_FALSE(serveur.est_lance());
}

TEST_CASE("Boucle : eteindre de plusieurs fils a la fois, tous reviennent", "[boucle]") {
    Evenement revenus;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, differe(journal));
    serveur.enregistrer_commande("noter", [] {});
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer(avis(10));
    REQUIRE(outils::attendre_que([&] { return serveur.executer_commandes(0ns).en_attente == 10; }));

    std::vector<std::jthread> fils;
    for (int i = 0; i < 4; ++i) {
        fils.emplace_back([&] {
            serveur.eteindre();
            revenus.signaler();
        });
    }

    CHECK(revenus.attendre(4));
}

TEST_CASE("Boucle : le client s'eteint de la boucle, lance ou non", "[boucle]") {
    const bool lance = GENERATE(false, true);
    std::vector<std::thread::id> fils;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.quand_deconnecte([&](cconn::Cause) { fils.push_back(std::this_thread::get_id()); });
    if (lance) {
        client.lancer_en_fond();
    }

    CHECK(duree_de([&] { client.eteindre(); }) < 1s);

    CHECK(fils == std::vector{std::this_thread::get_id()});
    CHECK(serveur.lire() == "fin");
}

TEST_CASE(
    "Boucle : le client jamais lance apprend le depart du serveur par la boucle", "[boucle]"
) {
    std::vector<std::string> etapes;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.enregistrer_commande("noter", [&] { etapes.emplace_back("commande"); });
    client.quand_deconnecte([&](cconn::Cause cause) { etapes.emplace_back(texte(cause)); });

    serveur.envoyer(avis(300));
    serveur.fermer();
    CHECK(outils::attendre_que([&] {
        client.executer_commandes();
        return etapes.size() == 301;
    }));
    client.executer_commandes();
    client.eteindre();

    CHECK(etapes.size() == 301);
    CHECK(etapes.back() == texte(cconn::Cause::pair_parti));
}

TEST_CASE(
    "Boucle : le client lance en fond apprend le depart du serveur par la boucle", "[boucle]"
) {
    std::vector<std::thread::id> fils;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.execution = Execution::differee});
    auto serveur = ecoute.accepter();
    client.quand_deconnecte([&](cconn::Cause) { fils.push_back(std::this_thread::get_id()); });
    client.lancer_en_fond();

    serveur.fermer();
    CHECK(outils::attendre_que([&] {
        client.executer_commandes();
        return !client.est_lance();
    }));

    CHECK(fils == std::vector{std::this_thread::get_id()});
}

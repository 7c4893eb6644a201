// Essais de `Serveur::eteindre` et du relancement.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::duree_de;
using outils::Evenement;
using outils::PairBrut;
using outils::Recueil;

TEST_CASE("Serveur : eteindre d'un autre fil fait revenir lancer", "[extinction]") {
    Evenement revenu;
    cconn::Serveur serveur(0);
    std::jthread fil([&] {
        serveur.lancer();
        revenu.signaler();
    });
    const cconn::Client client("127.0.0.1", serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));

    const auto duree = duree_de([&] { serveur.eteindre(); });

    CHECK(duree < 1s);
    CHECK(revenu.attendre());
    CHECK_FALSE(serveur.est_lance());
    CHECK(serveur.nb_clients() == 0);
    CHECK(code_de([&] { client.appeler("x"); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Serveur : eteindre d'une commande, et la reponse part quand meme", "[extinction]") {
    Evenement revenu;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("stop", [](cconn::Serveur& s) {
        s.eteindre();
        s.eteindre();
        return s.est_lance();
    });
    std::jthread fil([&] {
        serveur.lancer();
        revenu.signaler();
    });
    const cconn::Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<bool>("stop"));

    CHECK(revenu.attendre());
    serveur.eteindre();
}

TEST_CASE("Serveur : eteindre d'une fonction quand_", "[extinction]") {
    const bool a_la_connexion = GENERATE(true, false);
    Evenement revenu;
    cconn::Serveur serveur(0);
    serveur.quand_client_connecte([&](cconn::Connexion&) {
        if (a_la_connexion) {
            serveur.eteindre();
        }
        return true;
    });
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause) { serveur.eteindre(); });
    std::jthread fil([&] {
        serveur.lancer();
        revenu.signaler();
    });

    { const cconn::Client client("127.0.0.1", serveur.port()); }

    CHECK(revenu.attendre());
}

TEST_CASE("Serveur : eteindre deux fois, avant lancer, ou jamais lance", "[extinction]") {
    cconn::Serveur serveur(0);

    serveur.eteindre();
    serveur.eteindre();
    CHECK(code_de([&] { cconn::Client("127.0.0.1", serveur.port()); }) == "CONNEXION_REFUSEE");
    serveur.lancer(); // revient aussitôt

    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    CHECK(code_de([&] { client.appeler("x"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Serveur : lancer deux fois leve etat_invalide", "[extinction]") {
    cconn::Serveur serveur(0);
    serveur.lancer_en_fond();

    CHECK(serveur.est_lance());
    CHECK(code_de([&] { serveur.lancer(); }) == "ETAT_INVALIDE");
    CHECK(code_de([&] { serveur.lancer_en_fond(); }) == "ETAT_INVALIDE");
    const cconn::Client client("127.0.0.1", serveur.port());
    CHECK(code_de([&] { client.appeler("x"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Serveur : eteindre de plusieurs fils a la fois, tous attendent la fin", "[extinction]") {
    Evenement commencee;
    Evenement reprise;
    std::atomic<bool> finie = false;
    Recueil<bool> vus;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
        finie = true;
    });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    const auto appel = client.appeler_async("tarder");
    REQUIRE(commencee.attendre());
    std::vector<std::jthread> fils;
    for (int i = 0; i < 4; ++i) {
        fils.emplace_back([&] {
            serveur.eteindre();
            vus.ajouter(finie);
        });
    }

    CHECK(vus.attendre(1, 50ms).empty());
    reprise.signaler();

    CHECK(vus.attendre(4) == std::vector<bool>(4, true));
}

TEST_CASE("Serveur : ce qui etait recu est execute, ce qui etait envoye arrive", "[extinction]") {
    constexpr int nombre = 100;
    Evenement commencee;
    Evenement reprise;
    std::atomic<int> executees = 0;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bloquer", [&] {
        commencee.signaler();
        reprise.attendre();
    });
    serveur.enregistrer_commande("noter", [&](cconn::Connexion& client, int i) {
        ++executees;
        static_cast<void>(client.envoyer("noté", i));
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer_avis("bloquer");
    REQUIRE(commencee.attendre());
    for (int i = 0; i < nombre; ++i) {
        pair.envoyer_avis("noter", i);
    }
    REQUIRE(pair.attendre_remise()); // reçu par le système, pas encore lu

    std::jthread extinction([&] { serveur.eteindre(); });
    REQUIRE(outils::attendre_que([&] { return !serveur.clients().at(0).est_ouverte(); }));
    reprise.signaler();

    int recues = 0;
    while (pair.lire() == "[2,\"noté\",[" + std::to_string(recues) + "]]") {
        ++recues;
    }
    CHECK(executees == nombre);
    CHECK(recues == nombre);
}

TEST_CASE("Serveur : apres le retour de lancer, plus rien ne s'execute", "[extinction]") {
    std::atomic<bool> revenu = false;
    std::atomic<int> apres = 0;
    cconn::Serveur serveur(0, 4);
    const auto compter = [&] {
        apres += revenu ? 1 : 0;
    };
    serveur.enregistrer_commande("compter", compter);
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause) { compter(); });
    serveur.lancer_en_fond();
    const auto port = serveur.port();
    std::vector<std::jthread> fils;
    for (int i = 0; i < 3; ++i) {
        fils.emplace_back([port] {
            const cconn::Client client("127.0.0.1", port, {.journal = [](auto, auto) {
                                       }});
            while (client.envoyer("compter")) {
            }
        });
    }
    REQUIRE(outils::attendre_clients(serveur, 3));

    serveur.eteindre();
    revenu = true;
    fils.clear();

    CHECK(apres == 0);
}

TEST_CASE("Serveur : s'eteint vite, meme au repos avec des clients muets", "[extinction]") {
    cconn::Serveur serveur(0, 8);
    serveur.lancer_en_fond();
    std::vector<PairBrut> muets;
    for (int i = 0; i < 8; ++i) {
        muets.emplace_back(serveur.port());
    }
    muets[0].envoyer("\x93"); // un message commencé
    REQUIRE(outils::attendre_clients(serveur, 8));

    CHECK(duree_de([&] { serveur.eteindre(); }) < 1s);

    for (auto& muet : muets) {
        CHECK(muet.lire() == "fin");
    }
}

TEST_CASE("Serveur : un client qui ne lit pas ne retient pas eteindre", "[extinction]") {
    const outils::JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.delai_extinction = 100ms;
    cconn::Serveur serveur(0, 1, options);
    serveur.lancer_en_fond();
    const PairBrut sourd(serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));
    const std::string bloc(1 << 20, 'x');
    while (serveur.envoyer("bloc", bloc) == 1) {
    }

    CHECK(duree_de([&] { serveur.eteindre(); }) < 1s);
    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "n'ont pas pu être envoyés"));
}

TEST_CASE(
    "Serveur : un client qui n'arrete pas d'envoyer ne retient pas eteindre", "[extinction]"
) {
    const outils::JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.delai_extinction = 200ms;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("noter", [](const std::string&) {});
    serveur.lancer_en_fond();
    const auto port = serveur.port();
    std::jthread bavard([port] {
        const cconn::Client client("127.0.0.1", port, {.journal = [](auto, auto) {
                                   }});
        while (client.envoyer("noter", std::string(1'000, 'x'))) {
        }
    });
    REQUIRE(outils::attendre_clients(serveur, 1));

    CHECK(duree_de([&] { serveur.eteindre(); }) < 2s);
}

TEST_CASE("Serveur : detruit, il deconnecte ses clients et attend ses commandes", "[extinction]") {
    Evenement commencee;
    std::atomic<bool> finie = false;
    auto serveur = std::make_unique<cconn::Serveur>(0);
    serveur->enregistrer_commande("calculer", [&] {
        commencee.signaler();
        finie = outils::attendre_que([debut = std::chrono::steady_clock::now()] {
            return std::chrono::steady_clock::now() - debut > 50ms;
        });
        return 7;
    });
    serveur->lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur->port());
    const auto appel = client.appeler_async<int>("calculer");
    REQUIRE(commencee.attendre());

    serveur.reset();

    CHECK(finie);
    CHECK(appel.valeur() == 7);
}

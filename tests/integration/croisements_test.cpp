// Essais des croisements: relancer, enregistrer et éteindre pendant que le reste travaille.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <pthread.h>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Croisement : lancer et eteindre se suivent de tous les fils", "[croisement]") {
    cconn::Serveur serveur(0, 2);
    serveur.enregistrer_commande("bonjour", [] { return 1; });

    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < 3; ++fil) {
            fils.emplace_back([&] {
                for (int i = 0; i < 30; ++i) {
                    static_cast<void>(code_de([&] { serveur.lancer_en_fond(); }));
                    serveur.eteindre();
                }
            });
        }
    }

    CHECK_FALSE(serveur.est_lance());
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    CHECK(client.appeler<int>("bonjour") == 1);
}

TEST_CASE("Croisement : un client se lance et s'eteint pendant qu'on l'appelle", "[croisement]") {
    const JournalMemoire journal;
    std::atomic<bool> arret = false;
    cconn::Serveur serveur(0, 4, {.journal = journal.fonction()});
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.journal = journal.fonction()});
    client.enregistrer_commande("annonce", [](int) {});

    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < 2; ++fil) {
            fils.emplace_back([&] {
                while (!arret) {
                    static_cast<void>(code_de([&] { client.appeler("bonjour"); }));
                    static_cast<void>(client.envoyer("bonjour"));
                    static_cast<void>(serveur.envoyer("annonce", 1));
                }
            });
        }
        for (int i = 0; i < 30; ++i) {
            client.lancer_en_fond();
            client.eteindre();
        }
        arret = true;
    }

    client.lancer_en_fond();
    CHECK(client.appeler<int>("bonjour") == 1);
}

TEST_CASE(
    "Croisement : les commandes s'enregistrent pendant qu'elles s'executent", "[croisement]"
) {
    std::atomic<bool> arret = false;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("version", [] { return 0; });
    std::jthread registre([&] {
        for (int i = 1; !arret; ++i) {
            duo.chez_appele("version", [i] { return i; });
        }
    });
    const auto appele = duo.appele();

    int derniere = 0;
    bool croissante = true;
    for (int i = 0; i < 200; ++i) {
        const int version = appele.appeler<int>("version");
        croissante = croissante && version >= derniere;
        derniere = version;
    }
    arret = true;

    CHECK(croissante);
}

TEST_CASE("Croisement : une commande confie son appel a un autre fil et l'attend", "[croisement]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appelant("nom", [] { return std::string("Ada"); });
    duo.chez_appele("saluer", [](cconn::Connexion& appelant) {
        std::string nom;
        std::thread([&] { nom = appelant.appeler<std::string>("nom"); }).join();
        return "bonjour " + nom;
    });

    CHECK(duo.appele().appeler<std::string>("saluer") == "bonjour Ada");
}

TEST_CASE("Croisement : eteindre pendant que l'accueil attend son client", "[croisement]") {
    Recueil<std::string> issues;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.quand_client_connecte([&](cconn::Connexion& client) {
        issues.ajouter(code_de([&] { client.appeler("mot de passe"); }));
        return true;
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    REQUIRE(pair.lire() == R"([0,1,"mot de passe",[]])");

    CHECK(outils::duree_de([&] { serveur.eteindre(); }) < 1s);

    CHECK(issues.valeurs() == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE("Croisement : eteindre d'une suite, et d'un adieu du client", "[croisement]") {
    const bool d_une_suite = GENERATE(true, false);
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.quand_deconnecte([&](cconn::Cause) { client.eteindre(); });
    if (d_une_suite) {
        client.appeler_async<int>("bonjour").puis([&](int) { client.eteindre(); });
    } else {
        REQUIRE(outils::attendre_clients(serveur, 1));
        serveur.clients().at(0).fermer();
    }

    client.lancer();

    CHECK_FALSE(client.est_ouverte());
}

TEST_CASE(
    "Croisement : des clients vont et viennent a quatre pendant une diffusion", "[croisement]"
) {
    const JournalMemoire journal;
    std::atomic<bool> arret = false;
    std::atomic<int> servis = 0;
    cconn::Serveur serveur(0, 8, {.journal = journal.fonction()});
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    std::jthread diffusion([&] {
        while (!arret) {
            static_cast<void>(serveur.envoyer("annonce", "bonjour à tous"));
        }
    });

    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < 4; ++fil) {
            fils.emplace_back([&] {
                for (int i = 0; i < 25; ++i) {
                    const cconn::Client client(
                        "127.0.0.1", serveur.port(), {.journal = journal.fonction()}
                    );
                    servis += client.appeler<int>("bonjour");
                }
            });
        }
    }
    arret = true;

    CHECK(servis == 100);
    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("Croisement : un client meurt cent fois pendant sa commande", "[croisement]") {
    Evenement commencees;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 4, {.journal = journal.fonction()});
    serveur.enregistrer_commande("repondre", [&](cconn::Connexion& client) {
        commencees.signaler();
        outils::attendre_que([&] { return !client.est_ouverte(); }, 2ms);
        return std::string(10'000, 'x');
    });
    serveur.lancer_en_fond();

    for (std::size_t i = 1; i <= 100; ++i) {
        PairBrut pair(serveur.port());
        pair.envoyer_requete(1, "repondre");
        REQUIRE(commencees.attendre(i));
        if (i % 2 == 0) {
            pair.rompre();
        }
    }

    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("Croisement : des signaux de l'hote n'interrompent rien", "[croisement]") {
    struct sigaction action {};
    struct sigaction ancienne {};
    action.sa_handler = [](int) {
    };
    REQUIRE(::sigaction(SIGUSR1, &action, &ancienne) == 0);
    std::atomic<bool> arret = false;
    {
        cconn::Serveur serveur(0);
        serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
        serveur.lancer_en_fond();
        const cconn::Client client("127.0.0.1", serveur.port());
        const auto ici = ::pthread_self();
        std::jthread harceleur([&, ici] {
            while (!arret) {
                ::pthread_kill(ici, SIGUSR1);
                Evenement().attendre(1, 200us);
            }
        });

        int justes = 0;
        for (int i = 0; i < 1'000; ++i) {
            justes += client.appeler<int>("doubler", i) == 2 * i ? 1 : 0;
        }
        arret = true;

        CHECK(justes == 1'000);
    }
    ::sigaction(SIGUSR1, &ancienne, nullptr);
}

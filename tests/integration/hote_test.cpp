// Essais de ce que cconn laisse à son hôte: journal, signaux, locale, descripteurs, fils, processus.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::JournalMemoire;
using outils::PairBrut;

namespace {

/// Une ligne de /proc/self/task/N/status, pour chaque fil dont le nom commence par « cconn ».
std::vector<std::string> lignes_de_nos_fils(const std::string& debut) {
    std::vector<std::string> lignes;
    for (const auto& tache : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream statut(tache.path() / "status");
        std::string ligne;
        std::getline(statut, ligne);
        const bool notre = ligne.find("cconn") != std::string::npos;
        while (notre && std::getline(statut, ligne)) {
            if (ligne.rfind(debut, 0) == 0) {
                lignes.push_back(ligne);
            }
        }
    }
    return lignes;
}

/// Ce que cconn promet de ne pas changer.
struct EtatHote {
    EtatHote() : locale(std::setlocale(LC_ALL, nullptr)) {
        ::pthread_sigmask(SIG_SETMASK, nullptr, &masque);
        for (int signal = 1; signal < 32; ++signal) {
            struct sigaction action {};
            ::sigaction(signal, nullptr, &action);
            actions.push_back(action.sa_handler);
            bloques.push_back(sigismember(&masque, signal) == 1);
        }
    }

    friend bool operator==(const EtatHote& a, const EtatHote& b) {
        return a.locale == b.locale && a.actions == b.actions && a.bloques == b.bloques;
    }

    std::string locale;
    sigset_t masque{};
    std::vector<void (*)(int)> actions;
    std::vector<bool> bloques;
};

/// Un échange complet : connexion, appels dans les deux sens, extinction.
void echanger() {
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, {.journal = journal.fonction()});
    serveur.enregistrer_commande("saluer", [](cconn::Connexion& client) {
        return client.appeler<std::string>("nom");
    });
    serveur.lancer_en_fond();
    cconn::Client client("localhost", serveur.port(), {.journal = journal.fonction()});
    client.enregistrer_commande("nom", [] { return "Ada"; });
    static_cast<void>(client.appeler<std::string>("saluer"));
    static_cast<void>(code_de([&] { client.appeler("absente"); }));
    client.lancer_en_fond();
    client.eteindre();
}

} // namespace

TEST_CASE("Hote : deux serveurs et trois clients vivent ensemble", "[hote]") {
    cconn::Serveur un(0, 4);
    cconn::Serveur deux(0, 4);
    un.enregistrer_commande("qui", [] { return 1; });
    deux.enregistrer_commande("qui", [] { return 2; });
    un.lancer_en_fond();
    deux.lancer_en_fond();
    const cconn::Client a("127.0.0.1", un.port());
    const cconn::Client b("127.0.0.1", deux.port());
    cconn::Client c("127.0.0.1", un.port());
    c.lancer_en_fond();

    CHECK(a.appeler<int>("qui") == 1);
    CHECK(b.appeler<int>("qui") == 2);
    CHECK(c.appeler<int>("qui") == 1);
    un.eteindre();

    CHECK(b.appeler<int>("qui") == 2);
    CHECK(code_de([&] { c.appeler("qui"); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Hote : une commande d'un serveur se sert du client d'un autre", "[hote]") {
    cconn::Serveur fond(0);
    fond.enregistrer_commande("lire", [](int n) { return n * 100; });
    fond.lancer_en_fond();
    const cconn::Client acces("127.0.0.1", fond.port());
    cconn::Serveur facade(0);
    facade.enregistrer_commande("lire", [&](int n) { return acces.appeler<int>("lire", n); });
    facade.lancer_en_fond();
    const cconn::Client client("127.0.0.1", facade.port());

    CHECK(client.appeler<int>("lire", 7) == 700);
}

TEST_CASE("Hote : le journal recoit des lignes propres, chacun les siennes", "[hote]") {
    const JournalMemoire du_serveur;
    const JournalMemoire du_client;
    cconn::Serveur serveur(0, 1, {.journal = du_serveur.fonction()});
    serveur.lancer_en_fond();
    {
        const cconn::Client client("127.0.0.1", serveur.port(), {.journal = du_client.fonction()});
        static_cast<void>(code_de([&] { client.appeler("absente"); }));
    }
    REQUIRE(outils::attendre_clients(serveur, 0));
    PairBrut pair(serveur.port());
    pair.envoyer(PairBrut::trame(0, 1, "a\x1b[31m\nb", std::make_tuple()));
    static_cast<void>(pair.lire());
    serveur.eteindre();

    CHECK(du_serveur.contient(cconn::NiveauJournal::avertissement, "absente"));
    CHECK_FALSE(du_client.contient(cconn::NiveauJournal::avertissement, "absente"));
    CHECK(du_serveur.contient(cconn::NiveauJournal::information, "127.0.0.1"));
    const auto tout = du_serveur.tout();
    CHECK(tout.find('\x1b') == std::string::npos);
    CHECK(tout.find("[31m\nb") == std::string::npos);
}

TEST_CASE("Hote : un journal qui leve ne casse rien", "[hote]") {
    cconn::Serveur serveur(0, 1, {.journal = [](auto, auto) {
                               throw 1;
                           }});
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port(), {.journal = [](auto, auto) {
                                   throw 2;
                               }});

    CHECK(code_de([&] { client.appeler("absente"); }) == "COMMANDE_INCONNUE");
    CHECK(code_de([&] { client.appeler("absente"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Hote : signaux et locale restent ce qu'ils etaient", "[hote]") {
    const EtatHote avant;

    echanger();

    CHECK(EtatHote() == avant);
}

TEST_CASE("Hote : SIGPIPE mortel ne tue pas un programme qui ecrit a des morts", "[hote]") {
    const int issue = outils::dans_un_enfant([] {
        outils::rendre_sigpipe_mortel();
        const JournalMemoire journal;
        outils::EcouteBrute ecoute;
        int ecrites = 0;
        for (int i = 0; i < 20; ++i) {
            cconn::Client client("127.0.0.1", ecoute.port(), {.journal = journal.fonction()});
            auto serveur = ecoute.accepter();
            // La commande s'exécute dans `appeler`, sur le fil de l'hôte, que SIGPIPE peut tuer.
            client.enregistrer_commande("ecrire", [&](cconn::Connexion& autre) {
                serveur.fermer();
                while (autre.envoyer("bloc", 1)) {
                    ++ecrites;
                }
            });
            serveur.envoyer_avis("ecrire");
            const auto appel = client.appeler_async("jamais");
            static_cast<void>(serveur.lire());
            static_cast<void>(code_de([&] { appel.valeur(); }));
        }
        return ecrites >= 20;
    });

    CHECK(issue == 0);
}

TEST_CASE("Hote : nos fils bloquent tous les signaux", "[hote]") {
    Duo duo;
    duo.client.appeler_async("x").puis([](cconn::Appel<void>&) {}); // démarre le facteur

    CHECK(outils::attendre_que([] { return lignes_de_nos_fils("SigBlk:").size() >= 3; }));

    // Tous, sauf ceux qu'aucun programme ne peut bloquer et ceux de la bibliothèque C, qui les bloque
    // aussi un instant quand un fil naît ou finit : le masque est à lire une fois posé.
    CHECK(outils::attendre_que([] {
        const auto masques = lignes_de_nos_fils("SigBlk:");
        return std::ranges::all_of(masques, [](const std::string& masque) {
            return masque.find("fffffffe") != std::string::npos;
        });
    }));
}

TEST_CASE("Hote : ni fil ni descripteur ne reste", "[hote]") {
    echanger();
    const auto descripteurs = outils::descripteurs_ouverts();

    for (int i = 0; i < 20; ++i) {
        echanger();
    }

    CHECK(outils::descripteurs_ouverts() == descripteurs);
    CHECK(outils::attendre_que([] { return lignes_de_nos_fils("Pid:").empty(); }));
}

TEST_CASE("Hote : un programme lance par l'hote n'herite d'aucun socket", "[hote]") {
    Duo duo;
    std::unique_ptr<FILE, int (*)(FILE*)> liste(::popen("ls -l /proc/self/fd", "r"), [](FILE* f) {
        return ::pclose(f);
    });
    REQUIRE(liste != nullptr);

    std::string tout;
    std::array<char, 256> ligne{};
    while (std::fgets(ligne.data(), ligne.size(), liste.get()) != nullptr) {
        tout += ligne.data();
    }

    CHECK(tout.find("pipe:") != std::string::npos);
    CHECK(tout.find("socket:") == std::string::npos);
    CHECK(tout.find("eventpoll") == std::string::npos);
    CHECK(tout.find("eventfd") == std::string::npos);
}

TEST_CASE("Hote : une extinction se voit chez le pair malgre un enfant qui dure", "[hote]") {
    auto duo = std::make_unique<Duo>();
    PairBrut pair(duo->serveur.port());
    REQUIRE(outils::attendre_clients(duo->serveur, 2));
    const auto port = duo->serveur.port();
    std::unique_ptr<FILE, int (*)(FILE*)> enfant(::popen("cat", "w"), [](FILE* f) {
        return ::pclose(f);
    });
    REQUIRE(enfant != nullptr);

    duo.reset();

    CHECK(pair.lire() == "fin");
    const cconn::Serveur suivant(port);
    CHECK(suivant.port() == port);
}

TEST_CASE("Hote : un serveur statique s'eteint a la fin du programme", "[hote]") {
    const int issue = outils::dans_un_enfant([] {
        static cconn::Serveur serveur(0);
        static cconn::Client client("127.0.0.1", serveur.port());
        serveur.enregistrer_commande("bonjour", [] { return 1; });
        serveur.lancer_en_fond();
        client.lancer_en_fond();
        const bool servi = client.appeler<int>("bonjour") == 1;
        std::exit(servi ? 0 : 1); // NOLINT(concurrency-mt-unsafe): c'est ce qu'on éprouve
        return false;
    });

    CHECK(issue == 0);
}

// Essais du remplacement: un ouvrier mort ne coûte que ses connexions, et un autre vient.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using cconn::NiveauJournal;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Contexte;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using outils::code_de;
using outils::JournalMemoire;

TEST_CASE("Remplacement : un ouvrier tue est remplace, les autres ne le voient pas", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const int victime = ouvriers.etat().ouvriers[0].pid;
    const int autre = ouvriers.etat().ouvriers[1].pid;
    std::map<int, std::unique_ptr<cconn::Client>> clients;
    for (int i = 0; i < 1'000 && clients.size() < 2; ++i) {
        auto client = nouveau_client(ouvriers.port());
        const int pid = client->appeler<int>("pid");
        clients[pid] = std::move(client);
    }
    REQUIRE(clients.size() == 2);
    REQUIRE(clients[autre]->appeler<int>("compter") == 1);

    essai::signaler(victime, SIGKILL);

    CHECK(code_de([&] { clients[victime]->appeler("pid"); }) == "CONNEXION_PERDUE");
    CHECK(journal.attendre(NiveauJournal::avertissement, "tué par le signal 9"));
    CHECK(attendre_service(ouvriers, 2));
    const auto etat = ouvriers.etat();
    CHECK(etat.ouvriers[0].pid != victime);
    CHECK(etat.ouvriers[0].remplacements == 1);
    CHECK(etat.ouvriers[1].pid == autre);
    CHECK(etat.ouvriers[1].remplacements == 0);
    CHECK(clients[autre]->appeler<int>("compter") == 2);
    CHECK(essai::a_disparu(victime));
}

TEST_CASE("Remplacement : le service attend le remplacant et ne refuse personne", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 1), application<Essai>);
    ouvriers.lancer();

    for (std::uint64_t tour = 0; tour < 5; ++tour) {
        const int pid = nouveau_client(ouvriers.port())->appeler<int>("pid");
        essai::signaler(pid, SIGKILL);
        // Connecté pendant que personne ne sert, servi par le suivant.
        auto client = nouveau_client(ouvriers.port());
        CHECK(outils::attendre_que([&] { return ouvriers.etat().remplacements() == tour + 1; }));
        const auto suivant = nouveau_client(ouvriers.port())->appeler<int>("pid");
        CHECK(suivant != pid);
    }
}

TEST_CASE(
    "Remplacement : qui meurt jeune, encore et encore, attend de plus en plus", "[ouvriers]"
) {
    const JournalMemoire journal;
    const essai::CompteurPartage constructions;
    auto config = essai::config(journal);
    config.recul_min = 1ms;
    config.recul_max = 16ms;
    Ouvriers ouvriers(config, [&](const Contexte& contexte) {
        if (++constructions.valeur() <= 8) {
            ::kill(::getpid(), SIGKILL);
        }
        return std::make_unique<Essai>(contexte);
    });
    ouvriers.lancer();

    REQUIRE(attendre_service(ouvriers, 1));
    CHECK(constructions.valeur() == 9);
    CHECK(ouvriers.etat().remplacements() == 8);
    for (const char* const recul : {"dans 1 ms", "dans 2 ms", "dans 4 ms", "dans 16 ms"}) {
        CHECK(journal.contient(NiveauJournal::avertissement, recul));
    }
    CHECK_FALSE(journal.contient(NiveauJournal::avertissement, "dans 32 ms"));
}

TEST_CASE("Remplacement : le remplacant qui ne se construit pas est retente", "[ouvriers]") {
    const JournalMemoire journal;
    const essai::CompteurPartage constructions;
    Ouvriers ouvriers(essai::config(journal), [&](const Contexte& contexte) {
        const int fois = ++constructions.valeur();
        if (fois > 1 && fois < 4) {
            throw std::runtime_error("base de données absente");
        }
        return std::make_unique<Essai>(contexte);
    });
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 1));

    essai::signaler(ouvriers.etat().ouvriers[0].pid, SIGKILL);

    CHECK(outils::attendre_que([&] { return constructions.valeur() == 4; }));
    CHECK(attendre_service(ouvriers, 1));
    CHECK(journal.contient(NiveauJournal::erreur, "base de données absente"));
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("compter") == 1);
}

TEST_CASE(
    "Remplacement : SIGTERM a un ouvrier l'arrete proprement, puis le remplace", "[ouvriers]"
) {
    const JournalMemoire journal;
    essai::Temoin temoin;
    Ouvriers ouvriers(essai::config(journal, temoin), application<Essai>);
    ouvriers.lancer();
    const int pid = nouveau_client(ouvriers.port())->appeler<int>("pid");
    REQUIRE(temoin.attendre(2) == "AD");

    essai::signaler(pid, SIGTERM);

    CHECK(temoin.attendre(3) == "ADF"); // détruite, non tuée
    CHECK(outils::attendre_que([&] { return ouvriers.etat().remplacements() == 1; }));
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("pid") != pid);
}

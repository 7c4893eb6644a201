// Essais d'arreter: attendre les ouvriers, ou les tuer quand le délai de tous est passé.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Contexte;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using essai::Temoin;
using outils::duree_de;
using outils::JournalMemoire;

namespace {

/// Une commande qui finit quand le test l'a dit.
class Patiente final : public Essai {
public:
    explicit Patiente(const Contexte& contexte)
        : Essai(contexte),
          feu_vert_(contexte.at("feu_vert").vers<int>()) {}

    void preparer(cconn::Serveur& serveur) override {
        Essai::preparer(serveur);
        serveur.enregistrer_commande("patienter", [this] {
            noter('B');
            pollfd attente{feu_vert_, POLLIN, 0};
            ::poll(&attente, 1, -1);
            return 42;
        });
    }

private:
    int feu_vert_;
};

/// Des ouvriers d'un client chacun : un client bloqué ne peut retenir que le sien.
cconn::ouvriers::Config
un_client_chacun(const JournalMemoire& journal, const Temoin& temoin, std::size_t nombre) {
    auto config = essai::config(journal, temoin, nombre);
    config.max_clients = 1;
    return config;
}

/// Bloque tant d'ouvriers, chacun dans une commande qui ne finira pas.
std::vector<std::unique_ptr<cconn::Client>>
bloquer(const Ouvriers& ouvriers, Temoin& temoin, std::size_t nombre) {
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (std::size_t i = 0; i < nombre; ++i) {
        clients.push_back(nouveau_client(ouvriers.port()));
        clients.back()->envoyer("bloquer");
    }
    temoin.attendre(2 * nombre); // une arrivée et un blocage chacun
    return clients;
}

} // namespace

TEST_CASE("Arret : le delai vaut pour tous ensemble, puis ils sont tues", "[ouvriers]") {
    const JournalMemoire journal;
    Temoin temoin;
    Ouvriers ouvriers(un_client_chacun(journal, temoin, 4), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 4));
    const auto clients = bloquer(ouvriers, temoin, 4);
    const auto pids = essai::processus(ouvriers);

    std::size_t tues = 0;
    const auto duree = duree_de([&] { tues = ouvriers.arreter(1s); });

    CHECK(tues == 4);
    CHECK(duree >= 1s);
    CHECK(duree < 3s); // un délai pour chacun en aurait pris quatre
    CHECK(std::ranges::all_of(pids, essai::a_disparu));
    CHECK(temoin.lire().find('F') == std::string::npos); // tués : rien n'a été détruit
}

TEST_CASE("Arret : un delai nul tue aussitot", "[ouvriers]") {
    const JournalMemoire journal;
    Temoin temoin;
    Ouvriers ouvriers(un_client_chacun(journal, temoin, 2), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto clients = bloquer(ouvriers, temoin, 2);

    CHECK(ouvriers.arreter(0s) == 2);

    CHECK_FALSE(ouvriers.est_lance());
}

TEST_CASE("Arret : seul celui qui ne finit pas est tue", "[ouvriers]") {
    const JournalMemoire journal;
    Temoin temoin;
    Ouvriers ouvriers(un_client_chacun(journal, temoin, 3), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 3));
    const auto clients = bloquer(ouvriers, temoin, 1);

    CHECK(ouvriers.arreter(2s) == 1);

    CHECK(std::ranges::count(temoin.lire(), 'F') == 2);
}

TEST_CASE("Arret : sans delai, attend la fin de la commande en cours", "[ouvriers]") {
    const JournalMemoire journal;
    Temoin temoin;
    const Temoin feu_vert;
    auto config = essai::config(journal, temoin);
    config.contexte["feu_vert"] = feu_vert.lecture();
    config.descripteurs_gardes.push_back(feu_vert.lecture());
    Ouvriers ouvriers(config, application<Patiente>);
    ouvriers.lancer();
    auto client = nouveau_client(ouvriers.port());
    auto appel = client->appeler_async<int>("patienter");
    REQUIRE(temoin.attendre(2) == "AB");

    std::size_t tues = 1;
    {
        const std::jthread arret([&] { tues = ouvriers.arreter(); });
        // Le port est fermé : l'arrêt est commencé, et la commande court toujours.
        CHECK(outils::attendre_que([&] {
            return outils::code_de([&] { nouveau_client(ouvriers.port()); }) != "rien";
        }));
        CHECK(ouvriers.est_lance());
        CHECK(::write(feu_vert.ecriture(), "v", 1) == 1);
        CHECK(appel.valeur() == 42); // ce qui est envoyé est délivré
    }

    CHECK(tues == 0);
    CHECK_FALSE(ouvriers.est_lance());
    CHECK(temoin.lire().ends_with('F'));
}

TEST_CASE("Arret : pendant un arret, lancer et arreter sont des erreurs d'etat", "[ouvriers]") {
    const JournalMemoire journal;
    Temoin temoin;
    Ouvriers ouvriers(essai::config(journal, temoin), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 1));
    const auto clients = bloquer(ouvriers, temoin, 1);
    const std::jthread arret([&] { ouvriers.arreter(2s); });

    // Le port se ferme quand l'arrêt commence.
    CHECK(outils::attendre_que([&] {
        return outils::code_de([&] { nouveau_client(ouvriers.port()); }) != "rien";
    }));

    CHECK(outils::code_de([&] { ouvriers.arreter(); }) == "ETAT_INVALIDE");
    CHECK(outils::code_de([&] { ouvriers.lancer(); }) == "ETAT_INVALIDE");
}

TEST_CASE("Arret : une application qui eteint son serveur est remplacee", "[ouvriers]") {
    class Fugace final : public Essai {
    public:
        using Essai::Essai;
        void preparer(cconn::Serveur& serveur) override {
            Essai::preparer(serveur);
            serveur.enregistrer_commande("finir", [](cconn::Serveur& s) { s.eteindre(); });
        }
    };
    const auto execution = GENERATE(cconn::Execution::differee, cconn::Execution::immediate);
    const JournalMemoire journal;
    auto config = essai::config(journal);
    config.execution = execution;
    Ouvriers ouvriers(config, application<Fugace>);
    ouvriers.lancer();
    auto client = nouveau_client(ouvriers.port());
    const int pid = client->appeler<int>("pid");

    client->envoyer("finir");

    CHECK(journal.attendre(cconn::NiveauJournal::avertissement, "fini avec le code 0"));
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("pid") != pid);
    CHECK(ouvriers.etat().remplacements() == 1);
}

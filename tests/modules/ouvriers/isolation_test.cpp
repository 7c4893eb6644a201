// Essais de l'isolation: chaque ouvrier a son application, son contexte et ses connexions.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

using cconn::NiveauJournal;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Contexte;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using outils::code_de;
using outils::JournalMemoire;

namespace {

/// Un client par ouvrier, d'après le processus qui lui répond.
std::map<int, std::unique_ptr<cconn::Client>>
un_client_par_ouvrier(const Ouvriers& ouvriers, std::size_t nombre) {
    std::map<int, std::unique_ptr<cconn::Client>> clients;
    std::vector<std::unique_ptr<cconn::Client>> autres;
    while (clients.size() < nombre && autres.size() < 1'000) {
        auto client = nouveau_client(ouvriers.port());
        const int pid = client->appeler<int>("pid");
        auto& place = clients.contains(pid) ? autres.emplace_back() : clients[pid];
        place = std::move(client);
    }
    return clients;
}

/// Une application sur deux ne se construit pas.
cconn::ouvriers::Fabrique une_sur_deux(const essai::CompteurPartage& compteur) {
    return [&compteur](const Contexte& contexte) {
        if (++compteur.valeur() % 2 == 0) {
            throw std::runtime_error("caprice");
        }
        return std::make_unique<Essai>(contexte);
    };
}

/// Aucune ne se construit.
class Impossible final : public Essai {
public:
    explicit Impossible(const Contexte& contexte) : Essai(contexte) {
        throw std::runtime_error("impossible");
    }
};

/// Construite de rien.
class SansContexte final : public cconn::ouvriers::Application {
    void preparer(cconn::Serveur& serveur) override {
        serveur.enregistrer_commande("ici", [] { return true; });
    }
};

} // namespace

TEST_CASE("Isolation : une application par ouvrier, construite une fois", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 3), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 3));
    const auto clients = un_client_par_ouvrier(ouvriers, 3);
    REQUIRE(clients.size() == 3);

    std::set<int> pids;
    for (const auto& ouvrier : ouvriers.etat().ouvriers) {
        pids.insert(ouvrier.pid);
    }
    for (const auto& [pid, client] : clients) {
        CHECK(pids.contains(pid));
        CHECK(client->appeler<int>("compter") == 1);
    }
    for (const auto& [pid, client] : clients) {
        CHECK(client->appeler<int>("compter") == 2); // chacun le sien
    }
}

TEST_CASE("Isolation : chaque ouvrier a sa copie du contexte, l'hote la sienne", "[ouvriers]") {
    const JournalMemoire journal;
    auto config = essai::config(journal, 2);
    config.contexte["salon"] = "entrée";
    config.contexte["places"] = cconn::Valeur::Liste{1, 2, 3};
    Ouvriers ouvriers(config, application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto clients = un_client_par_ouvrier(ouvriers, 2);
    REQUIRE(clients.size() == 2);
    auto& un = *clients.begin()->second;
    auto& deux = *clients.rbegin()->second;

    un.appeler("changer", "salon", "cave");

    CHECK(un.appeler<std::string>("lire", "salon") == "cave");
    CHECK(deux.appeler<std::string>("lire", "salon") == "entrée");
    CHECK(deux.appeler<std::vector<int>>("lire", "places") == std::vector<int>{1, 2, 3});
    CHECK(config.contexte["salon"] == "entrée");
}

TEST_CASE("Isolation : un ouvrier ne voit que ses connexions", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    std::vector<std::unique_ptr<cconn::Client>> clients;
    std::map<int, std::size_t> par_ouvrier;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(nouveau_client(ouvriers.port()));
        ++par_ouvrier[clients.back()->appeler<int>("pid")];
    }

    for (const auto& client : clients) {
        CHECK(client->appeler<std::size_t>("clients") == par_ouvrier[client->appeler<int>("pid")]);
    }
    CHECK(par_ouvrier.size() == 2); // aucun ne les prend tous
}

TEST_CASE(
    "Isolation : un constructeur qui leve est au journal, son ouvrier ne sert pas", "[ouvriers]"
) {
    const JournalMemoire journal;
    const essai::CompteurPartage compteur;
    Ouvriers ouvriers(essai::config(journal, 4), une_sur_deux(compteur));
    ouvriers.lancer();

    REQUIRE(journal.attendre(NiveauJournal::erreur, "ne se construit pas : caprice"));
    REQUIRE(journal.attendre(NiveauJournal::erreur, "ne servira pas"));
    REQUIRE(attendre_service(ouvriers, 2));
    for (int i = 0; i < 20; ++i) {
        CHECK(nouveau_client(ouvriers.port())->appeler<int>("pid") > 0);
    }
    CHECK(ouvriers.etat().nb_en_service() == 2);
    CHECK(ouvriers.etat().remplacements() == 0);
    CHECK(compteur.valeur() == 4);
}

TEST_CASE("Isolation : si aucun ouvrier ne sert, les clients sont refuses", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Impossible>);
    ouvriers.lancer();

    REQUIRE(journal.attendre(NiveauJournal::erreur, "aucun ouvrier ne sert"));
    CHECK(outils::attendre_que([&] {
        return code_de([&] { nouveau_client(ouvriers.port()); }) == "CONNEXION_REFUSEE";
    }));
    CHECK(ouvriers.est_lance());
    CHECK(ouvriers.arreter() == 0);
}

TEST_CASE("Isolation : une application peut se passer de contexte", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<SansContexte>);
    ouvriers.lancer();

    CHECK(nouveau_client(ouvriers.port())->appeler<bool>("ici"));
}

TEST_CASE("Isolation : plein, un ouvrier laisse les clients aux autres", "[ouvriers]") {
    const JournalMemoire journal;
    auto config = essai::config(journal, 3);
    config.max_clients = 2;
    Ouvriers ouvriers(config, application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 3));
    std::map<int, int> par_ouvrier;
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(nouveau_client(ouvriers.port()));
        ++par_ouvrier[clients.back()->appeler<int>("pid")];
    }
    CHECK(par_ouvrier.size() == 3); // chacun deux, aucun refus

    // Le septième attend, connecté et muet, qu'une place se libère quelque part.
    auto septieme = nouveau_client(ouvriers.port());
    auto appel = septieme->appeler_async<int>("pid");
    clients.erase(clients.begin());
    CHECK(appel.valeur() > 0);
}

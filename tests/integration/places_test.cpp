// Essais de max_clients: la limite, le refus dit au client, la place libérée, l'attente d'une place.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::erreur_de;
using outils::JournalMemoire;
using outils::PairBrut;

namespace {

/// Un serveur qui dit bonjour, et le journal qui le fait taire.
struct Cas {
    explicit Cas(std::size_t max_clients, cconn::OptionsServeur options = {})
        : serveur(0, max_clients, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("bonjour", [] { return 1; });
        serveur.lancer_en_fond();
    }

    [[nodiscard]] std::unique_ptr<cconn::Client> nouveau_client() const {
        return std::make_unique<cconn::Client>(
            "127.0.0.1", serveur.port(), cconn::OptionsClient{.journal = journal.fonction()}
        );
    }

    JournalMemoire journal;
    cconn::Serveur serveur;
};

} // namespace

TEST_CASE("Places : une seule par defaut", "[places]") {
    cconn::Serveur serveur(0);
    const Cas cas(1);
    const auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);

    const auto second = cas.nouveau_client();

    CHECK(serveur.max_clients() == 1);
    CHECK(code_de([&] { second->appeler("bonjour"); }) == "SERVEUR_PLEIN");
    CHECK(premier->appeler<int>("bonjour") == 1);
}

TEST_CASE("Places : le client de trop apprend la limite, et garde cette cause", "[places]") {
    const Cas cas(2);
    const auto un = cas.nouveau_client();
    const auto deux = cas.nouveau_client();
    REQUIRE(un->appeler<int>("bonjour") == 1);
    REQUIRE(deux->appeler<int>("bonjour") == 1);
    const auto trop = cas.nouveau_client();

    const auto texte = erreur_de([&] { trop->appeler("bonjour"); });

    CHECK(texte.find("SERVEUR_PLEIN") == 0);
    CHECK(texte.find("2 clients") != std::string::npos);
    CHECK(code_de([&] { trop->appeler("bonjour"); }) == "SERVEUR_PLEIN");
    CHECK(code_de([&] { static_cast<void>(trop->appeler_async("x")); }) == "SERVEUR_PLEIN");
    CHECK_FALSE(trop->est_ouverte());
    CHECK(cas.serveur.nb_clients() == 2);
}

TEST_CASE("Places : le client de trop, lance, revient avec la cause congedie", "[places]") {
    std::vector<cconn::Cause> causes;
    const Cas cas(1);
    const auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);
    const auto trop = cas.nouveau_client();
    trop->quand_deconnecte([&](cconn::Cause cause) { causes.push_back(cause); });

    trop->lancer();

    CHECK(causes == std::vector{cconn::Cause::congedie});
    CHECK(cas.journal.contient(cconn::NiveauJournal::information, "SERVEUR_PLEIN"));
}

TEST_CASE("Places : le refus est un message, meme pour qui a deja ecrit", "[places]") {
    const Cas cas(1);
    const auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);
    PairBrut trop(cas.serveur.port());
    trop.envoyer_requete(1, "bonjour");

    const std::string refus = trop.lire();

    CHECK(refus.find(R"([1,0,[1,"SERVEUR_PLEIN : )") == 0);
    CHECK(trop.lire() == "fin");
}

TEST_CASE("Places : une place liberee sert aussitot, 200 fois de suite", "[places]") {
    const Cas cas(1);
    const bool brutal = GENERATE(false, true);

    int servis = 0;
    for (int i = 0; i < 200; ++i) {
        PairBrut pair(cas.serveur.port());
        pair.envoyer_requete(1, "bonjour");
        servis += pair.lire() == "[1,1,null,1]" ? 1 : 0;
        if (brutal) {
            pair.rompre();
        }
    }

    CHECK(servis == 200);
}

TEST_CASE("Places : un client eteint laisse la sienne au suivant, 200 fois", "[places]") {
    const Cas cas(1);

    int servis = 0;
    for (int i = 0; i < 200; ++i) {
        servis += cas.nouveau_client()->appeler<int>("bonjour");
    }

    CHECK(servis == 200);
}

TEST_CASE("Places : un client ferme par le serveur laisse la sienne", "[places]") {
    Cas cas(1);
    cas.serveur.enregistrer_commande("dehors", [](cconn::Connexion& client) { client.fermer(); });

    int servis = 0;
    for (int i = 0; i < 50; ++i) {
        const auto client = cas.nouveau_client();
        servis += client->appeler<int>("bonjour");
        static_cast<void>(client->envoyer("dehors"));
        const auto suivant = cas.nouveau_client();
        servis += code_de([&] { suivant->appeler("bonjour"); }) == "rien" ? 1 : 0;
    }

    // Le suivant arrive parfois avant que « dehors » ne soit lu ; un nouveau est toujours servi.
    CHECK(servis >= 50);
    CHECK(outils::attendre_clients(cas.serveur, 0));
}

TEST_CASE("Places : en attente, un client de trop est servi quand une se libere", "[places]") {
    const Cas cas(1, {.surplus = cconn::Surplus::attendre});
    auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);
    const auto second = cas.nouveau_client();
    const auto appel = second->appeler_async<int>("bonjour");

    CHECK_FALSE(appel.attendre(50ms));
    CHECK(second->est_ouverte());
    CHECK(cas.serveur.nb_clients() == 1);
    premier.reset();

    CHECK(appel.valeur() == 1);
}

TEST_CASE("Places : en attente, celui qui renonce ne prend la place de personne", "[places]") {
    const Cas cas(1, {.surplus = cconn::Surplus::attendre});
    auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);
    cas.nouveau_client().reset();
    PairBrut(cas.serveur.port()).rompre();
    const auto dernier = cas.nouveau_client();

    premier.reset();

    CHECK(dernier->appeler<int>("bonjour") == 1);
}

TEST_CASE("Places : eteindre delivre ceux qui attendent une place", "[places]") {
    Cas cas(1, {.surplus = cconn::Surplus::attendre});
    const auto premier = cas.nouveau_client();
    REQUIRE(premier->appeler<int>("bonjour") == 1);
    const auto second = cas.nouveau_client();
    const auto appel = second->appeler_async<int>("bonjour");

    CHECK(outils::duree_de([&] { cas.serveur.eteindre(); }) < 1s);

    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Places : les clients sont listes dans l'ordre d'arrivee", "[places]") {
    Cas cas(3);
    cas.serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.identifiant(); });
    std::vector<std::unique_ptr<cconn::Client>> clients;
    std::vector<std::uint64_t> attendus;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(cas.nouveau_client());
        attendus.push_back(clients.back()->appeler<std::uint64_t>("qui"));
    }

    clients.erase(clients.begin() + 1);
    attendus.erase(attendus.begin() + 1);
    REQUIRE(outils::attendre_clients(cas.serveur, 2));

    std::vector<std::uint64_t> listes;
    for (const auto& connexion : cas.serveur.clients()) {
        listes.push_back(connexion.identifiant());
    }
    CHECK(listes == attendus);
}

TEST_CASE("Places : un nombre impossible est refuse", "[places]") {
    CHECK(code_de([] { cconn::Serveur serveur(0, 0); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Serveur serveur(0, 100'000'000); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Serveur serveur(-1); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Serveur serveur(65'536); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Client client("127.0.0.1", 0); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Client client("127.0.0.1", 65'536); }) == "ARGUMENT_INVALIDE");
}

// Essais de Boite sur un client : attendre, finir à temps, tout rendre avant de dire la perte.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::duree_de;
using outils::erreur_de;
using outils::Evenement;
using outils::Recueil;

namespace {

/// Un client, lancé ou non, et l'autre bout octet par octet.
struct Banc {
    explicit Banc(bool lance, cconn::OptionsClient options = {})
        : client("127.0.0.1", ecoute.port(), std::move(options)),
          serveur(ecoute.accepter()) {
        if (lance) {
            client.lancer_en_fond();
        }
    }

    outils::EcouteBrute ecoute;
    cconn::Client client;
    outils::PairBrut serveur;
};

std::string nom_du_code(const cconn::Boite<int>& boite) {
    return boite.nom();
}

} // namespace

TEST_CASE("netframe : recevoir attend le message suivant", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<cconn::Message>("message");
    std::jthread envoi([&] {
        cconn::Message message(3);
        message.ajouter("coucou");
        banc.serveur.envoyer_avis("message", std::make_tuple(3, "coucou"));
    });

    auto recu = boite.recevoir();

    CHECK(recu.id() == 3);
    CHECK(recu.extraire_texte(6) == "coucou");
}

TEST_CASE("netframe : recevoir avec un delai leve delai_depasse quand il passe", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<int>("n");

    std::string erreur;
    const auto duree = duree_de([&] { erreur = erreur_de([&] { boite.recevoir(50ms); }); });

    CHECK(erreur == "DELAI_DEPASSE : rien dans la boîte n en 50 ms");
    CHECK(duree >= 50ms);
    CHECK(boite.essayer_recevoir(1ms) == std::nullopt);
    CHECK(boite.essayer_recevoir() == std::nullopt);
}

TEST_CASE("Boite : sans delai, un client jamais lance lit ce qui est arrive", "[boite]") {
    Banc banc(false);
    auto boite = banc.client.boite<int>("n");
    banc.serveur.envoyer_avis("n", 1);
    banc.serveur.envoyer_avis("n", 2);
    REQUIRE(banc.serveur.attendre_remise());

    CHECK(boite.essayer_recevoir() == 1);
    CHECK(boite.essayer_recevoir() == 2);
    CHECK(boite.essayer_recevoir() == std::nullopt);
}

TEST_CASE("netframe : ce qui est arrive avant la perte est recu avant elle", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<int>("n");
    const int nombre = 300; // plus que `mises_de_cote_max`
    for (int i = 0; i < nombre; ++i) {
        banc.serveur.envoyer_avis("n", i);
    }
    banc.serveur.fermer();

    std::vector<int> recus;
    for (int i = 0; i < nombre; ++i) {
        recus.push_back(boite.recevoir(10s));
    }

    CHECK(recus.front() == 0);
    CHECK(recus.back() == nombre - 1);
    CHECK(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
    CHECK(code_de([&] { boite.essayer_recevoir(); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Boite : la perte pendant l'attente la termine", "[boite]") {
    Banc banc(GENERATE(false, true));
    const bool rupture = GENERATE(false, true);
    auto boite = banc.client.boite<int>("n");
    Evenement commence;
    Recueil<std::string> issues;
    std::jthread attente([&] {
        commence.signaler();
        issues.ajouter(code_de([&] { boite.recevoir(); }));
    });
    REQUIRE(commence.attendre());

    rupture ? banc.serveur.rompre() : banc.serveur.fermer();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE("Boite : la cause donnee par le pair est celle de la perte", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<int>("n");
    banc.serveur.envoyer_avis("n", 1);
    banc.serveur.envoyer(outils::PairBrut::trame(
        1, 0, std::make_tuple(1, "SERVEUR_PLEIN : 1 client au plus"), msgpack::type::nil_t()
    ));
    banc.serveur.fermer();

    CHECK(boite.recevoir(10s) == 1);
    CHECK(erreur_de([&] { boite.recevoir(10s); }).starts_with("SERVEUR_PLEIN"));
}

TEST_CASE("Boite : eteindre le client termine l'attente d'un autre fil", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<int>("n");
    Evenement commence;
    Recueil<std::string> issues;
    std::jthread attente([&] {
        commence.signaler();
        issues.ajouter(code_de([&] { boite.recevoir(); }));
    });
    REQUIRE(commence.attendre());

    banc.client.eteindre();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
}

TEST_CASE("Boite : recoit de nouveau d'un client relance", "[boite]") {
    Banc banc(true);
    auto boite = banc.client.boite<int>("n");
    banc.serveur.envoyer_avis("n", 1);
    banc.serveur.fermer();
    REQUIRE(boite.recevoir(10s) == 1);
    REQUIRE(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
    REQUIRE(outils::attendre_que([&] { return !banc.client.est_lance(); }));

    banc.client.lancer_en_fond();
    auto nouveau = banc.ecoute.accepter();
    nouveau.envoyer_avis("n", 2);

    CHECK(boite.recevoir(10s) == 2);
}

TEST_CASE("Boite : un message n'est recu qu'une fois, quel que soit le nombre de fils", "[boite]") {
    Banc banc(GENERATE(false, true));
    auto boite = banc.client.boite<int>("n");
    constexpr int nombre = 400;
    Recueil<int> recus;
    std::vector<std::jthread> fils;
    for (int fil = 0; fil < 4; ++fil) {
        fils.emplace_back([&] {
            while (const auto recu = boite.essayer_recevoir(10s)) {
                if (*recu < 0) {
                    return;
                }
                recus.ajouter(*recu);
            }
        });
    }

    for (int i = 0; i < nombre; ++i) {
        banc.serveur.envoyer_avis("n", i);
    }
    auto tous = recus.attendre(nombre);
    for (int fil = 0; fil < 4; ++fil) {
        banc.serveur.envoyer_avis("n", -1);
    }
    fils.clear();

    std::ranges::sort(tous);
    REQUIRE(tous.size() == nombre);
    CHECK(tous.front() == 0);
    CHECK(tous.back() == nombre - 1);
    CHECK(boite.bilan().recus == nombre + 4);
}

TEST_CASE("Boite : deux boites et un appel attendent ensemble sur un client pas lance", "[boite]") {
    Banc banc(false);
    auto entiers = banc.client.boite<int>("n");
    auto textes = banc.client.boite<std::string>("t");
    Recueil<std::string> issues;
    std::jthread premier([&] { issues.ajouter(std::to_string(entiers.recevoir())); });
    std::jthread second([&] { issues.ajouter(textes.recevoir()); });
    std::jthread appelant([&] { issues.ajouter(banc.client.appeler<std::string>("x")); });
    REQUIRE(banc.serveur.lire() == R"([0,1,"x",[]])");

    banc.serveur.envoyer_avis("t", "texte");
    REQUIRE(issues.attendre(1) == std::vector<std::string>{"texte"});
    banc.serveur.envoyer_reponse(1, "reponse");
    REQUIRE(issues.attendre(2).back() == "reponse");
    banc.serveur.envoyer_avis("n", 5);

    CHECK(issues.attendre(3).back() == "5");
}

TEST_CASE("Boite : les autres commandes s'executent pendant l'attente", "[boite]") {
    Banc banc(false);
    auto boite = banc.client.boite<int>("n");
    banc.client.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    banc.serveur.envoyer_requete(9, "doubler", 21);
    banc.serveur.envoyer_avis("n", 1);

    CHECK(boite.recevoir(10s) == 1);
    CHECK(banc.serveur.lire() == "[1,9,null,42]");
}

TEST_CASE("Boite : un client lance pendant qu'un fil y attend continue de la remplir", "[boite]") {
    Banc banc(false);
    auto boite = banc.client.boite<int>("n");
    Evenement commence;
    Recueil<int> recus;
    std::jthread attente([&] {
        commence.signaler();
        recus.ajouter(boite.recevoir());
        recus.ajouter(boite.recevoir());
    });
    REQUIRE(commence.attendre());

    banc.client.lancer_en_fond();
    banc.serveur.envoyer_avis("n", 1);
    REQUIRE(recus.attendre(1) == std::vector<int>{1});
    banc.serveur.envoyer_avis("n", 2);

    CHECK(recus.attendre(2) == std::vector<int>{1, 2});
}

TEST_CASE("Boite : sa destruction retire sa commande, pas celle qui l'a remplacee", "[boite]") {
    Banc banc(true);
    {
        auto boite = banc.client.boite<int>("n");
        auto deplacee = std::move(boite);
        CHECK(nom_du_code(deplacee) == "n");
        CHECK(banc.client.commandes().size() == 1);
    }
    CHECK(banc.client.commandes().empty());
    {
        auto boite = banc.client.boite<int>("n");
        banc.client.enregistrer_commande("n", [](int n) { return n + 1; });
    }
    banc.serveur.envoyer_requete(1, "n", 4);
    CHECK(banc.serveur.lire() == "[1,1,null,5]");
}

TEST_CASE("Boite : repond nil, refuse ce qui ne convient pas, survit a son client", "[boite]") {
    auto banc = std::make_unique<Banc>(true);
    auto boite = banc->client.boite<int, std::optional<std::string>>("n");
    banc->serveur.envoyer_requete(1, "n", 4);
    CHECK(banc->serveur.lire() == "[1,1,null,null]");
    banc->serveur.envoyer_requete(2, "n", "quatre");
    CHECK(
        banc->serveur.lire().find("ARGUMENTS_INCOMPATIBLES : n, argument 1") != std::string::npos
    );

    banc.reset();

    CHECK(boite.recevoir(10s) == std::tuple<int, std::optional<std::string>>(4, std::nullopt));
    CHECK(code_de([&] { boite.recevoir(10s); }) == "CONNEXION_PERDUE");
}

// Essais de l'authentification: le jeton, la fonction de l'application, l'identité.
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
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

using namespace std::chrono_literals;
using outils::code_de;
using outils::erreur_de;
using outils::JournalMemoire;
using outils::PairBrut;

namespace {

const std::string jeton = "6f1e7a0c9b3d4e58";
const std::string faux_jeton = "6f1e7a0c9b3d4e59";

/// Un serveur qui compte ce qu'il exécute, et le journal qui le fait taire.
struct Cas {
    explicit Cas(cconn::OptionsServeur options, std::size_t max_clients = 8)
        : serveur(0, max_clients, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("somme", [this](int a, int b) {
            ++executees;
            return a + b;
        });
        serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.identite(); });
    }

    std::unique_ptr<cconn::Client> client(std::string avec) const {
        return std::make_unique<cconn::Client>(
            "127.0.0.1",
            serveur.port(),
            cconn::OptionsClient{.jeton = std::move(avec), .journal = journal.fonction()}
        );
    }

    JournalMemoire journal;
    std::atomic<int> executees = 0;
    cconn::Serveur serveur;
};

/// Un serveur où Ada et son mot de passe entrent.
struct CasFonction : Cas {
    explicit CasFonction(cconn::OptionsServeur options = {}) : Cas(std::move(options)) {
        serveur.authentifier(
            [](const std::string& nom, const std::string& passe) -> std::optional<std::string> {
                return passe == "analytique" ? std::optional(nom) : std::nullopt;
            }
        );
        serveur.lancer_en_fond();
    }
};

bool commence(const std::string& texte, const std::string& debut) {
    return texte.rfind(debut, 0) == 0;
}

} // namespace

TEST_CASE("Authentification : le bon jeton, et lui seul, entre", "[authentification]") {
    Cas cas({.jeton = jeton});
    cas.serveur.lancer_en_fond();

    const auto bon = cas.client(jeton);
    CHECK(bon->appeler<int>("somme", 12, 34) == 46);
    CHECK(bon->appeler<std::string>("qui") == "jeton");

    CHECK(code_de([&] { cas.client(faux_jeton); }) == "AUTHENTIFICATION_REFUSEE");
    CHECK(code_de([&] { cas.client(jeton + "0"); }) == "AUTHENTIFICATION_REFUSEE");
    const auto sans = cas.client("");
    CHECK(code_de([&] { sans->appeler("somme", 1, 2); }) == "NON_AUTHENTIFIE");
    CHECK(cas.executees == 1);
}

TEST_CASE("Authentification : une seule place suffit, refus compris", "[authentification]") {
    Cas cas({.jeton = jeton}, 1);
    cas.serveur.lancer_en_fond();

    for (int i = 0; i < 3; ++i) {
        CHECK(code_de([&] { cas.client(faux_jeton); }) == "AUTHENTIFICATION_REFUSEE");
        CHECK(cas.client(jeton)->appeler<int>("somme", i, 1) == i + 1);
    }
}

TEST_CASE(
    "Authentification : un jeton trop court est refuse des deux cotes", "[authentification]"
) {
    CHECK(code_de([] {
              cconn::Serveur s(0, 1, {.jeton = "123456789012345"});
          }) == "ARGUMENT_INVALIDE");
    const Cas cas({});
    CHECK(code_de([&] { cas.client("123456789012345"); }) == "ARGUMENT_INVALIDE");
}

TEST_CASE(
    "Authentification : pas de secret en clair hors de la boucle locale", "[authentification]"
) {
    const auto ouvrir = [](bool permis) {
        cconn::OptionsServeur options;
        options.adresse = "0.0.0.0";
        options.jeton = jeton;
        options.jeton_en_clair = permis;
        return erreur_de([&] { cconn::Serveur serveur(0, 1, options); });
    };

    CHECK(commence(ouvrir(false), "ARGUMENT_INVALIDE : un jeton passerait en clair"));
    CHECK(ouvrir(true) == "rien");
    cconn::Serveur ouvert(0, 1, {.adresse = "0.0.0.0"});
    CHECK(code_de([&] {
              ouvert.authentifier([](int code) { return code == 7; });
          }) == "ARGUMENT_INVALIDE");
}

TEST_CASE("Authentification : la suite peut etre dans le meme segment", "[authentification]") {
    Cas cas(
        {.execution = GENERATE(cconn::Execution::immediate, cconn::Execution::differee),
         .jeton = jeton}
    );
    cas.serveur.lancer_en_fond();
    PairBrut pair(cas.serveur.port());

    pair.envoyer(
        PairBrut::trame(0, 1, "cconn.authentifier", std::make_tuple(jeton)) +
        PairBrut::trame(0, 2, "somme", std::make_tuple(1, 2))
    );

    CHECK(pair.lire() == "[1,1,null,null]");
    CHECK(outils::attendre_que([&] {
        const bool differee = code_de([&] { cas.serveur.executer_commandes(1s); }) == "rien";
        return !differee || cas.executees == 1;
    }));
    CHECK(pair.lire() == "[1,2,null,3]");
}

TEST_CASE("Authentification : l'application juge, et donne l'identite", "[authentification]") {
    const CasFonction cas;
    const auto client = cas.client("");

    CHECK(code_de([&] {
              client->s_authentifier("Ada", "chaudron");
          }) == "AUTHENTIFICATION_REFUSEE");
    CHECK(code_de([&] { client->s_authentifier("Ada"); }) == "AUTHENTIFICATION_REFUSEE");
    client->s_authentifier("Ada", "analytique");

    CHECK(client->appeler<std::string>("qui") == "Ada");
    CHECK(client->connexion().identite().empty());
}

TEST_CASE("Authentification : le jeton et la fonction sont deux entrees", "[authentification]") {
    const CasFonction cas({.jeton = jeton});

    CHECK(cas.client(jeton)->appeler<std::string>("qui") == "jeton");
    const auto client = cas.client("");
    client->s_authentifier("Ada", "analytique");
    CHECK(client->appeler<std::string>("qui") == "Ada");
}

TEST_CASE(
    "Authentification : une exception, un faux ou un nom vide refusent", "[authentification]"
) {
    Cas cas({});
    cas.serveur.authentifier(
        [](cconn::Connexion& client, int cas_voulu) -> std::optional<std::string> {
            if (cas_voulu == 0) {
                throw std::runtime_error("annuaire en panne");
            }
            return cas_voulu == 1 ? client.identite() : "ip " + client.ip();
        }
    );
    cas.serveur.lancer_en_fond();
    const auto client = cas.client("");

    CHECK(code_de([&] { client->s_authentifier(0); }) == "AUTHENTIFICATION_REFUSEE");
    CHECK(code_de([&] { client->s_authentifier(1); }) == "AUTHENTIFICATION_REFUSEE");
    client->s_authentifier(2);

    CHECK(client->appeler<std::string>("qui") == "ip 127.0.0.1");
}

TEST_CASE(
    "Authentification : un client qui se reconnecte se presente de nouveau", "[authentification]"
) {
    const CasFonction cas;
    const auto client = cas.client("");
    client->s_authentifier("Ada", "analytique");
    client->eteindre();

    client->lancer_en_fond();

    CHECK(client->appeler<std::string>("qui") == "Ada");
}

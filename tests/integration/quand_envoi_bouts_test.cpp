// Essais de quand_envoi: annonces, réponses, exécution différée, et motif refusé.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Recueil;

namespace {

using Textes = std::vector<std::string>;

} // namespace

TEST_CASE("Quand envoi : une reponse ne lui est pas soumise", "[envoi]") {
    Duo duo;
    duo.serveur.quand_envoi(".*", [](cconn::Envoi& envoi) { envoi.arreter(); });
    duo.serveur.enregistrer_commande("somme", [](cconn::Connexion& client, int a, int b) {
        return client.envoyer("vu") ? 0 : a + b;
    });

    CHECK(duo.client.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Quand envoi : une annonce est soumise une fois par client", "[envoi]") {
    Recueil<std::string> premier_recu;
    Recueil<std::string> second_recu;
    std::atomic<int> soumis = 0;
    Duo duo;
    duo.client.enregistrer_commande("annonce", [&](std::string t) {
        premier_recu.ajouter(std::move(t));
    });
    cconn::Client second("127.0.0.1", duo.serveur.port());
    second.enregistrer_commande("annonce", [&](std::string t) {
        second_recu.ajouter(std::move(t));
    });
    second.lancer_en_fond();
    REQUIRE(outils::attendre_clients(duo.serveur, 2));
    const auto clients = duo.serveur.clients();
    duo.serveur.quand_envoi("annonce", [&](cconn::Envoi& envoi) {
        ++soumis;
        if (envoi.arguments().lire<std::string>(0) == "pour un") {
            if (envoi.connexion() == clients[0]) {
                envoi.arreter();
            }
        } else {
            envoi.definir_arguments(std::to_string(envoi.connexion().identifiant()));
        }
    });

    CHECK(duo.serveur.envoyer("annonce", "pour un") == 1);
    CHECK(duo.serveur.envoyer("annonce", "pour chacun") == 2);

    CHECK(soumis == 4);
    CHECK(premier_recu.attendre(1) == Textes{std::to_string(clients[0].identifiant())});
    CHECK(second_recu.attendre(2) == Textes{"pour un", std::to_string(clients[1].identifiant())});
    second.eteindre();
    duo.client.eteindre();
}

TEST_CASE("Quand envoi : une annonce qui ne peut pas partir n'atteint personne", "[envoi]") {
    Duo duo;
    duo.serveur.quand_envoi("annonce", [](cconn::Envoi& envoi) { envoi.definir_nom("\n"); });

    CHECK(duo.serveur.envoyer("annonce") == 0);

    CHECK(duo.journal.contient(cconn::NiveauJournal::erreur, "impossible de diffuser"));
}

TEST_CASE(
    "Quand envoi : s'enregistre d'une commande, et s'execute en differe", "[envoi][differee]"
) {
    cconn::OptionsServeur options;
    options.execution = cconn::Execution::differee;
    Recueil<std::string> recues;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("surveiller", [](cconn::Serveur& s, cconn::Connexion& client) {
        s.quand_envoi("note", [](cconn::Envoi& envoi) { envoi.definir_arguments("change"); });
        return client.envoyer("note", "intact");
    });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("note", [&](std::string t) { recues.ajouter(std::move(t)); });

    const auto appel = client.appeler_async<bool>("surveiller");
    CHECK(outils::attendre_que([&] {
        serveur.executer_commandes();
        return appel.attendre(std::chrono::milliseconds{1});
    }));

    CHECK(appel.valeur());
    CHECK(recues.attendre(1) == Textes{"change"});
}

TEST_CASE("Quand envoi : un motif refuse leve ce qu'en dit RE2", "[envoi]") {
    Duo duo;

    CHECK_THAT(
        erreur_de([&] { duo.serveur.quand_envoi("[", [](cconn::Envoi&) {}); }),
        Catch::Contains("missing ]")
    );
    CHECK(code_de([&] {
              duo.client.quand_envoi("*", [](cconn::Envoi&) {});
          }) == "ARGUMENT_INVALIDE");
}

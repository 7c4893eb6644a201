// Essais de l'imbrication: rappeler son appelant, jusqu'à la limite et au-delà, et par des détours.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::Recueil;
using outils::Vers;

namespace {

/// Enregistre des deux côtés un « descendre(n) » qui rappelle l'autre bout jusqu'à zéro.
void enregistrer_descente(Duo& duo) {
    const auto descendre = [](cconn::Connexion& autre, int n) -> int {
        return n == 0 ? 0 : 1 + autre.appeler<int>("descendre", n - 1);
    };
    duo.serveur.enregistrer_commande("descendre", descendre);
    duo.client.enregistrer_commande("descendre", descendre);
}

} // namespace

TEST_CASE("Imbrication : une commande rappelle son appelant et attend", "[imbrication]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appelant("nom", [] { return "Ada"; });
    duo.chez_appele("saluer", [](cconn::Connexion& appelant) {
        return "bonjour " + appelant.appeler<std::string>("nom");
    });

    CHECK(duo.appele().appeler<std::string>("saluer") == "bonjour Ada");
}

TEST_CASE("Imbrication : seize niveaux de chaque cote passent", "[imbrication]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    enregistrer_descente(duo);

    // Niveaux 31 à 0 : seize chez l'appelé, seize chez l'appelant.
    CHECK(duo.appele().appeler<int>("descendre", 31) == 31);
}

TEST_CASE("Imbrication : au-dela, trop_imbrique, et la connexion vit", "[imbrication]") {
    cconn::OptionsServeur serveur;
    serveur.limites.delai_imbrication = 50ms;
    cconn::OptionsClient client;
    client.limites.delai_imbrication = 50ms;
    Duo duo(GENERATE(Vers::serveur, Vers::client), serveur, client);
    enregistrer_descente(duo);

    CHECK(code_de([&] { duo.appele().appeler<int>("descendre", 32); }) == "TROP_IMBRIQUE");
    CHECK(code_de([&] { duo.appele().appeler<int>("descendre", 500); }) == "TROP_IMBRIQUE");
    CHECK(duo.appele().appeler<int>("descendre", 31) == 31);
}

TEST_CASE("Imbrication : au-dela, un avis attend que la pile se defasse", "[imbrication]") {
    Recueil<int> recus;
    cconn::OptionsServeur serveur;
    serveur.limites.profondeur_max = 2;
    Duo duo(Vers::serveur, serveur);
    duo.serveur.enregistrer_commande("noter", [&](int n) { recus.ajouter(n); });
    duo.serveur.enregistrer_commande("monter", [](cconn::Connexion& client, int n) {
        return client.appeler<int>("redescendre", n);
    });
    duo.client.enregistrer_commande("redescendre", [](cconn::Connexion& s, int n) {
        static_cast<void>(s.envoyer("noter", n));
        return n == 0 ? 0 : s.appeler<int>("monter", n - 1);
    });

    CHECK(duo.client.appeler<int>("monter", 1) == 0);

    auto tous = recus.attendre(2);
    std::sort(tous.begin(), tous.end());
    CHECK(tous == std::vector<int>{0, 1});
}

TEST_CASE("Imbrication : la limite se regle de chaque cote", "[imbrication]") {
    cconn::OptionsServeur serveur;
    serveur.limites.profondeur_max = 3;
    serveur.limites.delai_imbrication = 20ms;
    Duo duo(Vers::serveur, serveur);
    enregistrer_descente(duo);

    CHECK(duo.client.appeler<int>("descendre", 5) == 5);
    CHECK(code_de([&] { duo.client.appeler<int>("descendre", 6); }) == "TROP_IMBRIQUE");
}

TEST_CASE("Imbrication : un cycle a travers un serveur relais revient", "[imbrication]") {
    cconn::Serveur relais(0, 2);
    relais.enregistrer_commande(
        "transmettre",
        [](cconn::Serveur& s, cconn::Connexion& de, int n) -> int {
            const auto clients = s.clients();
            const auto autre = std::find_if(clients.begin(), clients.end(), [&](const auto& c) {
                return !(c == de);
            });
            return 1 + autre->template appeler<int>("recevoir", n);
        }
    );
    relais.lancer_en_fond();
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(std::make_unique<cconn::Client>("127.0.0.1", relais.port()));
        clients.back()->enregistrer_commande("recevoir", [](cconn::Connexion& s, int n) -> int {
            return n == 0 ? 0 : s.appeler<int>("transmettre", n - 1);
        });
        clients.back()->lancer_en_fond();
    }
    REQUIRE(outils::attendre_clients(relais, 2));

    CHECK(clients[0]->appeler<int>("transmettre", 10) == 11);
    const auto un = clients[0]->appeler_async<int>("transmettre", 6);
    const auto deux = clients[1]->appeler_async<int>("transmettre", 6);
    CHECK(un.valeur() == 7);
    CHECK(deux.valeur() == 7);
}

TEST_CASE(
    "Imbrication : un cycle de serveurs qui ne finit pas s'arrete au delai", "[imbrication]"
) {
    const outils::JournalMemoire journal;
    std::vector<std::unique_ptr<cconn::Client>> liens; // vivent plus que les commandes des serveurs
    std::vector<std::unique_ptr<cconn::Serveur>> serveurs;
    for (int i = 0; i < 3; ++i) {
        serveurs.push_back(std::make_unique<cconn::Serveur>(
            0, 4, cconn::OptionsServeur{.journal = journal.fonction()}
        ));
    }
    for (std::size_t i = 0; i < 3; ++i) {
        liens.push_back(std::make_unique<cconn::Client>("127.0.0.1", serveurs[(i + 1) % 3]->port())
        );
        serveurs[i]->enregistrer_commande("tourner", [&lien = *liens[i]](int n) -> int {
            return n == 0 ? 0 : 1 + lien.avec_delai(300ms).appeler<int>("tourner", n - 1);
        });
    }
    for (const auto& serveur : serveurs) {
        serveur->lancer_en_fond();
    }
    const cconn::Client client("127.0.0.1", serveurs[0]->port());

    CHECK(client.appeler<int>("tourner", 3) == 3);
    // Au second tour, le fil du deuxième serveur attend déjà ailleurs : personne ne lit ce lien.
    CHECK(code_de([&] { client.appeler<int>("tourner", 8); }) == "DELAI_DEPASSE");
    CHECK(outils::attendre_que([&] {
        return code_de([&] { client.appeler<int>("tourner", 3); }) == "rien";
    }));
}

TEST_CASE("Imbrication : les deux bouts s'appellent en meme temps de 8 fils", "[imbrication]") {
    constexpr int nb_fils = 8;
    constexpr int tours = 20;
    std::atomic<int> justes = 0;
    Duo duo;
    duo.serveur.enregistrer_commande("aller", [](cconn::Connexion& client, int n) {
        return client.appeler<int>("retour", n) + 1;
    });
    duo.client.enregistrer_commande("retour", [](int n) { return n * 2; });
    duo.client.enregistrer_commande("aller", [](cconn::Connexion& serveur, int n) {
        return serveur.appeler<int>("retour", n) + 1;
    });
    duo.serveur.enregistrer_commande("retour", [](int n) { return n * 3; });
    const auto client = duo.appelant();

    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < nb_fils; ++fil) {
            fils.emplace_back([&, fil] {
                for (int i = 0; i < tours; ++i) {
                    const int n = fil * tours + i;
                    const bool monte = fil % 2 == 0;
                    const int obtenu = monte ? duo.client.appeler<int>("aller", n)
                                             : client.appeler<int>("aller", n);
                    justes += obtenu == n * (monte ? 2 : 3) + 1 ? 1 : 0;
                }
            });
        }
    }

    CHECK(justes == nb_fils * tours);
}

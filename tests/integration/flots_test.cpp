// Essais des flots: quand un bout produit plus vite que l'autre ne lit, ou les deux à la fois.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::duree_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Flot : les deux bouts s'inondent, tout arrive", "[flot]") {
    constexpr std::size_t nombre = 300;
    Recueil<std::size_t> chez_serveur;
    Recueil<std::size_t> chez_client;
    Duo duo;
    duo.serveur.enregistrer_commande("bloc", [&](const std::string& t) {
        chez_serveur.ajouter(t.size());
    });
    duo.client.enregistrer_commande("bloc", [&](const std::string& t) {
        chez_client.ajouter(t.size());
    });
    const auto inonder = [bloc = std::string(64 << 10, 'x')](const cconn::Connexion& vers) {
        for (std::size_t i = 0; i < nombre; ++i) {
            static_cast<void>(vers.envoyer("bloc", bloc));
        }
    };

    {
        const std::jthread un(inonder, duo.appele());
        const std::jthread deux(inonder, duo.appelant());
    }

    CHECK(chez_serveur.attendre(nombre).size() == nombre);
    CHECK(chez_client.attendre(nombre).size() == nombre);
}

TEST_CASE("Flot : les deux bouts s'appellent avec de gros resultats sans s'attendre", "[flot]") {
    constexpr int nombre = 30; // 3 Mo dans chaque sens : moins que octets_en_attente_max
    const auto gros = [](int n) {
        return std::string(100'000, static_cast<char>('a' + n % 26));
    };
    std::atomic<int> justes = 0;
    Duo duo;
    duo.serveur.enregistrer_commande("gros", gros);
    duo.client.enregistrer_commande("gros", gros);
    const auto demander = [&](const cconn::Connexion& vers) {
        std::vector<cconn::Appel<std::string>> appels;
        for (int i = 0; i < nombre; ++i) {
            appels.push_back(vers.appeler_async<std::string>("gros", i));
        }
        for (int i = 0; i < nombre; ++i) {
            justes += appels[static_cast<std::size_t>(i)].valeur() == gros(i) ? 1 : 0;
        }
    };

    {
        const std::jthread un(demander, duo.appele());
        const std::jthread deux(demander, duo.appelant());
    }

    CHECK(justes == 2 * nombre);
}

TEST_CASE("Flot : qui demande plus qu'il ne lit attend, puis recoit tout", "[flot]") {
    constexpr int nombre = 400;
    std::atomic<int> executees = 0;
    const JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = 2 << 20;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("gros", [&] {
        ++executees;
        return std::string(100'000, 'x');
    });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    std::string demandes;
    for (int i = 1; i <= nombre; ++i) {
        demandes += PairBrut::trame(0, i, "gros", std::make_tuple());
    }

    pair.envoyer(demandes);
    REQUIRE(outils::attendre_que([&] { return executees > 10; }));

    int recues = 0;
    while (recues < nombre && pair.lire().find("xxx") != std::string::npos) {
        ++recues;
    }
    CHECK(recues == nombre);
    CHECK(serveur.nb_clients() == 1);
}

TEST_CASE("Flot : plus de commandes que mises_de_cote_max finissent toutes par passer", "[flot]") {
    constexpr int nombre = 500;
    Evenement reprise;
    cconn::OptionsServeur serveur;
    serveur.limites.mises_de_cote_max = 5;
    cconn::OptionsClient client;
    client.limites.mises_de_cote_max = 5;
    Duo duo(GENERATE(Vers::serveur, Vers::client), serveur, client);
    duo.chez_appele("attendre", [&] { reprise.attendre(); });
    duo.chez_appele("doubler", [](int n) { return 2 * n; });
    const auto appele = duo.appele();

    REQUIRE(appele.envoyer("attendre"));
    std::vector<cconn::Appel<int>> appels;
    for (int i = 0; i < nombre; ++i) {
        appels.push_back(appele.appeler_async<int>("doubler", i));
    }
    reprise.signaler();

    int justes = 0;
    for (int i = 0; i < nombre; ++i) {
        justes += appels[static_cast<std::size_t>(i)].valeur() == 2 * i ? 1 : 0;
    }
    CHECK(justes == nombre);
}

TEST_CASE("Flot : pendant qu'une commande attend au fond, l'excedent est refuse", "[flot]") {
    const JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.profondeur_max = 1;
    options.limites.mises_de_cote_max = 3;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("demander", [](cconn::Connexion& client) {
        return client.appeler<int>("repondre");
    });
    serveur.enregistrer_commande("bonjour", [] { return 1; });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    pair.envoyer_requete(1, "demander");
    REQUIRE(pair.lire() == R"([0,1,"repondre",[]])");

    for (std::uint32_t id = 2; id <= 5; ++id) {
        pair.envoyer_requete(id, "bonjour");
    }
    const auto refus = pair.lire();
    pair.envoyer_reponse(1, 42);

    CHECK(refus.find(R"([1,5,[1,"ATTENTE_PLEINE : )") == 0);
    CHECK(pair.lire() == "[1,1,null,42]");
    CHECK(pair.lire() == "[1,2,null,1]");
    CHECK(pair.lire() == "[1,3,null,1]");
    CHECK(pair.lire() == "[1,4,null,1]");
}

TEST_CASE("Flot : dans une commande, envoyer n'attend jamais de place", "[flot]") {
    Recueil<std::chrono::milliseconds> durees;
    const JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = 1 << 20;
    options.delai_extinction = 10ms;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("inonder", [&](cconn::Connexion& client) {
        durees.ajouter(duree_de([&] {
            while (client.envoyer("bloc", std::string(256 << 10, 'x'))) {
            }
        }));
    });
    serveur.lancer_en_fond();
    PairBrut sourd(serveur.port());
    sourd.envoyer_avis("inonder");

    const auto tous = durees.attendre(1);

    REQUIRE(tous.size() == 1);
    CHECK(tous[0] < 4s); // delai_envoi est de 5 s
    sourd.rompre();
}

TEST_CASE("Flot : une commande inconnue appelee mille fois n'emplit pas le journal", "[flot]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    const auto appele = duo.appele();

    for (int i = 0; i < 1'000; ++i) {
        static_cast<void>(appele.envoyer("absente"));
    }
    CHECK(code_de([&] { appele.appeler("absente"); }) == "COMMANDE_INCONNUE");

    const auto tout = duo.journal.tout();
    CHECK(std::count(tout.begin(), tout.end(), '\n') < 200);
}

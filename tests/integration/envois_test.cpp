// Essais d'`envoyer`: ordre, tailles, diffusion, groupes, file pleine et pair absent.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::Duo;
using outils::duree_de;
using outils::Evenement;
using outils::PairBrut;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Envoi : arrive avec ses arguments, dans l'ordre", "[envoi]") {
    constexpr int nombre = 500;
    Recueil<int> recus;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("noter", [&](int i) { recus.ajouter(i); });
    const auto appele = duo.appele();

    bool tous = true;
    for (int i = 0; i < nombre; ++i) {
        tous = appele.envoyer("noter", i) && tous;
    }

    std::vector<int> attendus(nombre);
    std::iota(attendus.begin(), attendus.end(), 0);
    CHECK(tous);
    CHECK(recus.attendre(nombre) == attendus);
}

TEST_CASE("Envoi : de plusieurs fils, chacun garde son ordre et rien ne se perd", "[envoi]") {
    constexpr int nb_fils = 4;
    constexpr int nombre = 100;
    Recueil<std::pair<int, int>> recus;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("noter", [&](int fil, int i) { recus.ajouter({fil, i}); });
    const auto appele = duo.appele();

    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < nb_fils; ++fil) {
            fils.emplace_back([appele, fil] {
                for (int i = 0; i < nombre; ++i) {
                    static_cast<void>(appele.envoyer("noter", fil, i));
                }
            });
        }
    }

    std::vector<int> prochains(nb_fils, 0);
    bool ordonnes = true;
    const auto tous = recus.attendre(nb_fils * nombre);
    for (const auto& [fil, i] : tous) {
        ordonnes = ordonnes && i == prochains[static_cast<std::size_t>(fil)]++;
    }
    CHECK(tous.size() == nb_fils * nombre);
    CHECK(ordonnes);
}

TEST_CASE("Envoi : sans reponse, meme si la commande est inconnue ou leve", "[envoi]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("lever", [] { throw std::runtime_error("porte fermée"); });
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    const auto appele = duo.appele();

    CHECK(appele.envoyer("absente", 1));
    CHECK(appele.envoyer("somme", "deux", 2));
    CHECK(appele.envoyer("lever"));

    CHECK(appele.appeler<int>("somme", 1, 2) == 3);
    CHECK(duo.journal.contient(cconn::NiveauJournal::avertissement, "absente"));
    CHECK(duo.journal.contient(cconn::NiveauJournal::avertissement, "somme"));
    CHECK(duo.journal.contient(cconn::NiveauJournal::avertissement, "porte fermée"));
}

TEST_CASE("Envoi : le pair ne recoit aucune reponse a un avis", "[envoi]") {
    cconn::Serveur serveur(0, 1, {.journal = outils::JournalMemoire().fonction()});
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    pair.envoyer_avis("absente", 1);
    pair.envoyer_avis("somme", "trop", "peu", "de");
    pair.envoyer_avis("somme", 1, 2);
    pair.envoyer_requete(9, "somme", 3, 4);

    CHECK(pair.lire() == "[1,9,null,7]");
}

TEST_CASE("Envoi : un nom peut avoir des espaces, des accents et 128 octets", "[envoi]") {
    const auto nom = GENERATE(
        std::string("dire bonjour"),
        std::string("éteindre la lumière \U0001F4A1"),
        std::string(128, 'n')
    );
    Recueil<std::string> recus;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele(nom, [&](std::string texte) { recus.ajouter(std::move(texte)); });

    CHECK(duo.appele().envoyer(nom, "ligne 1\nligne 2"));

    CHECK(recus.attendre(1) == std::vector<std::string>{"ligne 1\nligne 2"});
}

TEST_CASE("Envoi : ce qui ne peut pas etre ecrit rend faux et se dit au journal", "[envoi]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    const auto appele = duo.appele();

    CHECK_FALSE(appele.envoyer(""));
    CHECK_FALSE(appele.envoyer("a", "\xc3"));
    CHECK_FALSE(appele.envoyer("a", std::string(5 << 20, 'x')));
    CHECK(duo.journal.contient(cconn::NiveauJournal::erreur, "UTF-8"));
    CHECK(duo.journal.contient(cconn::NiveauJournal::erreur, "TRAME_TROP_GRANDE"));
    CHECK(appele.est_ouverte());
}

TEST_CASE("Envoi : vers un pair parti, rend faux et ne leve jamais", "[envoi]") {
    Duo duo(Vers::serveur);
    const auto client = duo.appelant();

    duo.client.eteindre();
    REQUIRE(outils::attendre_clients(duo.serveur, 0));

    CHECK_FALSE(client.envoyer("noter", 1));
    CHECK_FALSE(client.est_ouverte());
    CHECK(duo.journal.contient(
        cconn::NiveauJournal::avertissement,
        "impossible d'envoyer noter : la connexion avec " + client.adresse() + " est finie"
    ));
    CHECK_FALSE(duo.client.envoyer("noter", 1));
    CHECK(duo.serveur.envoyer("noter", 1) == 0);
}

TEST_CASE("Diffusion : chaque client la recoit, et le serveur dit combien", "[diffusion]") {
    Recueil<std::string> recues;
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 3, {.journal = journal.fonction()});
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<cconn::Client>("127.0.0.1", serveur.port()));
        clients.back()->enregistrer_commande("annonce", [&recues, i](const std::string& texte) {
            recues.ajouter(std::to_string(i) + texte);
        });
        clients.back()->lancer_en_fond();
    }

    CHECK(serveur.envoyer("annonce", "trop tôt") == 0);
    serveur.lancer_en_fond();
    REQUIRE(outils::attendre_clients(serveur, 3));
    CHECK(serveur.envoyer("annonce", " bienvenue") == 3);
    CHECK(serveur.envoyer("", 1) == 0);

    auto textes = recues.attendre(3);
    std::sort(textes.begin(), textes.end());
    CHECK(textes == std::vector<std::string>{"0 bienvenue", "1 bienvenue", "2 bienvenue"});
}

TEST_CASE("Diffusion : un client qui ne lit pas n'en retarde aucun autre", "[diffusion]") {
    Recueil<std::size_t> recues;
    const outils::JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = 1 << 20;
    options.delai_extinction = 50ms;
    cconn::Serveur serveur(0, 2, options);
    serveur.lancer_en_fond();
    PairBrut sourd(serveur.port());
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("bloc", [&](const std::string& t) { recues.ajouter(t.size()); });
    client.lancer_en_fond();
    REQUIRE(outils::attendre_clients(serveur, 2));
    const std::string bloc(256 << 10, 'x');

    std::size_t envoyees = 0;
    while (envoyees < 200 && serveur.envoyer("bloc", bloc) == 2) {
        ++envoyees;
        REQUIRE(recues.attendre(envoyees).size() == envoyees);
    }

    CHECK(envoyees < 200);
    CHECK(serveur.envoyer("bloc", bloc) == 1);
    CHECK(recues.attendre(envoyees + 2).size() == envoyees + 2);
    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "file est pleine"));
}

TEST_CASE("Envoi : file pleine, attend delai_envoi puis rend faux", "[envoi]") {
    const outils::JournalMemoire journal;
    outils::EcouteBrute ecoute;
    cconn::OptionsClient options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = 1 << 20;
    options.delai_envoi = 100ms;
    options.delai_extinction = 10ms;
    cconn::Client client("127.0.0.1", ecoute.port(), options);
    auto sourd = ecoute.accepter();
    const std::string bloc(512 << 10, 'x');

    bool parti = true;
    std::chrono::milliseconds duree{};
    for (int i = 0; parti && i < 100; ++i) {
        duree = duree_de([&] { parti = client.envoyer("bloc", bloc); });
    }

    CHECK_FALSE(parti);
    CHECK(duree >= 100ms);
    CHECK(duree < 2s);
    CHECK(client.est_ouverte());
    CHECK(outils::code_de([&] { client.appeler("bloc", bloc); }) == "ATTENTE_PLEINE");
    sourd.rompre();
}

TEST_CASE("Lot : les envois partent ensemble, a la fin de la portee", "[lot]") {
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();

    {
        const auto lot = client.grouper();
        {
            const auto lot_interieur = client.connexion().grouper();
            CHECK(client.envoyer("point", 1));
        }
        CHECK(client.envoyer("point", 2));
        CHECK(serveur.lire(50ms) == "rien");
    }

    CHECK(serveur.lire() == R"([2,"point",[1]])");
    CHECK(serveur.lire() == R"([2,"point",[2]])");
}

TEST_CASE("Lot : n'empeche pas un appel d'obtenir sa reponse", "[lot]") {
    Recueil<int> recus;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("point", [&](int i) { recus.ajouter(i); });
    duo.chez_appele("compter", [&] { return recus.nombre(); });
    const auto appele = duo.appele();

    const auto lot = appele.grouper();
    CHECK(appele.envoyer("point", 1));

    CHECK(appele.appeler<int>("compter") == 1);
}

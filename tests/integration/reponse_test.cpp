// Essais de Reponse : une commande qui répond après son retour, dans un autre ordre, d'un autre fil.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::CodeErreur;
using cconn::Erreur;
using cconn::Reponse;
using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Reponse : les reponses partent dans l'ordre ou elles sont donnees", "[reponse]") {
    Recueil<Reponse<int>> dues;
    Recueil<int> recues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("plus_tard", [&](int) {
        const Reponse<int> reponse;
        dues.ajouter(reponse);
        return reponse;
    });
    duo.chez_appele("vite", [](int n) { return n; });
    for (int i = 0; i < 3; ++i) {
        duo.appele().appeler_async<int>("plus_tard", i).puis([&](int n) { recues.ajouter(n); });
    }

    CHECK(duo.appele().appeler<int>("vite", 4) == 4);
    const auto reponses = dues.attendre(3);
    REQUIRE(reponses.size() == 3);
    std::jthread autre([&] {
        for (const std::size_t i : {2U, 0U, 1U}) {
            CHECK(reponses[i].est_attendue());
            CHECK(reponses[i].donner(static_cast<int>(i)));
        }
    });

    CHECK(recues.attendre(3) == std::vector<int>{2, 0, 1});
}

TEST_CASE("Reponse : donnee avant que la commande ne finisse, elle part a sa fin", "[reponse]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tout_de_suite", [](std::string mot) {
        const Reponse<std::string> reponse;
        CHECK(reponse.donner(mot + " !"));
        CHECK_FALSE(reponse.donner("trop tard"));
        return reponse;
    });
    duo.chez_appele("rien", [] {
        const Reponse<void> reponse;
        CHECK(reponse.donner());
        return reponse;
    });

    CHECK(duo.appele().appeler<std::string>("tout_de_suite", "oui") == "oui !");
    CHECK(duo.appele().appeler<cconn::Valeur>("rien").est_nil());
}

TEST_CASE("Reponse : une erreur donnee arrive comme celle d'une commande", "[reponse]") {
    Duo duo;
    duo.chez_appele("echouer", [](bool etrangere) {
        const Reponse<int> reponse;
        if (etrangere) {
            CHECK(reponse.echouer(std::runtime_error("plus de papier")));
        } else {
            CHECK(reponse.echouer(Erreur(CodeErreur::etat_invalide, "pas maintenant")));
        }
        return reponse;
    });

    CHECK(erreur_de([&] {
              duo.client.appeler<int>("echouer", false);
          }) == "ETAT_INVALIDE : pas maintenant");
    CHECK(erreur_de([&] {
              duo.client.appeler<int>("echouer", true);
          }) == "ECHEC_GESTIONNAIRE : plus de papier");
}

TEST_CASE("Reponse : abandonnee, l'appelant recoit une erreur", "[reponse]") {
    Duo duo;
    duo.chez_appele("oublier", [] { return Reponse<int>(); });

    CHECK(erreur_de([&] {
              duo.client.appeler<int>("oublier");
          }) == "ECHEC_GESTIONNAIRE : oublier a renoncé à répondre");
}

TEST_CASE(
    "Reponse : un resultat trop grand, ou qui n'est pas du texte, est une erreur", "[reponse]"
) {
    Duo duo(Vers::serveur, {.limites = {.taille_message_max = 1'000}});
    duo.chez_appele("grand", [] {
        const Reponse<std::string> reponse;
        CHECK(code_de([&] { reponse.donner(std::string("\xff")); }) == "ARGUMENT_INVALIDE");
        CHECK(reponse.donner(std::string(2'000, 'x')));
        return reponse;
    });

    CHECK(code_de([&] { duo.client.appeler<std::string>("grand"); }) == "TRAME_TROP_GRANDE");
}

TEST_CASE("Reponse : d'un avis, ou d'une connexion finie, personne ne l'attend", "[reponse]") {
    Recueil<Reponse<int>> dues;
    Duo duo;
    duo.chez_appele("plus_tard", [&] {
        const Reponse<int> reponse;
        dues.ajouter(reponse);
        return reponse;
    });
    duo.client.envoyer("plus_tard");
    const auto avis = dues.attendre(1).at(0);
    CHECK(outils::attendre_que([&] { return !avis.est_attendue(); }));
    CHECK_FALSE(avis.donner(1));

    const auto appel = duo.client.appeler_async<int>("plus_tard");
    const auto due = dues.attendre(2).at(1);
    duo.client.eteindre();
    REQUIRE(outils::attendre_clients(duo.serveur, 0));
    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
    CHECK_FALSE(due.est_attendue());
    CHECK(outils::attendre_que([&] { return !due.donner(1); }));
}

TEST_CASE("Reponse : la meme ne se rend pas de deux commandes", "[reponse]") {
    Duo duo;
    const Reponse<int> unique;
    duo.chez_appele("commune", [&] { return unique; });
    const auto premier = duo.client.appeler_async<int>("commune");

    CHECK(code_de([&] { duo.client.appeler<int>("commune"); }) == "ETAT_INVALIDE");
    CHECK(unique.donner(5));
    CHECK(premier.valeur() == 5);
}

TEST_CASE("Reponse : leur nombre est borne par connexion", "[reponse]") {
    Recueil<Reponse<int>> dues;
    Duo duo(Vers::serveur, {.limites = {.appels_max = 3}});
    duo.chez_appele("plus_tard", [&] {
        const Reponse<int> reponse;
        dues.ajouter(reponse);
        return reponse;
    });
    std::vector<cconn::Appel<int>> appels;
    for (int i = 0; i < 3; ++i) {
        appels.push_back(duo.client.appeler_async<int>("plus_tard"));
    }

    const auto erreur = erreur_de([&] { duo.client.appeler<int>("plus_tard"); });

    CHECK(erreur == "ATTENTE_PLEINE : 3 réponses sont déjà dues, limite 3");
    dues.attendre(3).at(0).donner(7);
    CHECK(appels[0].valeur() == 7);
    const auto encore = duo.client.appeler_async<int>("plus_tard");
    dues.attendre(4).at(3).donner(8);
    CHECK(encore.valeur() == 8);
}

TEST_CASE("Reponse : un identifiant reste pris tant que la reponse est due", "[reponse]") {
    Recueil<Reponse<int>> dues;
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("plus_tard", [&] {
        const Reponse<int> reponse;
        dues.ajouter(reponse);
        return reponse;
    });
    serveur.lancer_en_fond();
    outils::PairBrut pair(serveur.port());
    pair.envoyer_requete(7, "plus_tard");
    REQUIRE(dues.attendre(1).size() == 1);

    pair.envoyer_requete(7, "plus_tard");
    CHECK(pair.lire().find("MESSAGE_INVALIDE") != std::string::npos);
    dues.valeurs().at(0).donner(42);
    CHECK(pair.lire() == "[1,7,null,42]");
    pair.envoyer_requete(7, "plus_tard");
    dues.attendre(2).at(1).donner(43);
    CHECK(pair.lire() == "[1,7,null,43]");
}

TEST_CASE("Reponse : un appel relaye a un tiers repond quand le tiers repond", "[reponse]") {
    Duo duo;
    cconn::Serveur tiers(0);
    tiers.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    tiers.lancer_en_fond();
    cconn::Client vers_tiers("127.0.0.1", tiers.port());
    vers_tiers.lancer_en_fond();
    duo.chez_appele("relayer", [&](int n) {
        const Reponse<int> reponse;
        vers_tiers.appeler_async<int>("doubler", n)
            .puis(
                [reponse](int resultat) { reponse.donner(resultat); },
                [reponse](const Erreur& erreur) { reponse.echouer(erreur); }
            );
        return reponse;
    });

    CHECK(duo.client.appeler<int>("relayer", 21) == 42);
    tiers.eteindre();
    CHECK(code_de([&] { duo.client.appeler<int>("relayer", 1); }) == "CONNEXION_PERDUE");
}

// Essais de `Appel`: attendre, puis, annuler.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Suite : recoit la valeur, une fois", "[suite]") {
    Evenement reprise;
    Recueil<int> recues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("somme", [&](int a, int b) {
        reprise.attendre();
        return a + b;
    });

    const auto appel = duo.appele().appeler_async<int>("somme", 12, 34);
    appel.puis([&](int valeur) { recues.ajouter(valeur); });
    reprise.signaler();

    CHECK(recues.attendre(1) == std::vector<int>{46});
    CHECK(appel.est_termine());
    CHECK(appel.valeur() == 46);
}

TEST_CASE("Suite : s'execute aussitot sur un appel deja termine", "[suite]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    const auto appel = duo.appele().appeler_async<int>("somme", 1, 2);
    REQUIRE(appel.attendre());

    std::optional<int> recue;
    std::thread::id fil;
    appel.puis([&](int valeur) {
        recue = valeur;
        fil = std::this_thread::get_id();
    });

    CHECK(recue == 3);
    CHECK(fil == std::this_thread::get_id());
}

TEST_CASE("Suite : l'erreur va a si_echec, ou au journal", "[suite]") {
    Recueil<std::string> echecs;
    Duo duo(GENERATE(Vers::serveur, Vers::client));

    duo.appele().appeler_async<int>("absente").puis(
        [](int) {},
        [&](const cconn::Erreur& erreur) {
            echecs.ajouter(std::string(cconn::nom_code(erreur.code_cconn())));
        }
    );
    duo.appele().appeler_async<int>("introuvable").puis([](int) {});

    CHECK(echecs.attendre(1) == std::vector<std::string>{"COMMANDE_INCONNUE"});
    CHECK(duo.journal.attendre(cconn::NiveauJournal::avertissement, "introuvable"));
}

TEST_CASE("Suite : celle qui prend l'appel est toujours appelee", "[suite]") {
    Recueil<std::string> issues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("rien", [] {});
    const auto noter = [&](cconn::Appel<void>& appel) {
        issues.ajouter(code_de([&] { appel.valeur(); }));
    };

    duo.appele().appeler_async("rien").puis(noter);
    REQUIRE(issues.attendre(1) == std::vector<std::string>{"rien"});
    duo.appele().appeler_async("absente").puis(noter);

    CHECK(issues.attendre(2).back() == "COMMANDE_INCONNUE");
}

TEST_CASE("Suite : son exception va au journal et ne tue rien", "[suite]") {
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("rien", [&] { reprise.attendre(); });

    duo.appele().appeler_async("rien").puis([] { throw std::runtime_error("suite en panne"); });
    reprise.signaler();

    CHECK(duo.journal.attendre(cconn::NiveauJournal::erreur, "suite en panne"));
    duo.appele().appeler("rien");
}

TEST_CASE("Suite : peut elle-meme appeler et attendre", "[suite]") {
    Recueil<int> recues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("double", [](int n) { return 2 * n; });
    const auto appele = duo.appele();

    appele.appeler_async<int>("double", 4).puis([&recues, appele](int n) {
        recues.ajouter(appele.appeler<int>("double", n));
    });

    CHECK(recues.attendre(1) == std::vector<int>{16});
}

TEST_CASE("Suite : l'appel echu pendant que personne n'attend s'execute aussi", "[suite]") {
    Evenement reprise;
    Recueil<std::string> issues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] { reprise.attendre(); });

    duo.appele().avec_delai(30ms).appeler_async("tarder").puis([&](cconn::Appel<void>& appel) {
        issues.ajouter(code_de([&] { appel.valeur(); }));
    });

    CHECK(issues.attendre(1) == std::vector<std::string>{"DELAI_DEPASSE"});
    reprise.signaler();
}

TEST_CASE("Suite : la fin de la connexion l'execute", "[suite]") {
    Evenement commencee;
    Evenement reprise;
    Recueil<std::string> issues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
    });
    duo.appele().appeler_async("tarder").puis([&](cconn::Appel<void>& appel) {
        issues.ajouter(code_de([&] { appel.valeur(); }));
    });
    REQUIRE(commencee.attendre());

    duo.appele().fermer();

    CHECK(issues.attendre(1) == std::vector<std::string>{"CONNEXION_PERDUE"});
    reprise.signaler();
}

TEST_CASE("Appel : annuler le termine une seule fois", "[suite]") {
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] { reprise.attendre(); });
    const auto appel = duo.appele().appeler_async("tarder");

    CHECK_FALSE(appel.est_termine());
    CHECK(appel.annuler());
    CHECK_FALSE(appel.annuler());
    CHECK(appel.est_termine());
    CHECK(code_de([&] { appel.valeur(); }) == "APPEL_ANNULE");
    reprise.signaler();
    duo.appele().appeler("tarder");
}

TEST_CASE("Appel : annuler reveille qui attendait", "[suite]") {
    Evenement commencee;
    Evenement reprise;
    Recueil<std::string> issues;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] {
        commencee.signaler();
        reprise.attendre();
    });
    const auto appel = duo.appele().appeler_async("tarder");
    std::jthread attente([&, appel] { issues.ajouter(code_de([&] { appel.valeur(); })); });
    REQUIRE(commencee.attendre());

    appel.annuler();

    CHECK(issues.attendre(1) == std::vector<std::string>{"APPEL_ANNULE"});
    reprise.signaler();
}

TEST_CASE("Appel : une erreur que personne n'a lue va au journal", "[suite]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));

    static_cast<void>(duo.appele().appeler_async("absente"));

    CHECK(duo.journal.attendre(cconn::NiveauJournal::avertissement, "personne n'attend plus"));
}

// Essais de `appeler`: résultats, erreurs du pair, délais, suites et annulations, dans les deux sens.
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
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::Duo;
using outils::duree_de;
using outils::erreur_de;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

TEST_CASE("Appel : rend ce que la commande a rendu", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    duo.chez_appele("rien", [] {});

    const auto appele = duo.appele();

    CHECK(appele.appeler<int>("somme", 12, 34) == 46);
    CHECK(appele.appeler<double>("somme", -12, 2) == -10.0);
    appele.appeler("rien");
    CHECK(appele.appeler<cconn::Valeur>("rien").est_nil());
}

TEST_CASE("Appel : porte un resultat de plusieurs megaoctets", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("renvoyer", [](const std::string& texte) { return texte + texte; });
    const std::string texte(1'500'000, 'x');

    const auto resultat = duo.appele().appeler<std::string>("renvoyer", texte);

    CHECK(resultat.size() == 2 * texte.size());
    CHECK(resultat == texte + texte);
}

TEST_CASE("Appel : une commande inconnue propose le nom le plus proche", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("somme", [](int a, int b) { return a + b; });

    const auto appele = duo.appele();

    CHECK(erreur_de([&] {
              appele.appeler<int>("sonme", 1, 2);
          }) == "COMMANDE_INCONNUE : sonme, vouliez-vous dire somme ?");
    CHECK(appele.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Appel : un argument refuse est dit, et la commande suivante passe", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("somme", [](int a, int b) { return a + b; });

    const auto appele = duo.appele();

    CHECK(erreur_de([&] {
              appele.appeler<int>("somme", 1, 2, 3);
          }) == "ARGUMENTS_INCOMPATIBLES : somme attend 2 arguments, 3 reçus");
    CHECK(code_de([&] { appele.appeler<int>("somme", "un", 2); }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(code_de([&] { appele.appeler<int>("somme", true, 2); }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(code_de([&] {
              appele.appeler<int>("somme", 3'000'000'000LL, 2);
          }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(appele.appeler<int>("somme", 1.0, 2) == 3);
}

TEST_CASE("Appel : un resultat d'un autre type est refuse a l'arrivee", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("nom", [] { return "Ada"; });

    const auto appele = duo.appele();

    CHECK(code_de([&] { appele.appeler<int>("nom"); }) == "RESULTAT_INCOMPATIBLE");
    CHECK(appele.appeler<std::string>("nom") == "Ada");
}

TEST_CASE("Appel : l'exception d'une commande arrive a l'appelant et ne tue rien", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("lever", [] { throw std::runtime_error("porte fermée"); });
    duo.chez_appele("lever un entier", [] { throw 3; });
    duo.chez_appele("choisir", [] {
        throw cconn::Erreur(cconn::CodeErreur::attente_pleine, "revenez demain");
    });

    const auto appele = duo.appele();

    CHECK(erreur_de([&] { appele.appeler("lever"); }) == "ECHEC_GESTIONNAIRE : porte fermée");
    CHECK(code_de([&] { appele.appeler("lever un entier"); }) == "ECHEC_GESTIONNAIRE");
    CHECK(erreur_de([&] { appele.appeler("choisir"); }) == "ATTENTE_PLEINE : revenez demain");
    CHECK(appele.est_ouverte());
    CHECK(duo.journal.contient(cconn::NiveauJournal::avertissement, "porte fermée"));
}

TEST_CASE("Appel : le texte d'une exception se masque", "[appel]") {
    cconn::OptionsServeur serveur;
    serveur.texte_exception = cconn::TexteException::masque;
    cconn::OptionsClient client;
    client.texte_exception = cconn::TexteException::masque;
    Duo duo(GENERATE(Vers::serveur, Vers::client), serveur, client);
    duo.chez_appele("lever", [] { throw std::runtime_error("mot de passe 1234"); });

    CHECK(erreur_de([&] {
              duo.appele().appeler("lever");
          }) == "ECHEC_GESTIONNAIRE : erreur interne");
    CHECK(duo.journal.contient(cconn::NiveauJournal::avertissement, "mot de passe 1234"));
}

TEST_CASE("Appel : sans reponse dans le delai, leve delai_depasse et ignore la suite", "[appel]") {
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("tarder", [&] { return reprise.attendre() ? 1 : 0; });
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    const auto appele = duo.appele();

    std::string code;
    const auto duree =
        duree_de([&] { code = code_de([&] { appele.avec_delai(50ms).appeler<int>("tarder"); }); });
    reprise.signaler();

    CHECK(code == "DELAI_DEPASSE");
    CHECK(duree >= 50ms);
    CHECK(duree < 2s);
    CHECK(appele.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Appel : le delai des options vaut pour appeler", "[appel]") {
    cconn::OptionsServeur serveur;
    serveur.delai_appel = 50ms;
    cconn::OptionsClient client;
    client.delai_appel = 50ms;
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client), serveur, client);
    duo.chez_appele("tarder", [&] { reprise.attendre(); });
    const auto appele = duo.appele();

    CHECK(erreur_de([&] {
              appele.appeler("tarder");
          }) == "DELAI_DEPASSE : tarder n'a pas répondu en 50 ms");
    auto sans_limite = appele.avec_delai(cconn::sans_limite).appeler_async("tarder");
    CHECK_FALSE(sans_limite.attendre(100ms));
    reprise.signaler();
    sans_limite.valeur();
}

TEST_CASE("Appel : une reponse trop tardive, double ou orpheline est ignoree", "[appel]") {
    outils::JournalMemoire journal;
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.journal = journal.fonction()});
    auto serveur = ecoute.accepter();

    const auto tardif = client.avec_delai(20ms).appeler_async<int>("tarder");
    const auto suivant = client.appeler_async<int>("somme");
    REQUIRE(serveur.lire() == R"([0,1,"tarder",[]])");
    REQUIRE(serveur.lire() == R"([0,2,"somme",[]])");
    REQUIRE(code_de([&] { tardif.valeur(); }) == "DELAI_DEPASSE");
    serveur.envoyer_reponse(1, 10);
    serveur.envoyer_reponse(77, 20);
    serveur.envoyer_reponse(2, 30);
    serveur.envoyer_reponse(2, 40);

    CHECK(suivant.valeur() == 30);
    CHECK(client.est_ouverte());
}

TEST_CASE("Appel : les reponses dans le desordre vont chacune au sien", "[appel]") {
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port());
    auto serveur = ecoute.accepter();
    std::vector<cconn::Appel<int>> appels;
    for (int i = 0; i < 5; ++i) {
        appels.push_back(client.appeler_async<int>("carre", i));
        static_cast<void>(serveur.lire());
    }

    for (std::uint32_t id = 5; id >= 1; --id) {
        serveur.envoyer_reponse(id, id * 10);
    }

    std::vector<int> valeurs;
    for (const auto& appel : appels) {
        valeurs.push_back(appel.valeur());
    }
    CHECK(valeurs == std::vector<int>{10, 20, 30, 40, 50});
}

TEST_CASE("Appel : au-dela de appels_max, rien ne part", "[appel]") {
    cconn::OptionsServeur serveur;
    serveur.limites.appels_max = 3;
    cconn::OptionsClient client;
    client.limites.appels_max = 3;
    Evenement reprise;
    Duo duo(GENERATE(Vers::serveur, Vers::client), serveur, client);
    duo.chez_appele("tarder", [&] { return reprise.attendre(); });
    const auto appele = duo.appele();

    std::vector<cconn::Appel<bool>> appels;
    for (int i = 0; i < 3; ++i) {
        appels.push_back(appele.appeler_async<bool>("tarder"));
    }

    CHECK(code_de([&] { appele.appeler("tarder"); }) == "ATTENTE_PLEINE");
    reprise.signaler();
    for (const auto& appel : appels) {
        CHECK(appel.valeur());
    }
    CHECK(appele.appeler<bool>("tarder"));
}

TEST_CASE("Appel : un nom ou un texte qui ne peut pas partir ne part pas", "[appel]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    const auto appele = duo.appele();

    CHECK(code_de([&] { appele.appeler(""); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { appele.appeler("a\nb"); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { appele.appeler(std::string(129, 'a')); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { appele.appeler("a", "\xff"); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { appele.appeler("a", std::string(5 << 20, 'x')); }) == "TRAME_TROP_GRANDE");
    CHECK(code_de([&] { appele.appeler(std::string(128, 'a')); }) == "COMMANDE_INCONNUE");
}

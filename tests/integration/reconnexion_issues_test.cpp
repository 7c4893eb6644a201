// Essais des issues d'une reconnexion: ce que deviennent les appels, et ce qui l'arrête.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"
#include "outils/serveur_mobile.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::EtatClient;
using outils::code_de;
using outils::EcouteBrute;
using outils::erreur_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::Recueil;
using outils::ServeurMobile;
using outils::tenace;

TEST_CASE("Reconnexion : les trois erreurs d'un appel se distinguent", "[reconnexion]") {
    const JournalMemoire journal;
    auto ecoute = std::make_unique<EcouteBrute>();
    cconn::Client client("127.0.0.1", ecoute->port(), tenace(journal));
    auto serveur = std::make_unique<outils::PairBrut>(ecoute->accepter());
    client.lancer_en_fond();
    Recueil<std::string> issues;
    std::jthread appel([&] { issues.ajouter(erreur_de([&] { client.appeler("payer"); })); });
    REQUIRE(serveur->lire() == R"([0,1,"payer",[]])");
    const auto repondu = client.appeler_async("voir");
    REQUIRE(serveur->lire() == R"([0,2,"voir",[]])");
    serveur->envoyer(outils::PairBrut::trame(
        1, 2, std::make_tuple(0, std::string("ECHEC_GESTIONNAIRE : non")), msgpack::type::nil_t()
    ));
    CHECK(code_de([&] { repondu.valeur(); }) == "ECHEC_GESTIONNAIRE");

    ecoute.reset();
    serveur.reset();

    CHECK_THAT(issues.attendre(1).at(0), Catch::StartsWith("CONNEXION_PERDUE : "));
    CHECK_THAT(issues.attendre(1).at(0), Catch::EndsWith("issue inconnue"));
    REQUIRE(outils::attendre_que([&] { return client.etat() == EtatClient::reconnexion; }));
    const auto jamais_parti = erreur_de([&] { client.appeler("payer"); });
    CHECK_THAT(jamais_parti, Catch::StartsWith("JAMAIS_ENVOYE : payer n'est pas parti : "));
    CHECK_THAT(jamais_parti, !Catch::Contains("inconnue"));
}

TEST_CASE("Reconnexion : rien de ce qui etait parti n'est refait", "[reconnexion]") {
    const JournalMemoire journal;
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), tenace(journal));
    client.lancer_en_fond();
    auto premier = ecoute.accepter();
    const auto appel = client.appeler_async("payer");
    REQUIRE(client.envoyer("noter"));
    REQUIRE(premier.lire() == R"([0,1,"payer",[]])");

    premier.rompre();
    auto second = ecoute.accepter();
    REQUIRE(client.attendre_connexion(20s));
    REQUIRE(client.envoyer("suite"));

    CHECK(second.lire() == R"([2,"suite",[]])");
    CHECK(code_de([&] { appel.valeur(); }) == "CONNEXION_PERDUE");
}

TEST_CASE("Reconnexion : fermer et eteindre n'en veulent pas d'autre", "[reconnexion]") {
    const bool fermer = GENERATE(true, false);
    const JournalMemoire journal;
    ServeurMobile mobile;
    cconn::Client client("127.0.0.1", mobile.port(), tenace(journal));
    std::jthread fil([&] { client.lancer(); });
    REQUIRE(outils::attendre_que([&] { return client.est_lance(); }));

    if (fermer) {
        client.fermer();
    } else {
        client.eteindre();
    }
    fil.join(); // `lancer` revient

    CHECK(client.etat() == (fermer ? EtatClient::deconnecte : EtatClient::eteint));
    CHECK_FALSE(client.attendre_connexion(20s));
    CHECK(code_de([&] { client.appeler("un"); }) == "JAMAIS_ENVOYE");
    client.lancer_en_fond(); // relancer reconnecte
    CHECK(client.attendre_connexion(20s));
}

TEST_CASE("Reconnexion : eteindre interrompt l'attente entre deux essais", "[reconnexion]") {
    const JournalMemoire journal;
    auto options = tenace(journal);
    options.reconnexion = cconn::Reconnexion{.delai_initial = 1h, .delai_max = 2h};
    cconn::Client client("127.0.0.1", outils::port_libre(), options);
    client.lancer_en_fond(); // un essai aussitôt, puis une heure
    REQUIRE(journal.attendre(cconn::NiveauJournal::avertissement, "nouvel essai dans"));
    Recueil<bool> attentes;
    std::jthread attente([&] { attentes.ajouter(client.attendre_connexion()); });

    client.eteindre();

    CHECK(attentes.attendre(1) == std::vector<bool>{false});
    CHECK(client.etat() == EtatClient::eteint);
}

TEST_CASE("Reconnexion : un serveur plein se retente, et finit par accepter", "[reconnexion]") {
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.enregistrer_commande("un", [] { return 1; });
    serveur.lancer_en_fond();
    std::optional<cconn::Client> occupant(std::in_place, "127.0.0.1", serveur.port());
    REQUIRE(occupant->appeler<int>("un") == 1);
    Recueil<cconn::Cause> causes;
    cconn::Client client("127.0.0.1", serveur.port(), tenace(journal));
    client.quand_deconnecte([&](cconn::Cause cause) { causes.ajouter(cause); });
    client.lancer_en_fond();
    REQUIRE(causes.attendre(1).at(0) == cconn::Cause::congedie);

    occupant.reset();

    CHECK(outils::attendre_que([&] { return erreur_de([&] { client.appeler("un"); }) == "rien"; }));
}

TEST_CASE("Reconnexion : des reglages impossibles sont refuses", "[reconnexion]") {
    const auto reglages = GENERATE(
        cconn::Reconnexion{.delai_initial = 0ms},
        cconn::Reconnexion{.facteur = 0.5},
        cconn::Reconnexion{.alea = 1.5},
        cconn::Reconnexion{.delai_initial = 2s, .delai_max = 1s}
    );
    const ServeurMobile mobile;

    CHECK(code_de([&] {
              cconn::Client("127.0.0.1", mobile.port(), {.reconnexion = reglages});
          }) == "ARGUMENT_INVALIDE");
}

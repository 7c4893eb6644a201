// Essais des battements entre deux bouts cconn, et de ce que les autres n'en voient pas.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using cconn::Cause;
using cconn::NiveauJournal;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

constexpr auto bonjour_100 = R"([2,"cconn.bonjour",[{"battement":100}]])";
constexpr auto battement = R"([2,"cconn.battement",[]])";

void saluer(PairBrut& pair, std::uint32_t ms) {
    pair.envoyer_avis("cconn.bonjour", std::map<std::string, std::uint32_t>{{"battement", ms}});
}

} // namespace

TEST_CASE("Battements : un bout declare est salue, puis entend battre", "[battement]") {
    cconn::Serveur serveur(0, 1, {.battement = 100ms});
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    saluer(pair, 60'000);

    CHECK(pair.lire() == bonjour_100);
    CHECK(pair.lire() == battement);
    CHECK(pair.lire() == battement);
}

TEST_CASE("Battements : un client se declare le premier, une fois", "[battement]") {
    outils::EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), {.battement = 100ms});
    auto serveur = ecoute.accepter();
    client.lancer_en_fond();

    CHECK(serveur.lire() == bonjour_100);
    CHECK(client.envoyer("suite"));
    CHECK(serveur.lire() == R"([2,"suite",[]])"); // pas de battement à qui n'a rien dit
    saluer(serveur, 60'000);
    CHECK(serveur.lire() == battement);
}

TEST_CASE("Battements : qui ne s'est pas declare ne recoit rien de tel", "[battement]") {
    cconn::Serveur serveur(0, 1, {.battement = 100ms});
    serveur.enregistrer_commande("un", [] { return 1; });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    CHECK(pair.lire(350ms) == "rien");
    pair.envoyer_requete(1, "un");
    CHECK(pair.lire() == "[1,1,null,1]");
}

TEST_CASE("Battements : un bout sans l'option les ignore en silence", "[battement]") {
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction()});
    serveur.enregistrer_commande("un", [] { return 1; });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    saluer(pair, 1'000);
    pair.envoyer_avis("cconn.battement");
    pair.envoyer_avis("cconn.demain", 1, 2, 3);
    pair.envoyer_requete(1, "un");

    CHECK(pair.lire() == "[1,1,null,1]");
    CHECK_FALSE(journal.contient(NiveauJournal::avertissement, "cconn."));
    pair.envoyer_requete(2, "cconn.demain");
    CHECK_THAT(pair.lire(), Catch::Contains("COMMANDE_INCONNUE"));
}

TEST_CASE("Battements : trois manques, et le pair est tenu pour mort", "[battement]") {
    Recueil<Cause> causes;
    cconn::Serveur serveur(0, 1, {.journal = JournalMemoire().fonction(), .battement = 60s});
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());

    saluer(pair, 30);

    CHECK(causes.attendre(1) == std::vector<Cause>{Cause::pair_muet});
}

TEST_CASE("Battements : deux bouts au repos restent lies", "[battement]") {
    outils::Duo duo(outils::Vers::serveur, {.battement = 100ms}, {.battement = 100ms});
    duo.chez_appele("un", [] { return 1; });

    outils::Evenement().attendre(1, 1s); // dix battements

    CHECK(duo.client.est_ouverte());
    CHECK(duo.client.appeler<int>("un") == 1);
    CHECK(duo.serveur.nb_clients() == 1);
}

TEST_CASE("Battements : une inondation ferme la connexion, et dit pourquoi", "[battement]") {
    Recueil<Cause> causes;
    cconn::Serveur serveur(0, 1, {.journal = JournalMemoire().fonction(), .battement = 60s});
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    PairBrut pair(serveur.port());
    saluer(pair, 60'000);
    REQUIRE_THAT(pair.lire(), Catch::Contains("cconn.bonjour"));

    std::string rafale;
    for (int i = 0; i < 100; ++i) {
        rafale += PairBrut::trame(2, std::string("cconn.battement"), std::vector<int>{});
    }
    pair.envoyer(rafale);

    CHECK_THAT(pair.lire(), Catch::Contains("ATTENTE_PLEINE : trop de battements"));
    CHECK(causes.attendre(1) == std::vector<Cause>{Cause::limite_passee});
}

TEST_CASE(
    "Battements : un rythme que le pair tiendrait pour une inondation est refuse", "[battement]"
) {
    CHECK(outils::code_de([] {
              cconn::Serveur(0, 1, {.battement = 50ms});
          }) == "ARGUMENT_INVALIDE");
}

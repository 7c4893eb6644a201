// Essais des quotas: par client, par commande, en octets, ce qui persiste, ce que le voisin n'en sent pas.
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
#include <string>
#include <tuple>
#include <utility>

using namespace std::chrono_literals;
using cconn::Debit;
using outils::code_de;
using outils::erreur_de;
using outils::PairBrut;

namespace {

struct Cas {
    explicit Cas(cconn::OptionsServeur options = {})
        : serveur(0, 8, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("un", [this] { return ++executees; });
        serveur.quand_client_deconnecte([this](cconn::Connexion&, cconn::Cause cause) {
            causes.ajouter(cause);
        });
        serveur.lancer_en_fond();
    }

    [[nodiscard]] std::unique_ptr<cconn::Client> client() const {
        return std::make_unique<cconn::Client>(
            "127.0.0.1", serveur.port(), cconn::OptionsClient{.journal = journal.fonction()}
        );
    }

    outils::JournalMemoire journal;
    std::atomic<int> executees = 0;
    outils::Recueil<cconn::Cause> causes;
    cconn::Serveur serveur;
};

} // namespace

TEST_CASE("Quotas : au-dela, l'erreur dit quand reessayer, et c'est vrai", "[quotas]") {
    const Cas cas({.quotas = {.commandes = Debit{2, 3}}});
    const auto client = cas.client();
    for (int i = 1; i <= 3; ++i) {
        REQUIRE(client->appeler<int>("un") == i);
    }

    const std::string texte = erreur_de([&] { client->appeler("un"); });

    const std::string debut = "DEBIT_DEPASSE : réessayer dans ";
    REQUIRE(texte.rfind(debut, 0) == 0);
    const std::chrono::milliseconds attente{std::stoi(texte.substr(debut.size()))};
    CHECK(attente <= 500ms);
    outils::Evenement().attendre(1, attente);
    CHECK(client->appeler<int>("un") == 4);
}

TEST_CASE("Quotas : chaque client a les siens", "[quotas]") {
    const Cas cas({.quotas = {.commandes = Debit{0.01, 2}}});
    const auto un = cas.client();
    const auto deux = cas.client();

    for (const auto* client : {un.get(), deux.get()}) {
        CHECK(code_de([&] { client->appeler("un"); }) == "rien");
        CHECK(code_de([&] { client->appeler("un"); }) == "rien");
        CHECK(code_de([&] { client->appeler("un"); }) == "DEBIT_DEPASSE");
    }
}

TEST_CASE("Quotas : les octets se comptent aussi", "[quotas]") {
    Cas cas({.quotas = {.octets = Debit{1, 10'000}}});
    cas.serveur.enregistrer_commande("longueur", [](const std::string& t) { return t.size(); });
    const auto client = cas.client();

    CHECK(client->appeler<std::size_t>("longueur", std::string(9'000, 'x')) == 9'000);
    CHECK(code_de([&] {
              client->appeler("longueur", std::string(9'000, 'x'));
          }) == "DEBIT_DEPASSE");
    CHECK(client->appeler<int>("un") == 1);
}

TEST_CASE("Quotas : un avis de trop est perdu, et dit au journal", "[quotas]") {
    const Cas cas({.quotas = {.commandes = Debit{0.01, 2}}});
    const auto client = cas.client();

    for (int i = 0; i < 5; ++i) {
        CHECK(client->envoyer("un"));
    }

    CHECK(cas.journal.attendre(cconn::NiveauJournal::avertissement, "DEBIT_DEPASSE"));
    CHECK(outils::attendre_que([&] { return cas.executees == 2; }));
}

TEST_CASE("Quotas : une commande a les siens, par client", "[quotas]") {
    Cas cas;
    cas.serveur.enregistrer_commande(
        "chere", [] { return 7; }, {.quotas = {.commandes = Debit{0.01, 1}}}
    );
    const auto client = cas.client();

    CHECK(client->appeler<int>("chere") == 7);
    CHECK(code_de([&] { client->appeler("chere"); }) == "DEBIT_DEPASSE");
    CHECK(client->appeler<int>("un") == 1);
    CHECK(cas.client()->appeler<int>("chere") == 7);
}

TEST_CASE("Quotas : un client en met aussi a son serveur", "[quotas]") {
    outils::Duo duo(outils::Vers::client);
    duo.client.enregistrer_commande(
        "chere", [] { return 7; }, {.quotas = {.commandes = Debit{0.01, 1}}}
    );

    CHECK(duo.appele().appeler<int>("chere") == 7);
    CHECK(code_de([&] { duo.appele().appeler("chere"); }) == "DEBIT_DEPASSE");
}

TEST_CASE("Quotas : l'inondation qui persiste est congediee, les voisins servis", "[quotas]") {
    Cas cas({.quotas = {.commandes = Debit{1'000, 1'000}, .persistance = 300ms}});
    const bool connue = GENERATE(true, false);
    const auto voisin = cas.client();
    PairBrut pair(cas.serveur.port());
    std::string lot;
    for (std::uint32_t i = 0; i < 500; ++i) {
        lot += PairBrut::trame(2, connue ? "un" : "inconnue", std::make_tuple());
    }

    int servis = 0;
    const auto inonder = [&] {
        while (true) {
            pair.envoyer(lot);
            servis += code_de([&] { voisin->appeler("un"); }) == "rien" ? 1 : 0;
            outils::Evenement().attendre(1, 5ms);
        }
    };

    CHECK_THROWS_AS(inonder(), std::runtime_error);
    CHECK(cas.causes.attendre(1).at(0) == cconn::Cause::debit_depasse);
    CHECK(servis > 0);
    CHECK(code_de([&] { voisin->appeler("un"); }) == "rien");
}

TEST_CASE("Quotas : la cause est dite avant de fermer", "[quotas]") {
    const Cas cas({.quotas = {.commandes = Debit{0.01, 1}, .persistance = 0ms}});
    PairBrut pair(cas.serveur.port());

    pair.envoyer_requete(1, "un");
    CHECK(pair.lire() == "[1,1,null,1]");
    pair.envoyer_requete(2, "un");

    CHECK(pair.lire().rfind(R"([1,2,[1,"DEBIT_DEPASSE : réessayer dans )", 0) == 0);
    CHECK(pair.lire().rfind(R"([1,0,[1,"DEBIT_DEPASSE : réessayer dans )", 0) == 0);
    CHECK(pair.lire() == "fin");
}

TEST_CASE("Quotas : de meme pour une commande", "[quotas]") {
    Cas cas;
    cas.serveur.enregistrer_commande(
        "chere", [] { return 7; }, {.quotas = {.commandes = Debit{0.01, 1}, .persistance = 0ms}}
    );
    PairBrut pair(cas.serveur.port());

    pair.envoyer_requete(1, "chere");
    CHECK(pair.lire() == "[1,1,null,7]");
    pair.envoyer_requete(2, "chere");

    CHECK(pair.lire().find("DEBIT_DEPASSE") != std::string::npos);
    CHECK(pair.lire().find("DEBIT_DEPASSE") != std::string::npos);
    CHECK(pair.lire() == "fin");
    CHECK(cas.causes.attendre(1).at(0) == cconn::Cause::debit_depasse);
}

TEST_CASE("Quotas : des options impossibles sont refusees", "[quotas]") {
    CHECK(code_de([] {
              cconn::Serveur s(0, 1, {.quotas = {.commandes = Debit{0, 1}}});
          }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] {
              cconn::Serveur s(0, 1, {.admission = {.arrivees = {-1, 1}}});
          }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] { cconn::Serveur s(0, 1, {.memoire_max = 0}); }) == "ARGUMENT_INVALIDE");
    Cas cas;
    CHECK(code_de([&] {
              cas.serveur.enregistrer_commande("x", [] {}, {.quotas = {.octets = Debit{1, 0}}});
          }) == "ARGUMENT_INVALIDE");
}

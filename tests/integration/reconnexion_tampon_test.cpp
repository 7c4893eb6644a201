// Essais des messages gardés hors connexion: dans l'ordre, une fois, après quand_connecte.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::EtatClient;
using outils::EcouteBrute;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

cconn::OptionsClient prevoyant(const JournalMemoire& journal, std::size_t messages) {
    return {
        .journal = journal.fonction(),
        .reconnexion = cconn::Reconnexion{
            .delai_initial = 5ms, .delai_max = 20ms, .tampon_messages = messages}};
}

std::string avis(const std::string& nom, int n) {
    return R"([2,")" + nom + R"(",[)" + std::to_string(n) + "]]";
}

} // namespace

TEST_CASE("Envois gardes : ils partent dans l'ordre, apres quand_connecte", "[reconnexion]") {
    const JournalMemoire journal;
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), prevoyant(journal, 100));
    int abonnements = 0;
    client.quand_connecte([&] { client.envoyer("abonner", ++abonnements); });
    auto premier = ecoute.accepter();
    REQUIRE(premier.lire() == avis("abonner", 1));
    premier.rompre();
    REQUIRE(outils::attendre_que([&] {
        return !client.envoyer("sonde", 0) || client.etat() == EtatClient::reconnexion;
    }));
    const auto ancienne = client.connexion();

    for (int i = 1; i <= 50; ++i) {
        CHECK(client.envoyer("n", i));
    }
    CHECK_FALSE(ancienne.envoyer("perdu", 1));
    client.lancer_en_fond();
    auto second = ecoute.accepter();

    CHECK(second.lire() == avis("abonner", 2));
    std::string lu = second.lire();
    while (lu == avis("sonde", 0)) { // partie pendant la coupure, gardée elle aussi
        lu = second.lire();
    }
    int justes = 0;
    for (int i = 1; i <= 50; ++i) {
        justes += lu == avis("n", i) ? 1 : 0;
        lu = i < 50 ? second.lire() : lu;
    }
    CHECK(justes == 50);
    REQUIRE(client.attendre_connexion(20s));
    REQUIRE(client.envoyer("n", 51));
    CHECK(second.lire() == avis("n", 51));
}

TEST_CASE(
    "Envois gardes : la place manque, envoyer rend faux et le journal le dit", "[reconnexion]"
) {
    const JournalMemoire journal;
    const int port = EcouteBrute().port();
    cconn::Client client("127.0.0.1", port, prevoyant(journal, 2));

    CHECK(client.envoyer("n", 1));
    CHECK(client.envoyer("n", 2));
    CHECK_FALSE(client.envoyer("n", 3));

    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "impossible d'envoyer n"));
    client.eteindre();
    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "2 messages gardés"));
    CHECK_FALSE(client.envoyer("n", 4));
}

TEST_CASE(
    "Envois gardes : un fil qui envoie sans cesse n'en double ni n'en croise aucun", "[reconnexion]"
) {
    constexpr int coupures = 5;
    const JournalMemoire journal;
    EcouteBrute ecoute;
    cconn::Client client("127.0.0.1", ecoute.port(), prevoyant(journal, 100'000));
    client.lancer_en_fond();
    std::atomic<bool> fini = false;
    std::jthread envois([&] {
        for (int n = 1; !fini; ++n) {
            while (!client.envoyer("n", n) && !fini) {
            }
            if (n % 64 == 0) {
                std::this_thread::yield();
            }
        }
    });

    int dernier = 0;
    bool croissants = true;
    for (int i = 0; i < coupures; ++i) {
        auto serveur = ecoute.accepter();
        for (int lus = 0; lus < 200; ++lus) {
            const std::string lu = serveur.lire();
            int n = 0;
            croissants = croissants && std::sscanf(lu.c_str(), "[2,\"n\",[%d]]", &n) == 1;
            // Une coupure perd ce qui était en route ; rien ne revient, rien ne se croise.
            croissants = croissants && n > dernier;
            dernier = n;
        }
        serveur.rompre();
    }

    CHECK(croissants);
    fini = true;
    envois.join();
}

// Essais de Veille: descripteurs prêts, réveils, échéances.
// SPDX-License-Identifier: MIT
#include "outils/paire_tcp.hpp"
#include "transport/veille.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::detail::Veille;
using outils::dans;
using outils::delai_large;
using outils::Instant;
using outils::jamais;
using outils::octets;
using outils::PaireTcp;
using std::chrono::steady_clock;
using Cles = std::vector<std::uint64_t>;

namespace {

Cles pretes(Veille& veille, Instant echeance) {
    Cles cles{99};
    veille.attendre(echeance, cles);
    return cles;
}

/// Remplit jusqu'à ce que le système ait fini de ranger ce qu'il a pris : rend la taille partie.
std::size_t remplir_et_surveiller(outils::Transport& transport, Veille& veille, std::uint64_t cle) {
    std::size_t total = 0;
    do {
        total += outils::remplir(transport).size();
        REQUIRE(veille.surveiller_ecriture(transport.descripteur(), cle));
    } while (!pretes(veille, dans(50ms)).empty());
    return total;
}

} // namespace

TEST_CASE("Veille : rend une fois la cle d'une connexion prete", "[transport][veille]") {
    const PaireTcp paire;
    Veille veille;
    REQUIRE(veille.surveiller_ecriture(paire.client->descripteur(), 7));

    CHECK(pretes(veille, dans(delai_large)) == Cles{7});
    CHECK(pretes(veille, Instant()).empty());
    REQUIRE(veille.surveiller_ecriture(paire.client->descripteur(), 8));

    CHECK(pretes(veille, dans(delai_large)) == Cles{8});
}

TEST_CASE(
    "Veille : une connexion pleine n'est prete que quand le pair lit", "[transport][veille]"
) {
    const PaireTcp paire;
    Veille veille;
    const std::size_t taille = remplir_et_surveiller(*paire.client, veille, 7);

    CHECK(outils::recevoir_tout(*paire.serveur, taille).size() == taille);

    CHECK(pretes(veille, dans(delai_large)) == Cles{7});
}

TEST_CASE("Veille : rend la cle de qui a des octets a lire", "[transport][veille]") {
    const PaireTcp paire;
    Veille veille;
    REQUIRE(veille.surveiller_lecture(paire.serveur->descripteur(), 3));
    REQUIRE(pretes(veille, Instant()).empty());

    REQUIRE(paire.client->envoyer(octets("x")).taille == 1);

    CHECK(pretes(veille, dans(delai_large)) == Cles{3});
}

TEST_CASE("Veille : une connexion rompue est prete", "[transport][veille]") {
    PaireTcp paire;
    Veille veille;
    static_cast<void>(remplir_et_surveiller(*paire.client, veille, 5));
    if (GENERATE(true, false)) {
        REQUIRE(veille.surveiller_lecture(paire.client->descripteur(), 5));
    }

    // Le pair laisse des octets non lus : TCP répond RST.
    paire.serveur.reset();

    CHECK(pretes(veille, dans(delai_large)) == Cles{5});
}

TEST_CASE("Veille : un pair qui a fini est pret a lire", "[transport][veille]") {
    PaireTcp paire;
    Veille veille;
    REQUIRE(veille.surveiller_lecture(paire.client->descripteur(), 6));
    REQUIRE(pretes(veille, Instant()).empty());

    paire.serveur.reset();

    CHECK(pretes(veille, dans(delai_large)) == Cles{6});
}

TEST_CASE("Veille : oublie un descripteur, surveille ou non", "[transport][veille]") {
    const PaireTcp paire;
    Veille veille;
    REQUIRE(veille.surveiller_ecriture(paire.client->descripteur(), 7));

    veille.oublier(paire.client->descripteur());
    veille.oublier(paire.serveur->descripteur());
    veille.oublier(-1);

    CHECK(pretes(veille, Instant()).empty());
}

TEST_CASE("Veille : refuse de surveiller ce qui n'existe pas", "[transport][veille]") {
    Veille veille;

    CHECK_FALSE(veille.surveiller_ecriture(-1, 1));
    CHECK_FALSE(veille.surveiller_lecture(-1, 1));
}

TEST_CASE("Veille : plusieurs reveils avant l'attente n'en font qu'un", "[transport][veille]") {
    Veille veille;
    veille.reveiller();
    veille.reveiller();

    CHECK(pretes(veille, jamais).empty());
    const Instant echeance = dans(20ms);
    CHECK(pretes(veille, echeance).empty());

    CHECK(steady_clock::now() >= echeance);
}

TEST_CASE("Veille : un reveil d'un autre fil n'est jamais perdu", "[transport][veille]") {
    constexpr int tours = 2'000;
    Veille veille;
    std::atomic<int> demandes = 0;
    int vues = 0;

    const std::jthread autre([&veille, &demandes] {
        for (int i = 0; i < tours; ++i) {
            demandes.fetch_add(1, std::memory_order_relaxed);
            veille.reveiller();
        }
    });
    while (vues < tours) {
        REQUIRE(pretes(veille, dans(delai_large)).empty());
        const int maintenant = demandes.load(std::memory_order_relaxed);
        REQUIRE(maintenant > vues - 1);
        vues = maintenant;
    }

    CHECK(vues == tours);
}

TEST_CASE("Veille : l'echeance n'est pas en avance", "[transport][veille]") {
    Veille veille;

    for (const auto delai : {0ms, 1ms, 15ms}) {
        const Instant echeance = dans(delai);
        CHECK(pretes(veille, echeance).empty());
        CHECK(steady_clock::now() >= echeance);
    }
}

TEST_CASE("Veille : rend plusieurs cles a la fois", "[transport][veille]") {
    const PaireTcp paire;
    Veille veille;
    REQUIRE(veille.surveiller_ecriture(paire.client->descripteur(), 1));
    REQUIRE(veille.surveiller_ecriture(paire.serveur->descripteur(), 2));

    const Cles cles = pretes(veille, dans(delai_large));

    CHECK(cles.size() == 2);
}

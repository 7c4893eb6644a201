// Essais de TransportTcp: lire, écrire, couper, échoir, sur l'interface locale.
// SPDX-License-Identifier: MIT
#include "outils/paire_tcp.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::detail::Ecriture;
using cconn::detail::Sens;
using outils::dans;
using outils::delai_large;
using outils::Instant;
using outils::jamais;
using outils::Lecture;
using outils::octets;
using outils::PaireTcp;
using outils::recevoir_tout;
using outils::recevoir_un;
using outils::remplir;
using outils::Transport;
using std::chrono::steady_clock;

namespace {

/// Écrit jusqu'à ce que la connexion soit dite rompue ; rend l'errno.
int ecrire_jusqua_rupture(Transport& transport) {
    for (;;) {
        const Ecriture ecriture = transport.envoyer(octets("encore"));
        if (ecriture.genre == Ecriture::Genre::rompue) {
            return ecriture.erreur;
        }
    }
}

} // namespace

TEST_CASE("TransportTcp : transmet les octets dans les deux sens", "[transport][tcp]") {
    const PaireTcp paire(GENERATE(as<std::string>{}, "127.0.0.1", "::1", "[::1]", "localhost"));

    CHECK(paire.client->envoyer(octets("bonjour")).taille == 7);
    CHECK(recevoir_tout(*paire.serveur, 7) == "bonjour");
    CHECK(paire.serveur->envoyer(octets("salut")).taille == 5);
    CHECK(recevoir_tout(*paire.client, 5) == "salut");
}

TEST_CASE("TransportTcp : donne l'adresse du pair, numerique", "[transport][tcp]") {
    const PaireTcp quatre("127.0.0.1");
    const PaireTcp six("::1");

    CHECK(quatre.client->ip() == "127.0.0.1");
    CHECK(quatre.serveur->ip() == "127.0.0.1");
    CHECK(quatre.serveur->port() != 0);
    CHECK(quatre.serveur->port() != quatre.client->port());
    CHECK(six.serveur->ip() == "::1");
}

TEST_CASE("TransportTcp : envoie des morceaux comme un seul texte", "[transport][tcp]") {
    const PaireTcp paire;
    const auto nombre = GENERATE(0U, 1U, 2U, 64U, 65U, 200U);
    std::vector<std::string> textes;
    std::string attendu;
    for (unsigned i = 0; i < nombre; ++i) {
        textes.push_back(i % 5 == 3 ? "" : std::to_string(i) + ";");
        attendu += textes.back();
    }
    std::vector<std::span<const std::uint8_t>> morceaux;
    for (const std::string& texte : textes) {
        morceaux.push_back(octets(texte));
    }

    const Ecriture ecriture = paire.client->envoyer(morceaux);

    CHECK(ecriture.genre == Ecriture::Genre::octets);
    CHECK(ecriture.taille == attendu.size());
    CHECK(recevoir_tout(*paire.serveur, attendu.size()) == attendu);
}

TEST_CASE(
    "TransportTcp : dit qu'il est plein, et reprend sans perdre un octet", "[transport][tcp]"
) {
    const PaireTcp paire;
    std::string parti = remplir(*paire.client);
    const auto suite = octets("suite");
    const std::array morceaux{suite, suite};
    Ecriture ecriture = paire.client->envoyer(morceaux);
    while (ecriture.genre == Ecriture::Genre::octets) {
        parti.append("suitesuite", ecriture.taille);
        ecriture = paire.client->envoyer(morceaux);
    }
    CHECK(ecriture.genre == Ecriture::Genre::pleine);

    CHECK(recevoir_tout(*paire.serveur, parti.size()) == parti);
    REQUIRE(paire.client->envoyer(morceaux).taille == 10);

    CHECK(recevoir_tout(*paire.serveur, 10) == "suitesuite");
}

TEST_CASE("TransportTcp : une echeance passee n'attend pas", "[transport][tcp]") {
    const PaireTcp paire;
    CHECK(recevoir_un(*paire.serveur, Instant()).genre == Lecture::Genre::echeance);

    REQUIRE(paire.client->envoyer(octets("la")).taille == 2);
    REQUIRE(recevoir_un(*paire.serveur, dans(delai_large)).taille == 2);

    CHECK(recevoir_un(*paire.serveur, steady_clock::now()).genre == Lecture::Genre::echeance);
}

TEST_CASE("TransportTcp : une echeance n'est jamais en avance, et peu en retard", "[tcp]") {
    constexpr std::array delais{1ms, 5ms, 50ms, 50ms, 4ms, 200ms, 30ms};
    const PaireTcp paire;
    std::array<steady_clock::duration, delais.size()> retards{};
    retards.fill(1h);

    // Une machine chargée n'est pas une faute : le meilleur de dix tours, d'ordinaire un seul.
    bool precis = false;
    for (int tour = 0; tour < 10 && !precis; ++tour) {
        precis = true;
        for (std::size_t i = 0; i < delais.size(); ++i) {
            const Instant echeance = dans(delais[i]);
            REQUIRE(recevoir_un(*paire.serveur, echeance).genre == Lecture::Genre::echeance);
            retards[i] = std::min(retards[i], steady_clock::now() - echeance);
            REQUIRE(retards[i] >= 0ms);
            // Moins que ce que coûterait l'attente de 200 ms restée réglée pour celle de 30 ms.
            precis = precis && retards[i] <= 80ms;
        }
    }

    CHECK(precis);
}

TEST_CASE("TransportTcp : sans echeance apres une echeance, attend encore", "[transport][tcp]") {
    const PaireTcp paire;
    REQUIRE(recevoir_un(*paire.serveur, dans(20ms)).genre == Lecture::Genre::echeance);

    // Le client parle bien après la fin de l'attente de 20 ms restée réglée sur le serveur.
    const std::jthread client([&paire] {
        static_cast<void>(recevoir_un(*paire.client, dans(100ms)));
        static_cast<void>(paire.client->envoyer(octets("enfin")));
    });
    const Lecture lecture = recevoir_un(*paire.serveur, jamais);

    CHECK(lecture.genre == Lecture::Genre::octets);
    CHECK(lecture.taille == 5);
}

TEST_CASE("TransportTcp : le pair qui ferme donne la fin apres ses octets", "[transport][tcp]") {
    PaireTcp paire;
    REQUIRE(paire.client->envoyer(octets("adieu")).taille == 5);
    CHECK_FALSE(paire.serveur->pair_a_raccroche());

    paire.client.reset();

    CHECK(recevoir_tout(*paire.serveur, 100) == "adieu");
    CHECK(recevoir_un(*paire.serveur, dans(delai_large)).genre == Lecture::Genre::fin);
    CHECK(paire.serveur->pair_a_raccroche());
}

TEST_CASE("TransportTcp : un sens coupe laisse l'autre ouvert", "[transport][tcp]") {
    const PaireTcp paire;
    REQUIRE(paire.client->envoyer(octets("question")).taille == 8);

    paire.client->couper(Sens::ecriture);
    CHECK(recevoir_tout(*paire.serveur, 100) == "question");
    CHECK(paire.serveur->pair_a_raccroche());
    CHECK_FALSE(paire.client->pair_a_raccroche());
    REQUIRE(paire.serveur->envoyer(octets("reponse")).taille == 7);

    CHECK(recevoir_tout(*paire.client, 7) == "reponse");
    CHECK(paire.client->envoyer(octets("trop tard")).erreur == EPIPE);
}

TEST_CASE("TransportTcp : couper reveille le fil qui lit", "[transport][tcp]") {
    const PaireTcp paire;
    const Sens sens = GENERATE(Sens::lecture, Sens::tout);
    Lecture lecture{Lecture::Genre::echeance};

    {
        const std::jthread lecteur([&paire, &lecture] {
            lecture = recevoir_un(*paire.serveur, jamais);
        });
        paire.serveur->couper(sens);
    }

    CHECK(lecture.genre == Lecture::Genre::fin);
    paire.serveur->couper(sens);
    CHECK(recevoir_un(*paire.serveur, jamais).genre == Lecture::Genre::fin);
}

TEST_CASE(
    "TransportTcp : un pair mort est une rupture, en lecture et en ecriture", "[transport][tcp]"
) {
    PaireTcp paire;
    REQUIRE(paire.client->envoyer(octets("jamais lu")).taille == 9);
    while (paire.serveur->octets_a_lire() == 0) {
    }

    // Fermé avec des octets non lus : TCP répond RST.
    paire.serveur.reset();
    const Lecture lecture = recevoir_un(*paire.client, dans(delai_large));

    CHECK(lecture.genre == Lecture::Genre::rompue);
    CHECK(lecture.erreur == ECONNRESET);
    CHECK(paire.client->pair_a_raccroche());
    CHECK(paire.client->envoyer(octets("encore")).genre == Ecriture::Genre::rompue);
    CHECK(paire.client->octets_a_lire() == 0);
    paire.client->couper(Sens::tout);
}

TEST_CASE("TransportTcp : une remise attendue arrive malgre des octets non lus", "[tcp]") {
    PaireTcp paire;
    REQUIRE(paire.client->envoyer(octets("jamais lu")).taille == 9);
    while (paire.serveur->octets_a_lire() == 0) {
    }

    REQUIRE(paire.serveur->envoyer(octets("adieu")).taille == 5);
    paire.serveur->attendre_remise(delai_large);
    paire.serveur.reset();

    CHECK(recevoir_tout(*paire.client, 100) == "adieu");
    CHECK(recevoir_un(*paire.client, dans(delai_large)).genre == Lecture::Genre::fin);
}

TEST_CASE("TransportTcp : compte les octets deja la", "[transport][tcp]") {
    const PaireTcp paire;
    CHECK(paire.serveur->octets_a_lire() == 0);

    REQUIRE(paire.client->envoyer(octets("douze octets")).taille == 12);
    std::array<std::uint8_t, 2> place{};
    REQUIRE(paire.serveur->recevoir(place, dans(delai_large)).taille == 2);

    CHECK(paire.serveur->octets_a_lire() == 10);
}

TEST_CASE("TransportTcp : ecrire a un pair parti ne leve pas SIGPIPE", "[transport][tcp]") {
    const int issue = outils::dans_un_enfant([] {
        outils::rendre_sigpipe_mortel();
        PaireTcp paire;
        paire.serveur.reset();

        const int erreur = ecrire_jusqua_rupture(*paire.client);
        const auto suite = octets("suite");
        const std::array morceaux{suite, suite};
        return (erreur == EPIPE || erreur == ECONNRESET) &&
               paire.client->envoyer(morceaux).erreur == EPIPE;
    });

    CHECK(issue == 0);
}

TEST_CASE(
    "TransportTcp : les signaux de l'hote ne changent ni octets ni echeance", "[transport][tcp]"
) {
    const PaireTcp paire;
    struct sigaction ancienne {};
    struct sigaction sans_effet {};
    sans_effet.sa_handler = [](int /*signal*/) {
    };
    ::sigaction(SIGUSR1, &sans_effet, &ancienne);
    const pthread_t lecteur = ::pthread_self();

    Lecture avant{};
    Lecture apres{};
    Instant echeance{};
    Instant retour{};
    {
        const std::jthread tempete([lecteur](const std::stop_token& arret) {
            while (!arret.stop_requested()) {
                ::pthread_kill(lecteur, SIGUSR1);
                std::this_thread::yield();
            }
        });
        echeance = dans(100ms);
        avant = recevoir_un(*paire.serveur, echeance);
        retour = steady_clock::now();
        static_cast<void>(paire.client->envoyer(octets("malgre tout")));
        apres = recevoir_un(*paire.serveur, dans(delai_large));
    }
    ::sigaction(SIGUSR1, &ancienne, nullptr);

    CHECK(avant.genre == Lecture::Genre::echeance);
    CHECK(retour >= echeance);
    CHECK(retour < echeance + 1s);
    CHECK(apres.taille == 11);
}

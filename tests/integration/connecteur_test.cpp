// Essais de connecter_tcp: noms, adresses mortes, délais, connexion à soi-même.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "outils/paire_tcp.hpp"
#include "outils/processus.hpp"
#include "transport/adresse.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <vector>

using namespace std::chrono_literals;
using cconn::CodeErreur;
using cconn::Erreur;
using cconn::detail::connecter_tcp;
using cconn::detail::Descripteur;
using cconn::detail::Ecouteur;
using cconn::detail::resoudre;
using cconn::detail::Usage;
using outils::delai_large;
using std::chrono::milliseconds;

namespace {

/// Un port où personne n'écoute, pair : Linux prend les ports impairs pour bind, et pour connect
/// d'abord ceux-là.
std::uint16_t port_mort() {
    cconn::detail::Journal journal;
    for (;;) {
        const Ecouteur voisin("127.0.0.1", 0, journal);
        const auto port = static_cast<std::uint16_t>(voisin.port() ^ 1U);
        try {
            return Ecouteur("127.0.0.1", port, journal).port();
        } catch (const Erreur& e) {
            // Pris par un autre programme : ailleurs.
            REQUIRE(e.code_cconn() == CodeErreur::serveur_injoignable);
        }
    }
}

std::optional<Erreur> erreur_de(const std::string& hote, std::uint16_t port, milliseconds delai) {
    try {
        static_cast<void>(connecter_tcp(hote, port, delai));
    } catch (const Erreur& e) {
        return e;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE(
    "connecter_tcp : un port mort est refuse, avec l'hote, le port et la raison", "[connecteur]"
) {
    const std::uint16_t port = port_mort();

    const auto direct = erreur_de("127.0.0.1", port, delai_large);
    const auto par_nom = erreur_de("localhost", port, delai_large);

    REQUIRE(direct.has_value());
    CHECK(direct->code_cconn() == CodeErreur::connexion_refusee);
    CHECK(
        direct->contexte() ==
        "127.0.0.1 port " + std::to_string(port) + " : personne n'écoute sur ce port"
    );
    REQUIRE(par_nom.has_value());
    CHECK_THAT(par_nom->contexte(), Catch::Contains("127.0.0.1, personne n'écoute"));
}

TEST_CASE("connecter_tcp : un hote qui n'en est pas un est inconnu", "[connecteur]") {
    const std::string hote = GENERATE(
        as<std::string>{},
        "",
        "[]",
        "deux mots",
        std::string("127.0.0.1\0.piege", 16),
        std::string(300, 'a')
    );

    const auto erreur = erreur_de(hote, 1, delai_large);

    REQUIRE(erreur.has_value());
    CHECK(erreur->code_cconn() == CodeErreur::adresse_inconnue);
    CHECK_THAT(erreur->contexte(), Catch::StartsWith(hote + " port 1 : "));
}

TEST_CASE("connecter_tcp : essaie toutes les adresses d'un nom", "[connecteur]") {
    cconn::detail::Journal journal;
    // localhost a d'ordinaire ::1 pour première adresse, où personne n'écoute.
    const Ecouteur ecouteur("127.0.0.1", 0, journal);

    const auto transport = connecter_tcp("localhost", ecouteur.port(), delai_large);

    CHECK(transport->ip() == "127.0.0.1");
}

TEST_CASE("connecter_tcp : une machine muette est abandonnee a l'echeance", "[connecteur]") {
    // Une file de connexions pleine : le noyau laisse les suivantes sans réponse.
    const Descripteur sourd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in adresse{};
    adresse.sin_family = AF_INET;
    adresse.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t taille = sizeof adresse;
    auto* const brute = reinterpret_cast<sockaddr*>(&adresse);
    REQUIRE(::bind(sourd.numero(), brute, taille) == 0);
    REQUIRE(::listen(sourd.numero(), 0) == 0);
    REQUIRE(::getsockname(sourd.numero(), brute, &taille) == 0);
    const auto remplissage = connecter_tcp("127.0.0.1", ntohs(adresse.sin_port), delai_large);

    const auto debut = std::chrono::steady_clock::now();
    const auto erreur = erreur_de("127.0.0.1", ntohs(adresse.sin_port), 100ms);
    const auto duree = std::chrono::steady_clock::now() - debut;

    REQUIRE(erreur.has_value());
    CHECK(erreur->code_cconn() == CodeErreur::connexion_refusee);
    CHECK_THAT(erreur->contexte(), Catch::EndsWith("pas de réponse"));
    CHECK(duree >= 100ms);
    CHECK(duree < 5s);
}

TEST_CASE("connecter_tcp : un delai immense n'est pas un delai passe", "[connecteur]") {
    cconn::detail::Journal journal;
    const Ecouteur ecouteur("127.0.0.1", 0, journal);

    CHECK(connecter_tcp("127.0.0.1", ecouteur.port(), milliseconds::max()) != nullptr);
}

TEST_CASE("connecter_tcp : ne se prend pas lui-meme pour un serveur", "[connecteur]") {
    const std::uint16_t port = port_mort();

    // Le noyau parcourt les ports locaux : l'un de ces essais part du port qu'il appelle.
    unsigned refus = 0;
    constexpr unsigned essais = 30'000;
    for (unsigned i = 0; i < essais; ++i) {
        const auto erreur = erreur_de("127.0.0.1", port, delai_large);
        if (erreur.has_value() && erreur->code_cconn() == CodeErreur::connexion_refusee) {
            ++refus;
        }
    }

    CHECK(refus == essais);
}

TEST_CASE("connecter_tcp : sans descripteur libre, le dit", "[connecteur]") {
    cconn::detail::Journal journal;
    const Ecouteur ecouteur("127.0.0.1", 0, journal);
    const int issue = outils::dans_un_enfant([&ecouteur] {
        outils::epuiser_descripteurs();
        const auto erreur = erreur_de("127.0.0.1", ecouteur.port(), delai_large);
        return erreur.has_value() && erreur->code_cconn() == CodeErreur::connexion_refusee &&
               erreur->contexte().ends_with("trop de descripteurs ouverts par ce programme");
    });

    CHECK(issue == 0);
}

TEST_CASE(
    "Transport : un programme lance par l'hote n'herite d'aucun descripteur", "[connecteur]"
) {
    const std::vector<int> avant = outils::descripteurs_ouverts();
    const outils::PaireTcp paire;
    cconn::detail::Journal journal;
    const Ecouteur ecouteur("127.0.0.1", 0, journal);
    std::vector<int> apres = outils::descripteurs_ouverts();
    std::erase_if(apres, [&avant](int numero) {
        return std::binary_search(avant.begin(), avant.end(), numero);
    });
    REQUIRE(apres.size() >= 5);

    std::string commande = "true";
    for (const int numero : apres) {
        commande += " && test ! -e /proc/self/fd/" + std::to_string(numero);
    }
    const int issue = outils::dans_un_enfant([&commande] {
        return ::execl("/bin/sh", "sh", "-c", commande.c_str(), nullptr) == 0;
    });

    CHECK(issue == 0);
}

TEST_CASE("resoudre : une adresse IPv4 ecrite en IPv6 est une adresse IPv4", "[connecteur]") {
    const auto adresses = resoudre("::ffff:127.0.0.1", 80, Usage::connecter);

    REQUIRE(adresses.size() == 1);
    CHECK(adresses[0].toString() == "127.0.0.1:80");
}

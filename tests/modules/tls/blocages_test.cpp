// Tests de TLS: les poignées de main qui s'arrêtent en chemin, à chaque étape.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"
#include "relais.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>

// Un assainisseur prend plus de mémoire que ce qu'il observe.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CCONN_ASSAINI 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CCONN_ASSAINI 1
#endif
#endif

namespace {

#ifdef CCONN_ASSAINI
constexpr bool memoire_fidele = false;
#else
constexpr bool memoire_fidele = true;
#endif

using banc_tls::Passage;
using banc_tls::pki;
using banc_tls::Relais;
using Catch::Matchers::StartsWith;
using std::chrono::milliseconds;

constexpr milliseconds delai_court{300};

std::shared_ptr<cconn::tls::ChiffreurServeur> serveur_presse(const std::string& nom = "serveur") {
    auto reglages = banc_tls::certificat(nom);
    reglages.delai_poignee = delai_court;
    return cconn::tls::chiffrer_serveur(reglages);
}

std::shared_ptr<cconn::tls::ChiffreurClient> client_presse() {
    return cconn::tls::chiffrer_client(
        {.autorites = pki("autorite.pem"), .delai_poignee = delai_court}
    );
}

/// Un vrai salut d'openssl, et l'alerte ou le reste qu'il n'enverra pas.
std::string salut_openssl() {
    outils::EcouteBrute ecoute;
    const outils::Programme client(banc_tls::client_openssl(ecoute.port()));
    const outils::SocketBrut pair(::accept4(ecoute.numero(), nullptr, nullptr, SOCK_CLOEXEC));
    std::array<char, 16'384> place{};
    const ssize_t lus = ::recv(pair.numero(), place.data(), place.size(), 0);
    return {place.data(), static_cast<std::size_t>(std::max<ssize_t>(lus, 0))};
}

/// Combien de clients bloqués ; CCONN_BLOCAGES en demande plus.
std::size_t nb_blocages() {
    const char* const voulu =
        std::getenv("CCONN_BLOCAGES"); // NOLINT(concurrency-mt-unsafe): seul fil
    return voulu == nullptr ? 90 : static_cast<std::size_t>(std::stoul(voulu));
}

long kio_residents() {
    std::ifstream etat("/proc/self/status");
    for (std::string ligne; std::getline(etat, ligne);) {
        if (ligne.starts_with("VmRSS:")) {
            return std::stol(ligne.substr(6));
        }
    }
    return 0;
}

} // namespace

TEST_CASE("Serveur TLS : ferme a l'heure une poignee qui s'arrete, a chaque etape", "[tls]") {
    const std::string salut = salut_openssl();
    REQUIRE(salut.size() > 100);
    const std::size_t taille = GENERATE_COPY(
        std::size_t{0},
        std::size_t{1},
        std::size_t{8},
        salut.size() / 2,
        salut.size() - 1,
        salut.size()
    );
    INFO(taille << " octets de " << salut.size());
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction(), .chiffrement = serveur_presse()});
    serveur.lancer_en_fond();
    outils::PairBrut client(serveur.port());

    const auto debut = std::chrono::steady_clock::now();
    client.envoyer(salut.substr(0, taille));

    CHECK(journal.attendre(
        cconn::NiveauJournal::avertissement, "POIGNEE_ECHOUEE : poignée de main pas finie en 300 ms"
    ));
    CHECK(std::chrono::steady_clock::now() - debut >= delai_court - milliseconds{50});
}

TEST_CASE("Serveur TLS : un client qui se tait apres la reponse est ferme a l'heure", "[tls]") {
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction(), .chiffrement = serveur_presse()});
    serveur.lancer_en_fond();
    // Le salut passe, la suite du client non.
    const std::string salut = salut_openssl();
    const Relais relais(serveur.port(), {.vers_serveur = salut.size()});
    const outils::Programme client(banc_tls::client_openssl(relais.port()));

    CHECK(journal.attendre(cconn::NiveauJournal::avertissement, "pas finie en 300 ms"));
}

TEST_CASE("Client TLS : un serveur qui s'arrete n'est jamais admis, a aucune etape", "[tls]") {
    const std::string nom = GENERATE("serveur", "autre_nom");
    const std::size_t passe = GENERATE(0U, 1U, 5U, 60U, 130U, 300U, 600U);
    INFO(nom << ", " << passe << " octets passent");
    const banc_tls::ServeurOpenssl serveur(nom);
    const Relais relais(serveur.port(), {.vers_client = passe});

    const std::string refus = outils::erreur_de([&] {
        const cconn::Client client("127.0.0.1", relais.port(), {.chiffrement = client_presse()});
    });

    CHECK_THAT(refus, StartsWith("POIGNEE_ECHOUEE : poignée de main pas finie en 300 ms"));
}

TEST_CASE("Client TLS : un autre nom est refuse meme octet par octet", "[tls]") {
    const banc_tls::ServeurOpenssl mauvais("autre_nom");
    const banc_tls::ServeurOpenssl bon("serveur");
    const Relais vers_mauvais(mauvais.port(), {.morceau = 1});
    const Relais vers_bon(bon.port(), {.morceau = 1});
    const auto joindre = [](std::uint16_t port) {
        return outils::code_de([&] {
            const cconn::Client client(
                "127.0.0.1", port, {.chiffrement = banc_tls::chiffrer_client()}
            );
        });
    };

    CHECK(joindre(vers_mauvais.port()) == "CERTIFICAT_REFUSE");
    CHECK(joindre(vers_bon.port()) == "rien");
}

TEST_CASE("Serveur TLS : un client lu octet par octet est servi", "[tls]") {
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur()});
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.lancer_en_fond();
    const Relais relais(serveur.port(), {.morceau = 1});

    const cconn::Client client(
        "127.0.0.1", relais.port(), {.chiffrement = banc_tls::chiffrer_client()}
    );

    CHECK(client.appeler<int>("echo", 3) == 3);
}

TEST_CASE("Serveur TLS : des poignees bloquees ne genent pas un client qui arrive", "[tls]") {
    const std::size_t nombre = nb_blocages();
    const std::string salut = salut_openssl();
    cconn::Serveur serveur(
        0, nombre + 1, {.journal = [](auto, auto) {}, .chiffrement = banc_tls::chiffrer_serveur()}
    );
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.lancer_en_fond();
    const auto chiffrement = banc_tls::chiffrer_client();
    const auto appeler = [&] {
        const cconn::Client client("127.0.0.1", serveur.port(), {.chiffrement = chiffrement});
        return client.appeler<int>("echo", 3);
    };
    REQUIRE(appeler() == 3);

    const long avant = kio_residents();
    std::deque<outils::PairBrut> bloques;
    for (std::size_t rang = 0; rang < nombre; ++rang) {
        // Muets, arrêtés au milieu du salut, ou après la réponse du serveur.
        bloques.emplace_back(serveur.port()).envoyer(salut.substr(0, rang % 3 * salut.size() / 2));
    }
    CHECK(appeler() == 3);
    const long apres = kio_residents();

    INFO((apres - avant) / static_cast<long>(nombre) << " Kio par poignée bloquée");
    CHECK((!memoire_fidele || apres - avant < 64 * static_cast<long>(nombre) + 8'192));
}

TEST_CASE("Serveur TLS : s'eteint sans attendre les poignees bloquees", "[tls]") {
    cconn::Serveur serveur(
        0, 4, {.journal = [](auto, auto) {}, .chiffrement = banc_tls::chiffrer_serveur()}
    );
    serveur.lancer_en_fond();
    outils::PairBrut muet(serveur.port());
    outils::PairBrut a_moitie(serveur.port());
    a_moitie.envoyer(salut_openssl().substr(0, 100));

    const auto debut = std::chrono::steady_clock::now();
    serveur.eteindre();

    CHECK(std::chrono::steady_clock::now() - debut < std::chrono::seconds{4});
}

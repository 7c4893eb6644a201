// Tests de TLS: ce qu'un serveur refuse d'un client, chaque chose pour sa raison.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using banc_tls::client_openssl;
using banc_tls::pki;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using cconn::NiveauJournal;

/// Un serveur chiffré, lancé, et ce qu'il a dit.
struct ServeurChiffre {
    explicit ServeurChiffre(std::shared_ptr<cconn::ChiffrementServeur> chiffrement)
        : serveur(0, 8, {.journal = journal.fonction(), .chiffrement = std::move(chiffrement)}) {
        serveur.quand_client_connecte([this](cconn::Connexion&) {
            admis.signaler();
            return true;
        });
        serveur.lancer_en_fond();
    }

    /// Attend le refus d'un client, pour cette raison, que le filtre n'a pas vu.
    [[nodiscard]] bool refuse(std::string_view texte) const {
        return journal.attendre(NiveauJournal::avertissement, texte) && !admis.est_arrive();
    }

    outils::JournalMemoire journal;
    outils::Evenement admis;
    cconn::Serveur serveur;
};

std::string u16(std::size_t valeur) {
    return {static_cast<char>(valeur >> 8U), static_cast<char>(valeur & 0xffU)};
}

/// Un salut de TLS fait à la main, sans extension : ce qu'openssl ne sait plus dire.
std::string salut(std::string_view version, std::string_view suites) {
    std::string corps(version);
    corps += std::string(32, 'a') + '\0' + u16(suites.size()) + std::string(suites);
    corps += std::string("\x01\x00", 2);
    const std::string message = std::string("\x01\x00", 2) + u16(corps.size()) + corps;
    return std::string("\x16\x03\x00", 3) + u16(message.size()) + message;
}

std::string octets(const char* debut, std::size_t taille) {
    return {debut, taille};
}

} // namespace

TEST_CASE("Serveur TLS : refuse les vieilles versions", "[tls][negatifs]") {
    const std::string version = GENERATE("-tls1", "-tls1_1");
    INFO(version);
    ServeurChiffre banc(banc_tls::chiffrer_serveur("serveur_rsa"));

    outils::Programme client(
        client_openssl(banc.serveur.port(), {version, "-cipher", "DEFAULT@SECLEVEL=0"})
    );

    CHECK_THAT(client.lire_tout(), Contains("alert protocol version"));
    CHECK(banc.refuse("POIGNEE_ECHOUEE : poignée de main avec le client : aucune version de TLS"));
}

TEST_CASE("Serveur TLS : refuse SSLv3", "[tls][negatifs]") {
    ServeurChiffre banc(banc_tls::chiffrer_serveur("serveur_rsa"));
    outils::PairBrut client(banc.serveur.port());

    client.envoyer(salut(octets("\x03\x00", 2), octets("\x00\x2f", 2)));

    CHECK(banc.refuse("version de TLS trop ancienne"));
}

TEST_CASE("Serveur TLS : refuse les suites faibles, meme demandees a la main", "[tls][negatifs]") {
    const auto [nom, suite] = GENERATE(table<std::string, std::string>({
        {"RC4", octets("\x00\x05", 2)},
        {"export", octets("\x00\x03", 2)},
        {"3DES", octets("\x00\x0a", 2)},
        {"NULL", octets("\x00\x02", 2)},
        {"anonyme", octets("\x00\x34", 2)},
        {"RSA sans secret durable", octets("\x00\x9c", 2)},
    }));
    INFO(nom);
    ServeurChiffre banc(banc_tls::chiffrer_serveur("serveur_rsa"));
    outils::PairBrut client(banc.serveur.port());

    client.envoyer(salut(octets("\x03\x03", 2), suite));

    CHECK(banc.refuse("aucune suite de chiffrement commune"));
}

TEST_CASE(
    "Serveur TLS : refuse les suites d'openssl qui ne sont pas les siennes", "[tls][negatifs]"
) {
    const std::string suites = GENERATE("NULL", "aNULL", "AES128-SHA", "ECDHE-RSA-AES128-SHA256");
    INFO(suites);
    ServeurChiffre banc(banc_tls::chiffrer_serveur("serveur_rsa"));

    outils::Programme client(
        client_openssl(banc.serveur.port(), {"-tls1_2", "-cipher", suites + ":@SECLEVEL=0"})
    );

    CHECK_THAT(client.lire_tout(), Contains("handshake failure"));
    CHECK(banc.refuse("aucune suite de chiffrement commune"));
}

TEST_CASE("Serveur TLS : refuse de renegocier", "[tls][negatifs]") {
    ServeurChiffre banc(banc_tls::chiffrer_serveur("serveur_rsa"));
    outils::Programme client(client_openssl(banc.serveur.port(), {"-tls1_2"}));
    REQUIRE(client.lire_jusqua("Verify return code: 0 (ok)"));

    client.ecrire("R\n");

    CHECK(client.lire_jusqua("no renegotiation"));
}

TEST_CASE("Serveur TLS : a qui parle en clair, ne repond que du TLS, et ferme", "[tls][negatifs]") {
    const auto [nom, debut, raison] = GENERATE(table<std::string, std::string, std::string>({
        {"requete", octets("\x94\x00\x01\xa1z\x90", 6), "parle msgpack en clair"},
        {"tableau16", octets("\xdc\x00\x04", 3), "parle msgpack en clair"},
        {"tableau32", octets("\xdd\x00\x00\x00\x04", 5), "parle msgpack en clair"},
        {"HTTP", "GET / HTTP/1.1\r\n\r\n", "parle HTTP en clair"},
        {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", "n'ouvre pas par du TLS"},
    }));
    INFO(nom);
    ServeurChiffre banc(banc_tls::chiffrer_serveur());
    outils::PairBrut client(banc.serveur.port());

    client.envoyer(debut);

    // Une alerte de TLS : pour msgpack, des entiers.
    CHECK(client.lire() == "21");
    CHECK(banc.refuse("CHIFFREMENT_ATTENDU : le client " + raison));
}

TEST_CASE(
    "Serveur TLS : un client cconn en clair comprend ce qu'on lui refuse", "[tls][negatifs]"
) {
    ServeurChiffre banc(banc_tls::chiffrer_serveur());
    const cconn::Client client("127.0.0.1", banc.serveur.port());

    CHECK(outils::code_de([&] { client.appeler("bonjour"); }) == "CHIFFREMENT_ATTENDU");
    CHECK(banc.refuse("CHIFFREMENT_ATTENDU"));
}

TEST_CASE("Serveur TLS : refuse un enregistrement trop grand", "[tls][negatifs]") {
    ServeurChiffre banc(banc_tls::chiffrer_serveur());
    outils::PairBrut client(banc.serveur.port());

    client.envoyer(octets("\x16\x03\x01\xff\xff\x01\x00\x00\x20", 9) + std::string(100, 'a'));

    CHECK(banc.refuse("POIGNEE_ECHOUEE : poignée de main avec le client : enregistrement trop grand"
    ));
}

TEST_CASE("Serveur TLS : refuse un salut demesure sans en prendre la memoire", "[tls][negatifs]") {
    ServeurChiffre banc(banc_tls::chiffrer_serveur());
    outils::PairBrut client(banc.serveur.port());

    client.envoyer(octets("\x16\x03\x01\x40\x00\x01\x01\xff\xff", 9));

    CHECK(banc.refuse("POIGNEE_ECHOUEE : salut TLS de 131071 octets, limite 16384"));
}

TEST_CASE("Serveur TLS : refuse chaque mauvais certificat de client", "[tls][negatifs]") {
    const auto [nom, raison] = GENERATE(table<std::string, std::string>({
        {"client_perime", "il est périmé"},
        {"client_etranger", "son autorité est inconnue"},
        {"client_usage", "il n'est pas fait pour cet usage"},
        {"autosigne", "il est signé par lui-même"},
    }));
    INFO(nom);
    ServeurChiffre banc(banc_tls::chiffrer_serveur_mutuel());
    const auto chiffrement = banc_tls::chiffrer_client_de(nom);

    const auto joindre = [&] {
        const cconn::Client client("127.0.0.1", banc.serveur.port(), {.chiffrement = chiffrement});
        client.appeler("bonjour");
    };

    CHECK_THAT(outils::erreur_de(joindre), StartsWith("CERTIFICAT_REFUSE : le serveur refuse"));
    CHECK(banc.refuse(
        "CERTIFICAT_REFUSE : le certificat présenté par le client est refusé : " + raison
    ));
}

TEST_CASE("Serveur TLS : refuse un client sans certificat quand il en faut un", "[tls][negatifs]") {
    const std::string version = GENERATE("-tls1_2", "-tls1_3");
    INFO(version);
    ServeurChiffre banc(banc_tls::chiffrer_serveur_mutuel());

    outils::Programme client(client_openssl(banc.serveur.port(), {version}));

    CHECK(banc.refuse("CERTIFICAT_REFUSE : le client n'a pas présenté de certificat"));
}

TEST_CASE("Serveur TLS : le client sans certificat apprend qu'il en faut un", "[tls][negatifs]") {
    ServeurChiffre banc(banc_tls::chiffrer_serveur_mutuel());
    const auto joindre = [&] {
        const cconn::Client client(
            "127.0.0.1", banc.serveur.port(), {.chiffrement = banc_tls::chiffrer_client()}
        );
        client.appeler("bonjour");
    };

    CHECK(
        outils::erreur_de(joindre) == "CERTIFICAT_REFUSE : le serveur refuse notre certificat : il "
                                      "en exige un, et n'en a pas reçu"
    );
}

TEST_CASE("Serveur TLS : refuse le certificat revoque d'un client", "[tls][negatifs]") {
    auto reglages = banc_tls::certificat("serveur");
    reglages.autorites = pki("autorite.pem");
    reglages.revocations = pki("revocations.pem");
    ServeurChiffre banc(cconn::tls::chiffrer_serveur(reglages));
    const auto joindre = [&] {
        const cconn::Client client(
            "127.0.0.1",
            banc.serveur.port(),
            {.chiffrement = banc_tls::chiffrer_client_de("client_revoque")}
        );
        client.appeler("bonjour");
    };

    CHECK_THAT(outils::erreur_de(joindre), Contains("il est révoqué"));
    CHECK(banc.refuse("il est révoqué"));
}

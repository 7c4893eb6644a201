// Tests de TLS: les fichiers qui ne conviennent pas, et le rechargement.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <string>

namespace {

using banc_tls::pki;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using cconn::tls::ReglagesServeur;

std::string erreur(const ReglagesServeur& reglages) {
    return outils::erreur_de([&] { static_cast<void>(cconn::tls::chiffrer_serveur(reglages)); });
}

void copier(const std::string& source, const std::filesystem::path& cible) {
    std::filesystem::copy_file(
        pki(source), cible, std::filesystem::copy_options::overwrite_existing
    );
}

} // namespace

TEST_CASE("Chiffreur : nomme le fichier qui ne convient pas, et dit pourquoi", "[tls]") {
    const auto [certificat, cle, texte] = GENERATE(table<std::string, std::string, std::string>({
        {"absent.pem", "serveur.cle", "il ne s'ouvre pas"},
        {"serveur.pem", "absent.cle", "il ne s'ouvre pas"},
        {"illisible.pem", "serveur.cle", "il ne contient pas ce qu'on y cherche"},
        {"serveur.pem", "illisible.pem", "il ne contient pas ce qu'on y cherche"},
        {"serveur.pem", "alice.cle", "la clé n'est pas celle du certificat"},
        {"serveur.pem", "protegee.cle", "il est protégé par un mot de passe"},
        {"rsa_1024.pem", "rsa_1024.cle", "clé trop courte"},
    }));
    INFO(certificat << " " << cle);

    const std::string refus = erreur({.certificat = pki(certificat), .cle = pki(cle)});

    CHECK_THAT(refus, StartsWith("ARGUMENT_INVALIDE : "));
    CHECK_THAT(refus, Contains(texte));
}

TEST_CASE("Chiffreur : veut des autorites et des revocations lisibles", "[tls]") {
    ReglagesServeur reglages = banc_tls::certificat("serveur");
    SECTION("autorites") {
        reglages.autorites = pki("illisible.pem");
        CHECK_THAT(erreur(reglages), StartsWith("ARGUMENT_INVALIDE : autorités "));
    }
    SECTION("revocations") {
        reglages.autorites = pki("autorite.pem");
        reglages.revocations = pki("autorite.pem");
        CHECK_THAT(erreur(reglages), StartsWith("ARGUMENT_INVALIDE : révocations "));
    }
    SECTION("revocations sans autorites") {
        reglages.revocations = pki("revocations.pem");
        CHECK_THAT(erreur(reglages), Contains("il y faut aussi les autorités"));
    }
    SECTION("delai nul") {
        reglages.delai_poignee = std::chrono::milliseconds{0};
        CHECK_THAT(erreur(reglages), Contains("delai_poignee vaut 0 ms"));
    }
    SECTION("aucun certificat") {
        CHECK_THAT(erreur({}), Contains("certificat : aucun fichier donné"));
    }
}

TEST_CASE("Chiffreur : recharge un certificat sans arreter le serveur", "[tls]") {
    const std::filesystem::path certificat = pki("recharge.pem");
    const std::filesystem::path cle = pki("recharge.cle");
    copier("autre_nom.pem", certificat);
    copier("autre_nom.cle", cle);
    const auto chiffrement = cconn::tls::chiffrer_serveur({.certificat = certificat, .cle = cle});
    cconn::Serveur serveur(0, 4, {.journal = [](auto, auto) {}, .chiffrement = chiffrement});
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.lancer_en_fond();
    const auto joindre = [&](const std::string& nom) {
        const cconn::Client client(
            "127.0.0.1",
            serveur.port(),
            {.chiffrement =
                 cconn::tls::chiffrer_client({.autorites = pki("autorite.pem"), .nom = nom})}
        );
        return client.appeler<int>("echo", 7);
    };
    const cconn::Client ancien(
        "127.0.0.1",
        serveur.port(),
        {.chiffrement =
             cconn::tls::chiffrer_client({.autorites = pki("autorite.pem"), .nom = "autre.test"})}
    );
    REQUIRE(ancien.appeler<int>("echo", 1) == 1);

    copier("illisible.pem", cle);
    CHECK_THAT(outils::erreur_de([&] { chiffrement->recharger(); }), Contains("recharge.cle"));
    CHECK(joindre("autre.test") == 7);

    copier("serveur_nouveau.pem", certificat);
    copier("serveur_nouveau.cle", cle);
    chiffrement->recharger();

    CHECK(joindre("serveur.test") == 7);
    CHECK(outils::code_de([&] { joindre("autre.test"); }) == "CERTIFICAT_REFUSE");
    CHECK(ancien.appeler<int>("echo", 2) == 2);
}

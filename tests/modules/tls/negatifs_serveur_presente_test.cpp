// Tests de TLS: ce qu'un client refuse d'un serveur, chaque chose pour sa raison.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <thread>
#include <vector>

namespace {

using banc_tls::pki;
using banc_tls::ServeurOpenssl;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using cconn::Client;

/// Ce que dit le refus de ce client ; « rien » s'il se connecte.
std::string refus_de(
    std::uint16_t port,
    cconn::tls::ReglagesClient reglages = {.autorites = pki("autorite.pem")},
    const std::string& hote = "127.0.0.1"
) {
    return outils::erreur_de([&] {
        const Client client(hote, port, {.chiffrement = cconn::tls::chiffrer_client(reglages)});
    });
}

/// De vieux algorithmes, qu'il faut à openssl pour montrer un mauvais exemple.
const std::vector<std::string> sans_securite{"-cipher", "DEFAULT@SECLEVEL=0"};

} // namespace

TEST_CASE("Client TLS : refuse chaque mauvais certificat de serveur", "[tls][negatifs]") {
    const auto [nom, raison] = GENERATE(table<std::string, std::string>({
        {"perime", "périmé"},
        {"futur", "pas encore valable"},
        {"autre_nom", "l'adresse IP attendue"},
        {"cn_seul", "l'adresse IP attendue"},
        {"sans_ip", "l'adresse IP attendue"},
        {"autosigne", "signé par lui-même"},
        {"etranger", "autorité est inconnue"},
        {"sans_intermediaire", "certificat intermédiaire manque"},
        {"chemin", "n'avait pas le droit d'en créer"},
        {"usage_client", "pas fait pour cet usage"},
        {"rsa_1024", "clé est trop courte"},
        {"sha1", "empreinte trop faible"},
        {"par_un_serveur", "n'est pas une autorité"},
    }));
    INFO(nom);
    const ServeurOpenssl serveur(nom, sans_securite);

    const std::string refus = refus_de(serveur.port());

    CHECK_THAT(refus, StartsWith("CERTIFICAT_REFUSE : "));
    CHECK_THAT(refus, Contains(raison));
}

TEST_CASE("Client TLS : refuse un certificat d'un autre nom que l'hote", "[tls][negatifs]") {
    const std::string nom = GENERATE("autre_nom", "cn_seul");
    INFO(nom);
    const ServeurOpenssl serveur(nom);

    const std::string refus =
        refus_de(serveur.port(), {.autorites = pki("autorite.pem")}, "localhost");

    CHECK_THAT(refus, StartsWith("CERTIFICAT_REFUSE : "));
    CHECK_THAT(refus, Contains("nom attendu"));
}

TEST_CASE("Client TLS : refuse un certificat qui ne porte pas le nom demande", "[tls][negatifs]") {
    const ServeurOpenssl serveur("serveur");

    const std::string refus =
        refus_de(serveur.port(), {.autorites = pki("autorite.pem"), .nom = "autre.test"});

    CHECK_THAT(refus, StartsWith("CERTIFICAT_REFUSE : "));
    CHECK_THAT(refus, Contains("nom attendu"));
}

TEST_CASE("Client TLS : accepte le bon nom, demande par option, et l'annonce", "[tls]") {
    ServeurOpenssl serveur(
        "serveur",
        {"-servername", "serveur.test", "-cert2", pki("serveur.pem"), "-key2", pki("serveur.cle")}
    );

    const std::string refus =
        refus_de(serveur.port(), {.autorites = pki("autorite.pem"), .nom = "serveur.test"});

    CHECK(refus == "rien");
    CHECK(serveur.programme().lire_jusqua("Hostname in TLS extension: \"serveur.test\""));
}

TEST_CASE("Client TLS : accepte une chaine qui passe par un intermediaire", "[tls]") {
    const ServeurOpenssl serveur("chaine");

    CHECK(refus_de(serveur.port()) == "rien");
    CHECK(refus_de(serveur.port(), {.autorites = pki("autorite.pem")}, "localhost") == "rien");
}

TEST_CASE("Client TLS : refuse un certificat revoque", "[tls][negatifs]") {
    const ServeurOpenssl serveur("revoque");
    const auto avec_liste = cconn::tls::ReglagesClient{
        .autorites = pki("autorite.pem"), .revocations = pki("revocations.pem")};

    CHECK(refus_de(serveur.port()) == "rien");
    CHECK_THAT(refus_de(serveur.port(), avec_liste), Contains("il est révoqué"));
}

TEST_CASE(
    "Client TLS : refuse une autorite dont la liste de revocation manque", "[tls][negatifs]"
) {
    const ServeurOpenssl serveur("chaine");
    const auto avec_liste = cconn::tls::ReglagesClient{
        .autorites = pki("autorite.pem"), .revocations = pki("revocations.pem")};

    CHECK_THAT(
        refus_de(serveur.port(), avec_liste),
        Contains("la liste de révocation d'une de ses autorités manque")
    );
}

TEST_CASE("Client TLS : ne se fie pas a une autorite du systeme pour la notre", "[tls][negatifs]") {
    const ServeurOpenssl serveur("serveur");

    CHECK_THAT(refus_de(serveur.port(), {}), StartsWith("CERTIFICAT_REFUSE : "));
}

TEST_CASE("Client TLS : refuse les vieilles versions", "[tls][negatifs]") {
    const std::string version = GENERATE("-tls1", "-tls1_1");
    INFO(version);
    auto options = sans_securite;
    options.push_back(version);
    const ServeurOpenssl serveur("serveur", options);

    CHECK_THAT(
        refus_de(serveur.port()), StartsWith("POIGNEE_ECHOUEE : ") && Contains("version de TLS")
    );
}

TEST_CASE(
    "Client TLS : refuse les suites sans secret durable ni authentification", "[tls][negatifs]"
) {
    const std::string suite = GENERATE(
        "AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-SHA",
        "DHE-RSA-AES128-GCM-SHA256",
        "NULL-SHA256",
        "AECDH-NULL-SHA",
        "ADH-AES128-SHA"
    );
    INFO(suite);
    const ServeurOpenssl serveur("serveur_rsa", {"-tls1_2", "-cipher", suite + ":@SECLEVEL=0"});

    CHECK_THAT(
        refus_de(serveur.port()),
        StartsWith("POIGNEE_ECHOUEE : ") && Contains("aucun réglage commun")
    );
}

TEST_CASE("Client TLS : ne se replie jamais en clair", "[tls][negatifs]") {
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 4, {.journal = journal.fonction()});
    serveur.lancer_en_fond();

    CHECK_THAT(
        refus_de(serveur.port()),
        StartsWith("CHIFFREMENT_INATTENDU : ") && Contains("parle msgpack en clair")
    );
    CHECK(journal.attendre(cconn::NiveauJournal::avertissement, "CHIFFREMENT_INATTENDU"));
}

TEST_CASE("Client TLS : reconnait un serveur qui repond en HTTP", "[tls][negatifs]") {
    outils::EcouteBrute ecoute;
    std::string refus;
    std::thread client([&] { refus = refus_de(ecoute.port()); });
    auto serveur = ecoute.accepter();
    serveur.envoyer("HTTP/1.1 400 Bad Request\r\n\r\n");
    client.join();

    CHECK_THAT(refus, StartsWith("CHIFFREMENT_INATTENDU : "));
}

TEST_CASE("Client TLS : un serveur qui ferme au lieu de repondre fait echouer", "[tls][negatifs]") {
    outils::EcouteBrute ecoute;
    std::string refus;
    std::thread client([&] { refus = refus_de(ecoute.port()); });
    {
        auto serveur = ecoute.accepter();
        serveur.couper_ecriture();
        client.join();
    }

    CHECK_THAT(refus, StartsWith("POIGNEE_ECHOUEE : ") && Contains("a fermé la connexion"));
}

// Tests de TLS: des pairs que personne ici n'a écrits, openssl et Python.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace {

using Catch::Matchers::Contains;
using cconn::Cause;

void enregistrer(cconn::Serveur& serveur) {
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.enregistrer_commande("taille", [](const std::string& t) { return t.size(); });
    serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.nom_certifie(); });
}

} // namespace

TEST_CASE("Interop TLS : openssl appelle une commande, et part proprement", "[tls][interop]") {
    const std::string version = GENERATE("-tls1_2", "-tls1_3");
    INFO(version);
    outils::Recueil<Cause> causes;
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur()});
    enregistrer(serveur);
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    outils::Programme client(
        banc_tls::client_openssl(serveur.port(), {version, "-quiet", "-no_ign_eof"})
    );

    client.ecrire(std::string("\x94\x00\x01\xa5somme\x92\x0c\x22", 12));

    CHECK(client.lire_jusqua("\x94\x01\x01\xc0\x2e")); // [1, 1, nil, 46]
    client.fermer_entree();
    REQUIRE(causes.attendre(1).size() == 1);
    CHECK(causes.valeurs().front() == Cause::pair_parti);
}

TEST_CASE("Interop TLS : openssl renouvelle les cles entre deux appels", "[tls][interop]") {
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur()});
    enregistrer(serveur);
    serveur.lancer_en_fond();
    outils::Programme client(banc_tls::client_openssl(serveur.port(), {"-tls1_3"}));
    REQUIRE(client.lire_jusqua("Verify return code: 0 (ok)"));

    client.ecrire(std::string("\x94\x00\x01\xa5somme\x92\x0c\x22", 12));
    REQUIRE(client.lire_jusqua("\x94\x01\x01\xc0\x2e"));
    client.ecrire("K\n"); // ses clés, et il demande les nôtres
    REQUIRE(client.lire_jusqua("KEYUPDATE"));
    client.ecrire(std::string("\x94\x00\x02\xa5somme\x92\x0c\x23", 12));

    CHECK(client.lire_jusqua("\x94\x01\x02\xc0\x2f"));
}

TEST_CASE("Interop TLS : Python echange avec un serveur cconn", "[tls][interop]") {
    const std::string version = GENERATE("TLSv1_2", "TLSv1_3");
    INFO(version);
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur_mutuel()});
    enregistrer(serveur);
    serveur.lancer_en_fond();

    outils::Programme client(
        {CCONN_PYTHON,
         "-B",
         CCONN_CLIENT_PYTHON,
         std::to_string(serveur.port()),
         CCONN_PKI,
         version,
         "alice"}
    );

    const std::string& sortie = client.lire_tout();
    CHECK_THAT(sortie, Contains("[1, 1, None, 46]"));
    CHECK_THAT(sortie, Contains("1000000 True"));
    CHECK_THAT(sortie, Contains("[1, 4, None, 'alice']"));
    CHECK_THAT(sortie, Contains("fini"));
    CHECK(client.attendre() == 0);
}

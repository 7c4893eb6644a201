// Les extraits du guide du chiffrement.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace {

/// Les extraits nomment les fichiers comme un lecteur les aurait nommés.
struct DansLaPki {
    DansLaPki() : avant(std::filesystem::current_path()) {
        std::filesystem::current_path(CCONN_PKI);
    }
    DansLaPki(const DansLaPki&) = delete;
    DansLaPki& operator=(const DansLaPki&) = delete;
    DansLaPki(DansLaPki&&) = delete;
    DansLaPki& operator=(DansLaPki&&) = delete;
    ~DansLaPki() { std::filesystem::current_path(avant); }

    std::filesystem::path avant;
};

} // namespace

TEST_CASE("Guide : un serveur et un client chiffres", "[tls][guide]") {
    const DansLaPki dossier;
    // [extrait : serveur]
    const auto chiffrement =
        cconn::tls::chiffrer_serveur({.certificat = "serveur.pem", .cle = "serveur.cle"});
    cconn::Serveur serveur(0, 23, {.chiffrement = chiffrement});
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond(); // ou serveur.lancer()
    // [fin : serveur]

    const int port = serveur.port();
    // [extrait : client]
    const auto confiance = cconn::tls::chiffrer_client({.autorites = "autorite.pem"});
    cconn::Client client("localhost", port, {.chiffrement = confiance});
    const int somme = client.appeler<int>("somme", 12, 34);
    // [fin : client]
    CHECK(somme == 46);

    // [extrait : recharger]
    try {
        chiffrement->recharger();
    } catch (const cconn::Erreur& erreur) {
        std::cerr << erreur.what() << '\n'; // l'ancien certificat sert toujours
    }
    // [fin : recharger]
    CHECK(client.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Guide : un serveur qui veut savoir qui l'appelle", "[tls][guide]") {
    const DansLaPki dossier;
    // [extrait : mutuel_serveur]
    const auto chiffrement = cconn::tls::chiffrer_serveur(
        {.certificat = "serveur.pem", .cle = "serveur.cle", .autorites = "autorite.pem"}
    );
    cconn::Serveur serveur(0, 23, {.chiffrement = chiffrement});
    serveur.enregistrer_commande("qui_suis_je", [](cconn::Connexion& client) {
        return client.nom_certifie(); // « alice »
    });
    // [fin : mutuel_serveur]
    serveur.lancer_en_fond();

    const int port = serveur.port();
    // [extrait : mutuel_client]
    const auto identite = cconn::tls::chiffrer_client(
        {.autorites = "autorite.pem", .certificat = "alice.pem", .cle = "alice.cle"}
    );
    cconn::Client client("localhost", port, {.chiffrement = identite});
    // [fin : mutuel_client]
    CHECK(client.appeler<std::string>("qui_suis_je") == "alice");
}

TEST_CASE("Guide : un jeton sur une connexion chiffree", "[tls][guide]") {
    const DansLaPki dossier;
    const std::string jeton = "d9a3c1f07be24658";
    // [extrait : jeton_serveur]
    cconn::OptionsServeur options;
    options.adresse = "0.0.0.0"; // permis : rien ne passe en clair
    options.jeton = jeton;
    options.chiffrement =
        cconn::tls::chiffrer_serveur({.certificat = "serveur.pem", .cle = "serveur.cle"});
    cconn::Serveur serveur(0, 23, options);
    // [fin : jeton_serveur]
    serveur.enregistrer_commande("qui", [](cconn::Connexion& client) { return client.identite(); });
    serveur.lancer_en_fond();

    const int port = serveur.port();
    // [extrait : jeton_client]
    cconn::OptionsClient reglages;
    reglages.jeton = jeton;
    reglages.chiffrement = cconn::tls::chiffrer_client({.autorites = "autorite.pem"});
    cconn::Client client("localhost", port, reglages);
    // [fin : jeton_client]
    CHECK(client.appeler<std::string>("qui") == "jeton");
}

TEST_CASE("Guide : le nom du certificat pour identite", "[tls][guide]") {
    const DansLaPki dossier;
    const auto chiffrement = cconn::tls::chiffrer_serveur(
        {.certificat = "serveur.pem", .cle = "serveur.cle", .autorites = "autorite.pem"}
    );
    cconn::Serveur serveur(0, 23, {.chiffrement = chiffrement});
    // [extrait : identite_certifiee]
    serveur.authentifier([](cconn::Connexion& client) {
        return std::optional(client.nom_certifie()); // vide, il serait refusé
    });
    serveur.enregistrer_commande(
        "effacer",
        [] { return true; },
        {.acces = cconn::Acces([](const std::string& identite) { return identite == "alice"; })}
    );
    // [fin : identite_certifiee]
    serveur.lancer_en_fond();

    const auto identite = banc_tls::chiffrer_client_de("alice");
    cconn::Client client("localhost", serveur.port(), {.chiffrement = identite});
    // [extrait : presenter_certifie]
    client.s_authentifier(); // sans argument : le certificat suffit
    // [fin : presenter_certifie]
    CHECK(client.appeler<bool>("effacer"));
}

TEST_CASE("Guide : les refus d'une connexion chiffree", "[tls][guide]") {
    const DansLaPki dossier;
    const auto chiffrement =
        cconn::tls::chiffrer_serveur({.certificat = "perime.pem", .cle = "perime.cle"});
    cconn::Serveur serveur(0, 23, {.journal = [](auto, auto) {}, .chiffrement = chiffrement});
    serveur.lancer_en_fond();
    const auto confiance = cconn::tls::chiffrer_client({.autorites = "autorite.pem"});
    const int port = serveur.port();
    std::string dit;

    // [extrait : refus]
    try {
        cconn::Client client("localhost", port, {.chiffrement = confiance});
    } catch (const cconn::Erreur& erreur) {
        if (erreur.code_cconn() == cconn::CodeErreur::certificat_refuse) {
            dit = erreur.contexte(
            ); // « le certificat présenté par le serveur est refusé : il est périmé »
        }
    }
    // [fin : refus]

    CHECK(dit == "le certificat présenté par le serveur est refusé : il est périmé");
}

// Tests de TLS: les échanges de cconn, les mêmes qu'en clair, et leur fin.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/processus.hpp"
#include "relais.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

namespace {

using banc_tls::pki;
using cconn::Cause;
using outils::Vers;

/// Un serveur et un client reliés par TLS.
struct DuoTls : outils::Duo {
    explicit DuoTls(Vers vers = Vers::serveur)
        : Duo(vers,
              {.chiffrement = banc_tls::chiffrer_serveur()},
              {.chiffrement = banc_tls::chiffrer_client()}) {}
};

std::string texte_long(std::size_t taille) {
    std::string texte(taille, ' ');
    for (std::size_t rang = 0; rang < taille; ++rang) {
        texte[rang] = static_cast<char>('a' + rang % 23);
    }
    return texte;
}

} // namespace

TEST_CASE("TLS : les appels et les envois vont dans les deux sens", "[tls]") {
    const auto vers = GENERATE(Vers::serveur, Vers::client);
    outils::Recueil<int> recus;
    DuoTls duo(vers);
    duo.chez_appele("somme", [](int a, int b) { return a + b; });
    duo.chez_appele("note", [&](int n) { recus.ajouter(n); });

    for (int rang = 0; rang < 200; ++rang) {
        REQUIRE(duo.appele().appeler<int>("somme", rang, 1) == rang + 1);
        REQUIRE(duo.appele().envoyer("note", rang));
    }

    const auto notes = recus.attendre(200);
    REQUIRE(notes.size() == 200);
    CHECK(std::is_sorted(notes.begin(), notes.end()));
}

TEST_CASE("TLS : les commandes s'appellent l'une l'autre", "[tls]") {
    const auto vers = GENERATE(Vers::serveur, Vers::client);
    DuoTls duo(vers);
    const auto descendre = [](cconn::Connexion& pair, int n) -> int {
        return n == 0 ? 0 : 1 + pair.appeler<int>("descendre", n - 1);
    };
    duo.chez_appele("descendre", descendre);
    duo.chez_appelant("descendre", descendre);

    CHECK(duo.appele().appeler<int>("descendre", 12) == 12);
}

TEST_CASE("TLS : les grands arguments passent entiers", "[tls]") {
    const auto vers = GENERATE(Vers::serveur, Vers::client);
    DuoTls duo(vers);
    duo.chez_appele("echo", [](std::string texte) { return texte; });

    for (const std::size_t taille :
         {1U, 16'383U, 16'384U, 16'385U, 65'536U, 1'000'003U, 4'000'000U}) {
        const std::string texte = texte_long(taille);
        CHECK(duo.appele().appeler<std::string>("echo", texte) == texte);
    }
}

TEST_CASE("TLS : de grands arguments se croisent entre quatre fils de chaque cote", "[tls]") {
    DuoTls duo;
    const auto echo = [](std::string texte) {
        return texte;
    };
    duo.chez_appele("echo", echo);
    duo.chez_appelant("echo", echo);
    std::atomic<int> justes = 0;
    std::vector<std::thread> fils;
    for (int rang = 0; rang < 4; ++rang) {
        fils.emplace_back([&, rang] {
            const std::string texte = texte_long(static_cast<std::size_t>(200'000 + rang));
            for (int tour = 0; tour < 5; ++tour) {
                justes += duo.appele().appeler<std::string>("echo", texte) == texte ? 1 : 0;
                justes += duo.appelant().appeler<std::string>("echo", texte) == texte ? 1 : 0;
            }
        });
    }
    for (auto& fil : fils) {
        fil.join();
    }

    CHECK(justes == 40);
}

TEST_CASE("TLS : un groupe et une diffusion arrivent entiers et dans l'ordre", "[tls]") {
    outils::Recueil<int> recus;
    DuoTls duo;
    duo.client.enregistrer_commande("note", [&](int n, std::string) { recus.ajouter(n); });
    const std::string charge = texte_long(700); // au-delà de ce que l'émission recopie

    {
        const auto lot = duo.appelant().grouper();
        for (int rang = 0; rang < 100; ++rang) {
            CHECK(duo.appelant().envoyer("note", rang, charge));
        }
    }
    for (int rang = 100; rang < 400; ++rang) {
        CHECK(duo.serveur.envoyer("note", rang, charge) == 1);
    }

    const auto notes = recus.attendre(400);
    REQUIRE(notes.size() == 400);
    CHECK(std::is_sorted(notes.begin(), notes.end()));
}

TEST_CASE("TLS : une fermeture voulue n'est pas une rupture", "[tls]") {
    outils::Recueil<Cause> causes;
    DuoTls duo;
    duo.client.quand_deconnecte([&](Cause cause) { causes.ajouter(cause); });

    duo.appelant().fermer();

    REQUIRE(causes.attendre(1).size() == 1);
    CHECK(causes.valeurs().front() == Cause::pair_parti);
}

TEST_CASE("TLS : ce qui precede eteindre est delivre", "[tls]") {
    outils::Recueil<int> recus;
    DuoTls duo;
    duo.serveur.enregistrer_commande("note", [&](int n, std::string) { recus.ajouter(n); });
    for (int rang = 0; rang < 50; ++rang) {
        CHECK(duo.client.envoyer("note", rang, texte_long(10'000)));
    }

    duo.client.eteindre();

    CHECK(recus.attendre(50).size() == 50);
}

TEST_CASE("TLS : un client pas lance lit ses reponses lui-meme, et eteint", "[tls]") {
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur()});
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.lancer_en_fond();
    cconn::Client client("localhost", serveur.port(), {.chiffrement = banc_tls::chiffrer_client()});

    CHECK(client.appeler<int>("echo", 5) == 5);
    CHECK(client.nom_certifie() == "localhost");
    CHECK(client.est_ouverte());
    client.eteindre();
    CHECK(outils::attendre_clients(serveur, 0));
}

TEST_CASE("TLS : en differe, tout s'execute dans la boucle de l'application", "[tls]") {
    cconn::Serveur serveur(0, 1, {.chiffrement = banc_tls::chiffrer_serveur()});
    serveur.enregistrer_commande("fois", [](cconn::Connexion& client, int n) {
        for (int rang = 0; rang < n; ++rang) {
            client.envoyer("note", rang, texte_long(3'000));
        }
    });
    serveur.lancer_en_fond();
    cconn::Client client(
        "127.0.0.1",
        serveur.port(),
        {.execution = cconn::Execution::differee, .chiffrement = banc_tls::chiffrer_client()}
    );
    int recus = 0;
    client.enregistrer_commande("note", [&](int, std::string) { ++recus; });

    client.envoyer("fois", 64);

    CHECK(outils::attendre_que([&] {
        client.executer_commandes();
        return recus == 64;
    }));
}

TEST_CASE("TLS : un pair tue est une rupture, jamais un depart", "[tls]") {
    outils::Recueil<Cause> causes;
    cconn::Serveur serveur(
        0, 4, {.journal = [](auto, auto) {}, .chiffrement = banc_tls::chiffrer_serveur()}
    );
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    outils::Programme client(banc_tls::client_openssl(serveur.port(), {"-quiet", "-no_ign_eof"}));
    REQUIRE(outils::attendre_clients(serveur, 1));

    client.tuer();

    REQUIRE(causes.attendre(1).size() == 1);
    CHECK(causes.valeurs().front() == Cause::connexion_rompue);
}

TEST_CASE("TLS : une fin sans annonce est une rupture pour l'appel en cours", "[tls]") {
    banc_tls::ServeurOpenssl serveur("serveur");
    cconn::Client client("127.0.0.1", serveur.port(), {.chiffrement = banc_tls::chiffrer_client()});
    const auto appel = client.appeler_async("bonjour");
    REQUIRE(serveur.programme().lire_jusqua("bonjour")); // lu : rien ne le fera rompre autrement

    serveur.programme().tuer();

    CHECK_THAT(
        outils::erreur_de([&] { appel.valeur(); }),
        Catch::StartsWith("CONNEXION_PERDUE : le pair a coupé sans clore le chiffrement")
    );
}

TEST_CASE("TLS : un octet altere en chemin rompt la connexion", "[tls]") {
    cconn::Serveur serveur(
        0, 4, {.journal = [](auto, auto) {}, .chiffrement = banc_tls::chiffrer_serveur()}
    );
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.lancer_en_fond();
    const banc_tls::Relais relais(serveur.port(), {.alterer_apres = 3'000});
    cconn::Client client("127.0.0.1", relais.port(), {.chiffrement = banc_tls::chiffrer_client()});

    const auto insister = [&] {
        for (int rang = 0; rang < 1'000; ++rang) {
            client.appeler<int>("echo", rang);
        }
    };

    CHECK_THAT(outils::erreur_de(insister), Catch::Contains("enregistrement altéré"));
}

TEST_CASE("TLS : le nom certifie d'un client se lit dans la commande", "[tls]") {
    cconn::Serveur serveur(0, 4, {.chiffrement = banc_tls::chiffrer_serveur_mutuel()});
    serveur.enregistrer_commande("qui", [](cconn::Connexion& c) { return c.nom_certifie(); });
    serveur.lancer_en_fond();
    const auto qui = [&](const std::string& nom) {
        const cconn::Client client(
            "127.0.0.1", serveur.port(), {.chiffrement = banc_tls::chiffrer_client_de(nom)}
        );
        return client.appeler<std::string>("qui");
    };

    CHECK(qui("alice") == "alice");
    CHECK(qui("bernard") == "bernard@exemple.test");
}

TEST_CASE("TLS : le client de trop apprend que le serveur est plein", "[tls]") {
    cconn::Serveur serveur(
        0, 1, {.journal = [](auto, auto) {}, .chiffrement = banc_tls::chiffrer_serveur()}
    );
    serveur.lancer_en_fond();
    const auto chiffrement = banc_tls::chiffrer_client();
    const cconn::Client premier("127.0.0.1", serveur.port(), {.chiffrement = chiffrement});
    REQUIRE(outils::attendre_clients(serveur, 1));
    const cconn::Client second("127.0.0.1", serveur.port(), {.chiffrement = chiffrement});

    CHECK(outils::code_de([&] { second.appeler("bonjour"); }) == "SERVEUR_PLEIN");
}

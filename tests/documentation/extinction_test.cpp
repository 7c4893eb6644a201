// Les extraits du guide qui dit comment éteindre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <future>
#include <string>

TEST_CASE("Guide : eteindre depuis une commande") {
    cconn::Serveur serveur(0);
    // [extrait : commande]
    serveur.enregistrer_commande("arreter", [](cconn::Serveur& s) { s.eteindre(); });
    // [fin : commande]
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    std::promise<cconn::Cause> fin;
    // [extrait : depart_serveur]
    client.quand_deconnecte([&fin](cconn::Cause cause) { fin.set_value(cause); });
    client.envoyer("arreter");
    client.lancer(); // revient quand le serveur s'en va
    // [fin : depart_serveur]

    CHECK(fin.get_future().get() == cconn::Cause::pair_parti);
}

TEST_CASE("Guide : borner l'extinction, puis relancer") {
    // [extrait : delai]
    using namespace std::chrono_literals;
    cconn::Serveur serveur(0, 23, {.delai_extinction = 2s});
    // [fin : delai]
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    const int port = serveur.port();

    // [extrait : relancer]
    serveur.lancer_en_fond();
    serveur.eteindre();
    serveur.lancer_en_fond(); // le même port, les mêmes commandes
    // [fin : relancer]

    cconn::Client client("127.0.0.1", port);
    CHECK(client.appeler<int>("somme", 1, 2) == 3);
}

TEST_CASE("Guide : deconnecter un seul client") {
    cconn::Serveur serveur(0);
    // [extrait : fermer]
    serveur.enregistrer_commande("quitter", [](cconn::Connexion& client) {
        client.envoyer("au_revoir");
        client.fermer(); // « au_revoir » part ; ce que ce client demande ensuite est abandonné
    });
    // [fin : fermer]
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    bool salue = false;
    client.enregistrer_commande("au_revoir", [&salue] { salue = true; });
    client.envoyer("quitter");
    client.lancer();

    CHECK(salue);
}

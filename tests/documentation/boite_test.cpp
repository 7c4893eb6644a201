// Extraits du guide « Recevoir quand on le décide ».
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <tuple>

using namespace std::chrono_literals;

TEST_CASE("Guide : recevoir d'un client quand on le decide", "[documentation]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("commencer", [](cconn::Connexion& autre) {
        cconn::Message bonjour(1);
        bonjour.ajouter("bonjour");
        autre.envoyer("message", bonjour);
        autre.envoyer("message", cconn::Message(2));
    });
    serveur.lancer_en_fond();
    std::string lu;
    std::string dit;

    // [extrait : recevoir]
    cconn::Client client("127.0.0.1", serveur.port());
    auto boite = client.boite<cconn::Message>("message");
    client.envoyer("commencer");
    cconn::Message message = boite.recevoir();
    lu = message.extraire_texte(message.reste());
    // [fin : recevoir]
    CHECK(lu == "bonjour");
    CHECK(boite.recevoir().id() == 2);

    // [extrait : delai]
    if (const auto suivant = boite.essayer_recevoir(50ms)) {
        lu = "message " + std::to_string(suivant->id());
    } else {
        lu = "rien encore";
    }
    // [fin : delai]
    CHECK(lu == "rien encore");

    serveur.eteindre();
    // [extrait : perte]
    try {
        for (;;) {
            boite.recevoir();
        }
    } catch (const cconn::Erreur& fin) {
        dit = fin.what(); // « CONNEXION_PERDUE : 127.0.0.1:... a fermé la connexion... »
    }
    // [fin : perte]
    CHECK(dit.starts_with("CONNEXION_PERDUE"));
}

TEST_CASE("Guide : recevoir sur un serveur, et ne garder que le plus recent", "[documentation]") {
    cconn::Serveur serveur(0);
    serveur.lancer_en_fond();
    cconn::Client bavard("127.0.0.1", serveur.port());

    // [extrait : serveur]
    auto paroles = serveur.boite<cconn::Connexion, std::string>("parole");
    bavard.envoyer("parole", "bonjour");
    const auto [client, parole] = paroles.recevoir();
    client.envoyer("compris", parole);
    // [fin : serveur]
    CHECK(parole == "bonjour");

    // [extrait : pleine]
    auto positions = serveur.boite<int, int>(
        "position", {.messages_max = 1, .si_pleine = cconn::BoitePleine::oublier_ancien}
    );
    // [fin : pleine]
    bavard.appeler("position", 1, 1);
    bavard.appeler("position", 2, 2);
    CHECK(positions.recevoir() == std::tuple(2, 2));
    CHECK(positions.bilan().oublies == 1);
}

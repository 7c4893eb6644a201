// Les extraits du guide qui dit comment survivre aux coupures.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

using namespace std::chrono_literals;

namespace {

std::string issue_de(cconn::Client& client) {
    std::string issue;
    // [extrait : trois_erreurs]
    try {
        client.appeler("payer", 30);
        issue = "payé";
    } catch (const cconn::Erreur& erreur) {
        if (erreur.code_cconn() == cconn::CodeErreur::jamais_envoye) {
            issue = "rien n'est parti : recommencer plus tard ne paie pas deux fois";
        } else if (erreur.code_cconn() == cconn::CodeErreur::connexion_perdue) {
            issue = "peut-être payé : le demander au serveur avant de recommencer";
        } else {
            issue = erreur.what(); // le serveur a répondu non
        }
    }
    // [fin : trois_erreurs]
    return issue;
}

} // namespace

TEST_CASE("Guide : un client qui retrouve son serveur") {
    std::optional<cconn::Serveur> serveur(std::in_place, 0, 8);
    const int port = serveur->port();
    std::atomic<int> abonnements = 0;
    const auto servir = [&] {
        serveur->enregistrer_commande("abonner", [&](std::string) { ++abonnements; });
        serveur->enregistrer_commande("payer", [](int) {});
        serveur->lancer_en_fond();
    };
    servir();

    // [extrait : reconnexion]
    cconn::Client client("127.0.0.1", port, {.reconnexion = cconn::Reconnexion{}});
    // [fin : reconnexion]
    // [extrait : quand_connecte]
    client.quand_connecte([&] { client.appeler("abonner", "cours"); });
    client.lancer_en_fond();
    // [fin : quand_connecte]
    CHECK(issue_de(client) == "payé");
    serveur.reset();
    serveur.emplace(port, 8);
    servir();

    // [extrait : attendre]
    const bool la = client.attendre_connexion(20s);
    // [fin : attendre]

    CHECK(la);
    CHECK(issue_de(client) == "payé");
    CHECK(abonnements == 2);
}

TEST_CASE("Guide : garder ce qui est envoye pendant la coupure") {
    cconn::Serveur serveur(0);
    std::atomic<int> mesures = 0;
    serveur.enregistrer_commande("mesure", [&](double) { ++mesures; });
    serveur.enregistrer_commande("combien", [&] { return mesures.load(); });
    const int port = serveur.port();
    serveur.lancer_en_fond();
    serveur.eteindre();

    // [extrait : tampon]
    cconn::OptionsClient options;
    options.reconnexion = cconn::Reconnexion{.tampon_messages = 256};
    cconn::Client client("127.0.0.1", port, options);
    // [fin : tampon]
    CHECK(client.envoyer("mesure", 21.5));
    serveur.lancer_en_fond();
    client.lancer_en_fond();

    CHECK(client.attendre_connexion(20s));
    CHECK(client.appeler<int>("combien") == 1);
}

TEST_CASE("Guide : suivre l'etat") {
    cconn::Serveur serveur(0);
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.reconnexion = cconn::Reconnexion{}});
    std::string affiche;
    const auto afficher = [&affiche](std::string_view texte) {
        affiche = texte;
    };

    // [extrait : etat]
    client.quand_etat_change([&](cconn::EtatClient etat) { afficher(texte(etat)); });
    // [fin : etat]
    client.eteindre();

    CHECK(affiche == "éteint");
}

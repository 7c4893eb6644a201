// Les extraits du guide qui dit comment limiter les clients.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <set>
#include <string>

namespace {

cconn::CodeErreur code_de_somme(cconn::Client& client) {
    try {
        client.appeler<int>("somme", 1, 2);
    } catch (const cconn::Erreur& erreur) {
        return erreur.code_cconn();
    }
    return cconn::CodeErreur{};
}

} // namespace

TEST_CASE("Guide : le client de trop apprend que le serveur est plein") {
    // [extrait : nombre]
    cconn::Serveur serveur(0, 2); // deux clients à la fois
    // [fin : nombre]
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    cconn::Client premier("127.0.0.1", serveur.port());
    cconn::Client second("127.0.0.1", serveur.port());
    CHECK(premier.appeler<int>("somme", 1, 2) == 3);
    CHECK(second.appeler<int>("somme", 1, 2) == 3);

    std::string dit;
    // [extrait : plein]
    cconn::Client client("127.0.0.1", serveur.port()); // se connecter réussit
    try {
        client.appeler<int>("somme", 12, 34);
    } catch (const cconn::Erreur& erreur) {
        if (erreur.code_cconn() == cconn::CodeErreur::serveur_plein) {
            dit = erreur.contexte();
        }
    }
    // [fin : plein]

    CHECK(dit == "2 clients au plus, tous là");
}

TEST_CASE("Guide : faire attendre une place") {
    // [extrait : attendre]
    cconn::Serveur serveur(0, 1, {.surplus = cconn::Surplus::attendre});
    // [fin : attendre]
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    cconn::Client premier("127.0.0.1", serveur.port());
    CHECK(premier.appeler<int>("somme", 1, 2) == 3);

    cconn::Client second("127.0.0.1", serveur.port());
    const auto attente = second.appeler_async<int>("somme", 3, 4);
    premier.eteindre();

    CHECK(attente.valeur() == 7);
}

TEST_CASE("Guide : refuser certains clients") {
    cconn::Serveur serveur(0, 23);
    // [extrait : filtre]
    const std::set<std::string> bannis{"127.0.0.1"};
    serveur.quand_client_connecte([bannis](cconn::Connexion& client) {
        return !bannis.contains(client.ip()); // faux : le client est refusé, et averti
    });
    // [fin : filtre]
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(code_de_somme(client) == cconn::CodeErreur::connexion_refusee);
}

TEST_CASE("Guide : resserrer les limites d'un message") {
    // [extrait : limites]
    cconn::OptionsServeur options;
    options.limites.taille_message_max = std::size_t{64} << 10; // 64 Kio
    options.limites.delai_message = std::chrono::seconds{2};
    cconn::Serveur serveur(0, 23, options);
    // [fin : limites]
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.envoyer("deposer", std::string(std::size_t{128} << 10, 'x'));

    CHECK(code_de_somme(client) == cconn::CodeErreur::trame_trop_grande);
}

TEST_CASE("Guide : ce que perd un client lent") {
    // [extrait : lents]
    cconn::OptionsServeur options;
    options.politique_lent = cconn::PolitiqueLent::retirer_anciens; // la règle de ce serveur
    cconn::Serveur serveur(0, 23, options);
    serveur.regler_envoi(
        "position", {.politique = cconn::PolitiqueLent::garder_dernier, .cle = 0} // par joueur
    );
    serveur.regler_envoi("facture", {.politique = cconn::PolitiqueLent::attendre}); // toutes
    // [fin : lents]
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(serveur.envoyer("position", 7, 1.5) <= 1);
}

TEST_CASE("Guide : fermer ce qui ne sert plus") {
    // [extrait : inactifs]
    using namespace std::chrono_literals;
    cconn::Serveur serveur(0, 23, {.battement = 15s, .delai_inactif = 10min});
    // [fin : inactifs]

    CHECK(serveur.max_clients() == 23);
}

// Les extraits du guide qui dit comment observer un serveur.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <sstream>
#include <string>

TEST_CASE("Guide : relever les statistiques d'un serveur") {
    cconn::Serveur serveur(0, 23);
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.appeler<int>("somme", 1, 2);
    std::ostringstream sortie;

    // [extrait : relever]
    const cconn::Statistiques releve = serveur.statistiques();
    sortie << releve.connexions_ouvertes << " clients, " << releve.recus.octets
           << " octets reçus\n";
    for (const auto& commande : releve.commandes) {
        sortie << commande.nom << " : " << commande.executions << " fois, " << commande.erreurs
               << " erreurs, 99 % en moins de " << commande.durees.quantile(0.99).count()
               << " µs\n";
    }
    // [fin : relever]

    CHECK(sortie.str().find("1 clients, ") == 0);
    CHECK(sortie.str().find("somme : 1 fois, 0 erreurs, 99 % en moins de ") != std::string::npos);
}

TEST_CASE("Guide : donner ses statistiques a Prometheus") {
    cconn::Serveur serveur(0, 23);
    serveur.lancer_en_fond();

    // [extrait : prometheus]
    const std::string page = cconn::texte_prometheus(serveur.statistiques());
    // [fin : prometheus]

    CHECK(page.find("cconn_connexions_ouvertes 0\n") != std::string::npos);
}

TEST_CASE("Guide : savoir si un serveur suit") {
    cconn::Serveur serveur(0, 23);
    serveur.lancer_en_fond();
    const auto dire = [](const char* /*texte*/) {
        FAIL("rien n'est lent ici");
    };

    // [extrait : suivre]
    const auto releve = serveur.statistiques();
    if (releve.commandes_en_attente > 100) {
        dire("les commandes arrivent plus vite qu'elles ne s'exécutent");
    }
    if (releve.octets_en_attente > std::size_t{64} << 20) {
        dire("des clients ne lisent pas ce qu'on leur envoie");
    }
    // [fin : suivre]

    CHECK(releve.appels_en_cours == 0);
}

TEST_CASE("Guide : se passer des durees") {
    // [extrait : sans_durees]
    cconn::Serveur serveur(0, 23, {.durees_commandes = cconn::DureesCommandes::ignorees});
    // [fin : sans_durees]
    CHECK(serveur.statistiques().commandes.empty());
}

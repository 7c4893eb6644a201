// Les extraits des guides qui appellent dans les deux sens et lisent les erreurs.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

void preparer(cconn::Serveur& serveur) {
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.enregistrer_commande("diviser", [](int a, int b) {
        if (b == 0) {
            throw std::domain_error("division par zéro");
        }
        return a / b;
    });
    serveur.lancer_en_fond();
}

} // namespace

TEST_CASE("Guide : appeler sans attendre") {
    cconn::Serveur serveur(0);
    preparer(serveur);
    cconn::Client client("127.0.0.1", serveur.port());
    std::ostringstream sortie;

    // [extrait : async]
    cconn::Appel<int> premier = client.appeler_async<int>("somme", 12, 34);
    cconn::Appel<int> second = client.appeler_async<int>("somme", 56, 78);
    sortie << premier.valeur() << " et " << second.valeur(); // 46 et 134
    // [fin : async]

    CHECK(sortie.str() == "46 et 134");
}

TEST_CASE("Guide : donner un delai a un appel") {
    cconn::Serveur serveur(0);
    preparer(serveur);
    cconn::Client client("127.0.0.1", serveur.port());

    // [extrait : delai]
    using namespace std::chrono_literals;
    const int somme = client.avec_delai(2s).appeler<int>("somme", 12, 34);
    // [fin : delai]

    CHECK(somme == 46);
}

TEST_CASE("Guide : etre prevenu de la reponse") {
    cconn::Serveur serveur(0);
    preparer(serveur);
    cconn::Client client("127.0.0.1", serveur.port());
    std::ostringstream sortie;

    // [extrait : puis]
    client.appeler_async<int>("diviser", 1, 0)
        .puis(
            [&sortie, &client](int quotient) {
                sortie << quotient;
                client.eteindre();
            },
            [&sortie, &client](const cconn::Erreur& erreur) {
                sortie << erreur.what(); // ECHEC_GESTIONNAIRE : division par zéro
                client.eteindre();
            }
        );
    client.lancer(); // les suites s'exécutent là où s'exécutent les commandes
    // [fin : puis]

    CHECK(sortie.str() == "ECHEC_GESTIONNAIRE : division par zéro");
}

TEST_CASE("Guide : garder une connexion pour l'appeler plus tard") {
    cconn::Serveur serveur(0, 23);
    preparer(serveur);
    // [extrait : tous]
    serveur.enregistrer_commande("compter", [](cconn::Serveur& s) {
        int total = 0;
        for (const cconn::Connexion& client : s.clients()) {
            total += client.appeler<int>("points");
        }
        return total;
    });
    // [fin : tous]
    cconn::Client premier("127.0.0.1", serveur.port());
    cconn::Client second("127.0.0.1", serveur.port());
    premier.enregistrer_commande("points", [] { return 3; });
    second.enregistrer_commande("points", [] { return 4; });
    CHECK(second.appeler<int>("somme", 1, 1) == 2); // les deux clients sont acceptés
    second.lancer_en_fond();

    CHECK(premier.appeler<int>("somme", 1, 1) == 2);
    CHECK(premier.appeler<int>("compter") == 7);
}

TEST_CASE("Guide : reagir a une erreur selon sa famille") {
    cconn::Serveur serveur(0);
    preparer(serveur);
    cconn::Client client("127.0.0.1", serveur.port());
    std::string reaction;

    // [extrait : famille]
    try {
        client.appeler<int>("some", 12, 34);
    } catch (const cconn::Erreur& erreur) {
        switch (erreur.famille()) {
        case cconn::FamilleErreur::liaison: // se reconnecter, puis décider s'il faut refaire
        case cconn::FamilleErreur::charge:  // recommencer plus tard
            reaction = "recommencer";
            break;
        default: // corriger ou abandonner : le texte dit quoi
            reaction = erreur.what();
        }
    }
    // [fin : famille]

    CHECK(reaction == "COMMANDE_INCONNUE : some, vouliez-vous dire somme ?");
}

TEST_CASE("Guide : recevoir les lignes de journal") {
    std::ostringstream fichier;
    {
        // [extrait : journal]
        cconn::OptionsServeur options;
        std::mutex verrou; // plusieurs fils écrivent
        options.journal = [&verrou, &fichier](cconn::NiveauJournal niveau, std::string_view texte) {
            if (niveau >= cconn::NiveauJournal::information) {
                const std::lock_guard garde(verrou);
                fichier << texte << '\n';
            }
        };
        cconn::Serveur serveur(0, 23, options);
        // [fin : journal]
        preparer(serveur);
        cconn::Client client("127.0.0.1", serveur.port());
        CHECK(client.appeler<int>("somme", 12, 34) == 46);
    }

    CHECK_THAT(fichier.str(), Catch::Contains(" connecté\n"));
    CHECK_THAT(fichier.str(), Catch::Contains(" déconnecté : "));
}

TEST_CASE("Guide : choisir l'erreur que recoit l'appelant") {
    cconn::Serveur serveur(0);
    // [extrait : lever]
    serveur.enregistrer_commande("acheter", [](int quantite) {
        if (quantite > 100) {
            throw cconn::Erreur(cconn::CodeErreur::attente_pleine, "100 pièces au plus, demain");
        }
        return quantite * 3;
    });
    // [fin : lever]
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<int>("acheter", 2) == 6);
    CHECK_THROWS_WITH(
        client.appeler("acheter", 200), "ATTENTE_PLEINE : 100 pièces au plus, demain"
    );
}

TEST_CASE("Guide : essayer un serveur et son client dans le meme programme") {
    // [extrait : ensemble]
    cconn::Serveur serveur(0); // le système choisit un port libre
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    const int somme = client.appeler<int>("somme", 12, 34);
    // [fin : ensemble]

    CHECK(somme == 46);
}

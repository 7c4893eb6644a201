// Les extraits du guide des motifs : commandes par motif, et ce qui part.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

int jouer(const std::string& coup, int joueur) {
    return coup == "tirer" ? joueur : -joueur;
}

} // namespace

TEST_CASE("Guide : enregistrer des motifs") {
    cconn::Serveur serveur(0);
    // [extrait : motifs]
    serveur.enregistrer_commande("HELLO", [] { return "exact"; });
    serveur.enregistrer_motif("HELLO", [](std::string nom) { return "motif, " + nom; });
    serveur.enregistrer_motif(".*", [](std::string nom) { return "inconnu, " + nom; });

    // HELLO      -> exact              le nom exact l'emporte
    // HELLOWORLD -> motif, HELLOWORLD  un motif n'est ancré qu'au début
    // BONJOUR    -> inconnu, BONJOUR   le premier motif qui convient
    // [fin : motifs]
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<std::string>("HELLO") == "exact");
    CHECK(client.appeler<std::string>("HELLOWORLD") == "motif, HELLOWORLD");
    CHECK(client.appeler<std::string>("BONJOUR") == "inconnu, BONJOUR");
}

TEST_CASE("Guide : lire les captures et les arguments") {
    cconn::Serveur serveur(0);
    // [extrait : captures]
    // jeu.tirer.12, jeu.sauter.3... : le nom, ce qu'ont pris les groupes, puis les arguments.
    serveur.enregistrer_motif(
        R"(jeu\.(\w+)\.(\d+)$)",
        [](cconn::Connexion& client, std::string nom, std::vector<std::string> captures, int force
        ) {
            client.envoyer("vu", nom);
            return jouer(captures[0], std::stoi(captures[1])) * force;
        }
    );
    // [fin : captures]
    // [extrait : tout_prendre]
    serveur.enregistrer_motif(".*", [](std::string nom, cconn::Arguments arguments) {
        return nom + " : " + std::to_string(arguments.taille()) + " arguments";
    });
    // [fin : tout_prendre]
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(client.appeler<int>("jeu.tirer.12", 2) == 24);
    CHECK(client.appeler<std::string>("jeu.tirer", 1, 2) == "jeu.tirer : 2 arguments");
}

TEST_CASE("Guide : retirer un motif et decrire ceux qui restent") {
    cconn::Serveur serveur(0);
    // [extrait : retirer]
    serveur.enregistrer_motif(
        "jeu", [] {}, "Tout ce qui touche au jeu."
    );
    for (const auto& motif : serveur.motifs()) {
        serveur.retirer_motif(motif.nom);
    }
    // [fin : retirer]
    CHECK(serveur.motifs().empty());
}

TEST_CASE("Guide : changer et arreter ce qui part") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("note", [](const std::string& texte) { return texte; });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    std::vector<std::string> partis;

    // [extrait : envoi]
    client.quand_envoi("secret", [](cconn::Envoi& envoi) { envoi.arreter(); });
    client.quand_envoi("noter", [](cconn::Envoi& envoi) {
        envoi.definir_nom("note");
        envoi.definir_arguments("[" + envoi.arguments().lire<std::string>(0) + "]");
    });
    client.quand_envoi(".*", [&partis](cconn::Envoi& envoi) { partis.push_back(envoi.nom()); });
    // [fin : envoi]

    CHECK_FALSE(client.envoyer("secret"));
    CHECK_THROWS_AS(client.appeler("secret"), cconn::Erreur);
    CHECK(client.appeler<std::string>("noter", "été") == "[été]");
    CHECK(client.appeler<std::string>("note", "été") == "été");
    CHECK(partis == std::vector<std::string>{"note"});
}

// Essais de montagne : un appel qui rend une valeur, avec des arguments nommés ; graines.md, 2.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::Arguments;
using cconn::Connexion;
using cconn::Nommes;
using cconn::Reponse;
using cconn::Valeur;
using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Recueil;

namespace {

/// Ce qu'un serveur Montagne sait faire.
void enregistrer_taches(cconn::Serveur& serveur) {
    serveur.enregistrer_commande("decrire", [](Connexion& client, Nommes noms) {
        return client.adresse() + " " + std::to_string(noms.taille());
    });
}

} // namespace

TEST_CASE("montagne : la tache recoit le client, les positions puis les noms", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande(
        "peindre",
        [](Connexion& client, std::string forme, int cote, Nommes noms) {
            return client.ip() + " " + forme + std::to_string(cote) + " " +
                   noms.lire<std::string>("couleur") + " " +
                   std::to_string(noms.lire_ou<int>("epaisseur", 1));
        }
    );
    const auto peindre = [&](const auto&... arguments) {
        return duo.client.appeler<std::string>("peindre", arguments...);
    };

    CHECK(peindre("carre", 3, Nommes{{"couleur", "bleu"}}) == "127.0.0.1 carre3 bleu 1");
    CHECK(
        peindre("rond", 4, Nommes{{"epaisseur", 2}, {"couleur", "vert"}}) ==
        "127.0.0.1 rond4 vert 2"
    );
}

TEST_CASE(
    "montagne : l'evenement sans argument, avec args seuls, avec kwargs seuls", "[montagne]"
) {
    Duo duo;
    duo.serveur.enregistrer_commande("compter", [](std::optional<int> un, Nommes noms) {
        return std::vector<int>{un.value_or(0), static_cast<int>(noms.taille())};
    });
    const auto compter = [&](const auto&... arguments) {
        return duo.client.appeler<std::vector<int>>("compter", arguments...);
    };

    CHECK(compter() == std::vector<int>{0, 0});
    CHECK(compter(7) == std::vector<int>{7, 0});
    CHECK(compter(Nommes{{"a", 1}, {"b", 2}}) == std::vector<int>{0, 2});
    CHECK(compter(Arguments{7}, Nommes{{"a", 1}}) == std::vector<int>{7, 1});
}

TEST_CASE("montagne : tout resultat revient, nil, liste, table", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande("rendre", [](Valeur v) { return v; });
    duo.serveur.enregistrer_commande("rien", [] {});
    const auto rendre = [&](const Valeur& valeur) {
        return duo.client.appeler<Valeur>("rendre", valeur);
    };

    CHECK(duo.client.appeler<Valeur>("rien").est_nil());
    CHECK(rendre(nullptr).est_nil());
    CHECK(
        rendre(Valeur::Liste{1, "deux", nullptr, 2.5}).vers_texte() == R"([1, "deux", nil, 2.5])"
    );
    const Valeur table = Valeur::Table{{"nom", "Ada"}, {"scores", Valeur::Liste{1, 2}}, {3, true}};
    CHECK(rendre(table) == table);
}

TEST_CASE("montagne : un resultat de plusieurs megaoctets arrive entier", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande("grand", [](std::size_t n) { return std::string(n, 'm'); });
    const std::size_t limite = cconn::Limites{}.taille_message_max;

    CHECK(duo.client.appeler<std::string>("grand", limite - 100) == std::string(limite - 100, 'm'));
}

TEST_CASE("montagne : un resultat au-dela de la limite est une erreur claire", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande("grand", [](std::size_t n) { return std::string(n, 'm'); });
    const std::size_t limite = cconn::Limites{}.taille_message_max;

    const auto erreur = erreur_de([&] { duo.client.appeler<std::string>("grand", limite); });

    CHECK(erreur.starts_with("TRAME_TROP_GRANDE : le résultat de grand fait 41943"));
    CHECK(erreur.ends_with("limite 4194304"));
    INFO(duo.journal.tout());
    CHECK(duo.journal.contient(
        cconn::NiveauJournal::avertissement,
        "commande de " + duo.appelant().adresse() + " : TRAME_TROP_GRANDE"
    ));
    CHECK(duo.client.appeler<std::string>("grand", 1) == "m");
}

TEST_CASE("montagne : une etiquette inconnue est une erreur, au lieu d'attendre", "[montagne]") {
    Duo duo;
    enregistrer_taches(duo.serveur);

    const auto erreur = erreur_de([&] { duo.client.appeler("decrier"); });

    CHECK(erreur == "COMMANDE_INCONNUE : decrier, vouliez-vous dire decrire ?");
}

TEST_CASE("montagne : une exception de la tache est une erreur, la connexion reste", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande("echouer", [] { throw std::runtime_error("plus de neige"); });
    duo.serveur.enregistrer_commande("un", [] { return 1; });

    CHECK(erreur_de([&] {
              duo.client.appeler("echouer");
          }) == "ECHEC_GESTIONNAIRE : plus de neige");
    CHECK(duo.client.appeler<int>("un") == 1);
}

TEST_CASE("montagne : des arguments qui ne conviennent pas sont une erreur", "[montagne]") {
    Duo duo;
    duo.serveur.enregistrer_commande("peindre", [](std::string, Nommes noms) {
        noms.exiger_parmi({"couleur", "epaisseur"});
        return noms.lire_ou<int>("epaisseur", 1);
    });
    const auto erreur = [&](const auto&... arguments) {
        return erreur_de([&] { duo.client.appeler("peindre", arguments...); });
    };

    CHECK(
        erreur(3) == "ARGUMENTS_INCOMPATIBLES : peindre, argument 1 : texte attendu, entier 3 reçu"
    );
    CHECK(erreur().starts_with("ARGUMENTS_INCOMPATIBLES : peindre attend"));
    CHECK(erreur("rond", 2, 3).starts_with("ARGUMENTS_INCOMPATIBLES : peindre attend"));
    CHECK(erreur("rond", Nommes{{"epaisseur", "gros"}}).find("« epaisseur »") != std::string::npos);
    CHECK(erreur("rond", Nommes{{"couleurs", 1}}).find("couleur") != std::string::npos);
}

TEST_CASE("montagne : ce qui n'est pas un evenement est consomme, la suite est lue", "[montagne]") {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("un", [] { return 1; });
    serveur.lancer_en_fond();
    outils::PairBrut pair(serveur.port());

    pair.envoyer(outils::PairBrut::trame(9, "RESLT", std::string(3'000, 'x')));
    pair.envoyer_requete(1, "un");

    CHECK(pair.lire().find("MESSAGE_INVALIDE") != std::string::npos);
    CHECK(pair.lire() == "[1,1,null,1]");
}

TEST_CASE(
    "montagne : une reponse d'un autre type est une erreur, jamais une valeur", "[montagne]"
) {
    Duo duo;
    duo.serveur.enregistrer_commande("texte", [] { return "pas un nombre"; });

    CHECK(code_de([&] { duo.client.appeler<int>("texte"); }) == "RESULTAT_INCOMPATIBLE");
}

TEST_CASE("montagne : plusieurs clients a la fois, plusieurs appels chacun", "[montagne]") {
    Recueil<int> justes;
    Duo duo;
    duo.serveur.enregistrer_commande("doubler", [](int n) { return 2 * n; });
    {
        std::vector<std::jthread> fils;
        for (int fil = 0; fil < 6; ++fil) {
            fils.emplace_back([&, fil] {
                const cconn::Client client("127.0.0.1", duo.serveur.port());
                for (int i = 0; i < 50; ++i) {
                    if (client.appeler<int>("doubler", fil * 50 + i) == 2 * (fil * 50 + i)) {
                        justes.ajouter(i);
                    }
                }
            });
        }
    }
    CHECK(justes.nombre() == 300);
}

TEST_CASE("montagne : des appels paralleles reviennent dans le desordre", "[montagne]") {
    Recueil<Reponse<std::string>> lentes;
    Recueil<std::string> recues;
    Duo duo;
    duo.serveur.enregistrer_commande("lente", [&] {
        const Reponse<std::string> reponse;
        lentes.ajouter(reponse);
        return reponse;
    });
    duo.serveur.enregistrer_commande("vive", [] { return "vive"; });
    duo.client.appeler_async<std::string>("lente").puis([&](std::string s) { recues.ajouter(s); });
    duo.client.appeler_async<std::string>("vive").puis([&](std::string s) { recues.ajouter(s); });

    REQUIRE(recues.attendre(1) == std::vector<std::string>{"vive"});
    lentes.attendre(1).at(0).donner("lente");

    CHECK(recues.attendre(2) == std::vector<std::string>{"vive", "lente"});
}

TEST_CASE("montagne : deconnecter dit si l'on etait connecte", "[montagne]") {
    Duo duo;

    CHECK(duo.client.est_ouverte());
    duo.client.eteindre();
    CHECK_FALSE(duo.client.est_ouverte());
    duo.client.eteindre();
    CHECK(code_de([&] { duo.client.appeler("un"); }) == "CONNEXION_PERDUE");
}

// Essais de quand_envoi: voir, changer et arrêter ce qui part, des deux bouts.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Recueil;
using outils::Vers;

namespace {

using Textes = std::vector<std::string>;

/// Un `Duo` dont l'appelé note les commandes « note » et « autre » qu'il reçoit.
struct DuoEnvois : Duo {
    explicit DuoEnvois(Vers vers = Vers::serveur)
        : Duo(vers),
          serveur_appele(vers == Vers::serveur) {
        for (const char* nom : {"note", "autre"}) {
            chez_appele(nom, [this, nom](cconn::Arguments arguments) {
                std::string ligne = nom;
                for (const cconn::Valeur& valeur : arguments) {
                    ligne += " " + valeur.vers_texte();
                }
                recues.ajouter(ligne);
                return ligne;
            });
        }
    }
    ~DuoEnvois() {
        client.eteindre();
        serveur.eteindre();
    }
    DuoEnvois(const DuoEnvois&) = delete;
    DuoEnvois& operator=(const DuoEnvois&) = delete;
    DuoEnvois(DuoEnvois&&) = delete;
    DuoEnvois& operator=(DuoEnvois&&) = delete;

    template<class F>
    void quand_envoi(std::string_view motif, F fonction) {
        if (serveur_appele) {
            client.quand_envoi(motif, std::move(fonction));
        } else {
            serveur.quand_envoi(motif, std::move(fonction));
        }
    }

    /// Ce que l'appelé a reçu, une fois qu'il a reçu aussi une commande de plus.
    Textes recues_jusqu_ici() {
        quand_envoi("autre", nullptr);
        appele().envoyer("autre");
        outils::attendre_que([&] {
            const auto vues = recues.valeurs();
            return !vues.empty() && vues.back() == "autre";
        });
        auto vues = recues.valeurs();
        vues.pop_back();
        return vues;
    }

    Recueil<std::string> recues;
    bool serveur_appele;
};

} // namespace

TEST_CASE("Quand envoi : voit le nom, les arguments et la connexion", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    Recueil<std::string> vus;
    duo.quand_envoi("no.*", [&](cconn::Envoi& envoi) {
        vus.ajouter(
            envoi.nom() + " " + envoi.arguments().lire<std::string>(0) + " " +
            std::to_string(envoi.arguments().taille()) + " " + envoi.connexion().ip()
        );
    });

    CHECK(duo.appele().envoyer("note", "été", 2));
    CHECK(duo.appele().appeler<std::string>("note", "deux") == "note \"deux\"");

    CHECK(vus.valeurs() == Textes{"note été 2 127.0.0.1", "note deux 1 127.0.0.1"});
    CHECK(duo.recues_jusqu_ici() == Textes{"note \"été\" 2", "note \"deux\""});
}

TEST_CASE("Quand envoi : change le nom et les arguments", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("secret", [](cconn::Envoi& envoi) {
        envoi.definir_nom("note");
        envoi.definir_arguments("devant", envoi.arguments(), 3);
        envoi.definir_arguments(envoi.arguments(), cconn::Nommes{{"fin", true}});
    });

    CHECK(duo.appele().envoyer("secret", 1, 2));
    const auto reponse = duo.appele().appeler<std::string>("secret");

    const std::string attendue = "note \"devant\" 1 2 3 {\"fin\": vrai}";
    CHECK(reponse == "note \"devant\" 3 {\"fin\": vrai}");
    CHECK(duo.recues_jusqu_ici() == Textes{attendue, reponse});
}

TEST_CASE("Quand envoi : arrete un envoi sans ligne d'erreur", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("note", [](cconn::Envoi& envoi) { envoi.arreter(); });

    CHECK_FALSE(duo.appele().envoyer("note", 1));

    CHECK(duo.recues_jusqu_ici().empty());
    CHECK_FALSE(duo.journal.contient(cconn::NiveauJournal::avertissement, "note"));
}

TEST_CASE("Quand envoi : un appel arrete leve appel_annule", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("note", [](cconn::Envoi& envoi) { envoi.arreter(); });
    const auto pair = duo.appele();

    CHECK(erreur_de([&] {
              pair.appeler("note");
          }) == "APPEL_ANNULE : note n'est pas parti : arrêté par une fonction quand_envoi");
    CHECK(code_de([&] {
              pair.avec_delai(std::chrono::seconds{5}).appeler("note");
          }) == "APPEL_ANNULE");
    CHECK(code_de([&] { static_cast<void>(pair.appeler_async("note")); }) == "APPEL_ANNULE");
}

TEST_CASE("Quand envoi : une exception arrete l'envoi et va au journal", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("note", [](cconn::Envoi& envoi) {
        if (envoi.arguments().est_vide()) {
            throw std::runtime_error("rien à noter");
        }
        throw 3;
    });

    CHECK_FALSE(duo.appele().envoyer("note"));
    CHECK_FALSE(duo.appele().envoyer("note", 1));

    CHECK(duo.journal.contient(cconn::NiveauJournal::erreur, "rien à noter"));
    CHECK(duo.journal.contient(cconn::NiveauJournal::erreur, "ne dérive pas de std::exception"));
    CHECK_THAT(
        erreur_de([&] { duo.appele().appeler("note"); }),
        Catch::StartsWith("APPEL_ANNULE : note") && Catch::EndsWith("rien à noter")
    );
    CHECK(duo.recues_jusqu_ici().empty());
}

TEST_CASE("Quand envoi : seul le premier motif qui convient sert, une fois", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("premier", [](cconn::Envoi& envoi) { envoi.definir_nom("note"); });
    duo.quand_envoi("no", [](cconn::Envoi& envoi) { envoi.definir_arguments("vu"); });
    duo.quand_envoi(".*", [](cconn::Envoi& envoi) { envoi.arreter(); });

    CHECK(duo.appele().envoyer("premier"));
    CHECK(duo.appele().envoyer("note"));
    CHECK_FALSE(duo.appele().envoyer("autre"));

    duo.quand_envoi(".*", nullptr);
    CHECK(duo.recues_jusqu_ici() == Textes{"note", "note \"vu\""});
}

TEST_CASE("Quand envoi : se remplace a sa place, et se retire", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    const auto temoin = std::make_shared<int>();
    duo.quand_envoi("note", [temoin](cconn::Envoi& envoi) { envoi.arreter(); });
    duo.quand_envoi(".*", [](cconn::Envoi& envoi) { envoi.definir_arguments("tout"); });

    duo.quand_envoi("note", [](cconn::Envoi& envoi) { envoi.definir_arguments("nouveau"); });
    CHECK(temoin.use_count() == 1);
    CHECK(duo.appele().envoyer("note"));
    duo.quand_envoi("note", nullptr);
    CHECK(duo.appele().envoyer("note"));
    duo.quand_envoi(".*", nullptr);
    CHECK(duo.appele().envoyer("note"));

    CHECK(duo.recues_jusqu_ici() == Textes{"note \"nouveau\"", "note \"tout\"", "note"});
}

TEST_CASE("Quand envoi : ce que la fonction envoie ne lui revient pas", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi(".*", [](cconn::Envoi& envoi) {
        envoi.connexion().envoyer("note", "avant");
        envoi.definir_arguments("change");
    });

    CHECK(duo.appele().envoyer("note"));

    duo.quand_envoi(".*", nullptr);
    CHECK(duo.recues_jusqu_ici() == Textes{"note \"avant\"", "note \"change\""});
}

TEST_CASE("Quand envoi : un changement qui ne peut pas partir echoue comme un envoi", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi("vide", [](cconn::Envoi& envoi) { envoi.definir_nom(""); });
    duo.quand_envoi("octet", [](cconn::Envoi& envoi) { envoi.definir_arguments("\xff"); });
    duo.quand_envoi("long", [](cconn::Envoi& envoi) {
        envoi.definir_nom("note");
        envoi.definir_arguments(std::string(5U << 20, 'a'));
    });

    CHECK_FALSE(duo.appele().envoyer("vide"));
    CHECK_FALSE(duo.appele().envoyer("octet"));
    CHECK_FALSE(duo.appele().envoyer("long"));
    CHECK(code_de([&] { duo.appele().appeler("vide"); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { duo.appele().appeler("octet"); }) == "APPEL_ANNULE");
    CHECK(code_de([&] { duo.appele().appeler("long"); }) == "TRAME_TROP_GRANDE");

    CHECK(duo.recues_jusqu_ici().empty());
}

TEST_CASE("Quand envoi : les noms de cconn ne lui sont pas soumis", "[envoi]") {
    DuoEnvois duo(GENERATE(Vers::serveur, Vers::client));
    duo.quand_envoi(".*", [](cconn::Envoi& envoi) { envoi.arreter(); });

    CHECK(code_de([&] { duo.appele().appeler("cconn.ping"); }) == "COMMANDE_INCONNUE");
}

TEST_CASE("Quand envoi : se change pendant que d'autres fils envoient", "[envoi]") {
    DuoEnvois duo;
    std::atomic<bool> fini = false;
    std::atomic<int> refus = 0;

    std::jthread expediteur([&] {
        while (!fini) {
            refus += duo.client.appeler<std::string>("note") == "note" ? 0 : 1;
        }
    });
    for (int tour = 0; tour < 200; ++tour) {
        duo.client.quand_envoi("note", [tour](cconn::Envoi& envoi) {
            envoi.definir_nom(tour < 0 ? "autre" : "note");
        });
        duo.client.quand_envoi("note", nullptr);
    }
    fini = true;
    expediteur.join();

    CHECK(refus == 0);
}

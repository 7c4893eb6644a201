// Essais des motifs: qui l'emporte, ce que reçoit la fonction, et changer pendant que l'on sert.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Evenement;
using outils::Recueil;
using outils::Vers;

namespace {

using Captures = std::vector<std::string>;

/// Une fonction qui répond son étiquette et le nom qu'elle a reçu.
auto repondre(const std::string& etiquette) {
    return [etiquette](const std::string& nom) {
        return etiquette + " " + nom;
    };
}

/// Ce que répond un serveur, ou le code de son refus.
std::string demander(const cconn::Connexion& pair, std::string_view nom) {
    std::string reponse;
    const std::string code = code_de([&] { reponse = pair.appeler<std::string>(nom); });
    return code == "rien" ? reponse : code;
}

/// Un `Duo` où les motifs s'enregistrent chez celui qu'on appelle.
struct DuoMotifs : Duo {
    using Duo::Duo;

    template<class F>
    void motif(std::string_view texte, F fonction) {
        if (appele() == client.connexion()) {
            serveur.enregistrer_motif(texte, std::move(fonction));
        } else {
            client.enregistrer_motif(texte, std::move(fonction));
        }
    }
};

} // namespace

TEST_CASE("Motif : un nom exact l'emporte sur tous les motifs", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif(".*", repondre("tout"));
    duo.chez_appele("HELLO", [] { return "exact"; });

    CHECK(demander(duo.appele(), "HELLO") == "exact");
    CHECK(demander(duo.appele(), "HELLOWORLD") == "tout HELLOWORLD");
}

TEST_CASE("Motif : le premier enregistre qui convient l'emporte", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("HELLO", repondre("un"));
    duo.motif("HE.*", repondre("deux"));
    duo.motif(".*", repondre("tout"));

    CHECK(demander(duo.appele(), "HELLO") == "un HELLO");
    CHECK(demander(duo.appele(), "HELLOWORLD") == "un HELLOWORLD");
    CHECK(demander(duo.appele(), "HEY") == "deux HEY");
    CHECK(demander(duo.appele(), "OHE") == "tout OHE");
    CHECK(demander(duo.appele(), "été") == "tout été");
}

TEST_CASE("Motif : sans motif qui convienne, la commande est inconnue", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("HELLO", repondre("un"));
    duo.chez_appele("somme", [] { return 0; });

    CHECK(erreur_de([&] {
              duo.appele().appeler("some");
          }) == "COMMANDE_INCONNUE : some, vouliez-vous dire somme ?");
}

TEST_CASE(
    "Motif : la fonction recoit les bouts, le nom, les captures et les arguments", "[motif]"
) {
    Duo duo;
    duo.serveur.enregistrer_motif(
        "jeu\\.(\\w+)\\.(\\d+)",
        [](cconn::Serveur& s,
           cconn::Connexion& client,
           const std::string& nom,
           Captures captures,
           int a,
           cconn::Arguments reste) {
            return std::to_string(s.nb_clients()) + " " + client.ip() + " " + nom + " " +
                   captures.at(0) + " " + captures.at(1) + " " + std::to_string(a) + " " +
                   std::to_string(reste.taille());
        }
    );

    CHECK(
        duo.client.appeler<std::string>("jeu.tirer.12", 3, "quatre", 5.0) ==
        "1 127.0.0.1 jeu.tirer.12 tirer 12 3 2"
    );
}

TEST_CASE("Motif : un client aussi recoit son bout et la connexion", "[motif]") {
    Duo duo;
    duo.client.enregistrer_motif(
        "(.)(.*)",
        [](cconn::Client& c,
           cconn::Connexion serveur,
           std::string_view nom,
           const Captures& captures) {
            return std::string(nom) + captures.at(1) + (c.connexion() == serveur ? " oui" : " non");
        }
    );

    CHECK(duo.appelant().appeler<std::string>("abc") == "abcbc oui");
}

TEST_CASE("Motif : sans premier texte, tout est argument", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("somme.*", [](int a, int b) { return a + b; });
    duo.motif("liste.*", [](const Captures& textes) { return textes.size(); });
    duo.motif("second.*", [](const std::string& /*nom*/, std::string texte) { return texte; });
    duo.motif("rien.*", [] {});

    CHECK(duo.appele().appeler<int>("sommes", 1, 2) == 3);
    CHECK(duo.appele().appeler<int>("liste", Captures{"a", "b"}) == 2);
    CHECK(duo.appele().appeler<std::string>("second", "texte") == "texte");
    CHECK_NOTHROW(duo.appele().appeler("rien"));
    CHECK(code_de([&] { duo.appele().appeler("rien", 1); }) == "ARGUMENTS_INCOMPATIBLES");
}

TEST_CASE("Motif : les arguments suivent les regles d'une commande", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("x.*", [](const std::string& /*nom*/, bool a, std::optional<int> b, cconn::Nommes n) {
        return (a ? 1 : 0) + b.value_or(0) + n.lire_ou("c", 0);
    });

    CHECK(duo.appele().appeler<int>("x1", true) == 1);
    CHECK(duo.appele().appeler<int>("x2", true, 2, cconn::Nommes{{"c", 3}}) == 6);
    CHECK(erreur_de([&] {
              duo.appele().appeler<int>("xyz", "un");
          }) == "ARGUMENTS_INCOMPATIBLES : xyz, argument 1 : booléen attendu, texte « un » reçu");
}

TEST_CASE("Motif : un avis ne repond rien, une exception est contenue", "[motif]") {
    Recueil<std::string> noms;
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("note.*", [&](std::string nom) { noms.ajouter(std::move(nom)); });
    duo.motif(".*", [](const std::string& nom) { throw std::runtime_error("non, " + nom); });

    CHECK(duo.appele().envoyer("faux"));
    CHECK(duo.appele().envoyer("note 1"));

    CHECK(noms.attendre(1) == std::vector<std::string>{"note 1"});
    CHECK(erreur_de([&] { duo.appele().appeler("faux"); }) == "ECHEC_GESTIONNAIRE : non, faux");
}

TEST_CASE("Motif : se remplace a sa place, et se retire", "[motif]") {
    Duo duo;
    duo.serveur.enregistrer_motif("a", repondre("un"), "Le premier.");
    duo.serveur.enregistrer_motif(".*", repondre("tout"));
    duo.client.enregistrer_motif("a", repondre("un"));
    const auto serveur = duo.client.connexion();

    duo.serveur.enregistrer_motif("a", repondre("nouveau"), "Le nouveau.");

    CHECK(demander(serveur, "ab") == "nouveau ab");
    REQUIRE(duo.serveur.motifs().size() == 2);
    CHECK(duo.serveur.motifs()[0].nom == "a");
    CHECK(duo.serveur.motifs()[0].aide == "Le nouveau.");
    CHECK(duo.serveur.commandes().empty());
    CHECK(duo.serveur.retirer_motif("a"));
    CHECK_FALSE(duo.serveur.retirer_motif("a"));
    CHECK(demander(serveur, "ab") == "tout ab");
    CHECK(duo.client.motifs().size() == 1);
    CHECK(duo.client.retirer_motif("a"));
    CHECK(demander(duo.appelant(), "ab") == "COMMANDE_INCONNUE");
}

TEST_CASE("Motif : s'enregistre, se remplace et se retire depuis une commande", "[motif]") {
    Duo duo;
    duo.serveur.enregistrer_commande("apprendre", [](cconn::Serveur& s, const std::string& motif) {
        s.enregistrer_motif(motif, repondre(motif));
    });
    duo.serveur.enregistrer_motif("une fois", [](cconn::Serveur& s, const std::string& nom) {
        s.enregistrer_motif("une fois", repondre("non"));
        s.retirer_motif("une fois");
        return nom;
    });
    const auto serveur = duo.client.connexion();

    serveur.appeler("apprendre", "[0-9]+");

    CHECK(demander(serveur, "12") == "[0-9]+ 12");
    CHECK(demander(serveur, "une fois") == "une fois");
    CHECK(demander(serveur, "une fois") == "COMMANDE_INCONNUE");
}

TEST_CASE("Motif : celui qui est remplace pendant qu'il s'execute finit", "[motif]") {
    Evenement commencee;
    Evenement reprise;
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif("v.*", [&, copie = std::string("une")] {
        commencee.signaler();
        reprise.attendre();
        return copie;
    });
    const auto appel = duo.appele().appeler_async<std::string>("version");
    REQUIRE(commencee.attendre());

    duo.motif("v.*", [] { return "deux"; });
    reprise.signaler();

    CHECK(appel.valeur() == "une");
    CHECK(demander(duo.appele(), "version") == "deux");
}

TEST_CASE("Motif : ce que retient la fonction est libere quand on le retire", "[motif]") {
    Duo duo;
    const auto temoin = std::make_shared<int>();
    duo.serveur.enregistrer_motif("a", [temoin] { return 1; });
    duo.serveur.enregistrer_commande("b", [temoin] { return 2; });
    REQUIRE(duo.client.appeler<int>("a") == 1);
    REQUIRE(duo.client.appeler<int>("b") == 2);

    duo.serveur.retirer_motif("a");
    duo.serveur.retirer_commande("b");

    // La dernière réponse est partie avant que le fil du serveur n'ait tout lâché.
    CHECK(outils::attendre_que([&] { return temoin.use_count() == 1; }));
}

TEST_CASE("Motif : les noms de cconn ne lui sont pas proposes", "[motif]") {
    DuoMotifs duo(GENERATE(Vers::serveur, Vers::client));
    duo.motif(".*", repondre("tout"));

    CHECK(demander(duo.appele(), "cconn.ping") == "COMMANDE_INCONNUE");
    CHECK(demander(duo.appele(), "cconn") == "tout cconn");
}

TEST_CASE("Motif : s'execute aussi en execution differee", "[motif][differee]") {
    cconn::OptionsServeur options;
    options.execution = cconn::Execution::differee;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_motif(".*", repondre("tout"));
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    const auto appel = client.appeler_async<std::string>("x");
    CHECK(outils::attendre_que([&] {
        serveur.executer_commandes();
        return appel.attendre(std::chrono::milliseconds{1});
    }));

    CHECK(appel.valeur() == "tout x");
}

TEST_CASE("Motif : un motif refuse leve ce qu'en dit RE2", "[motif]") {
    Duo duo;

    CHECK(erreur_de([&] {
              duo.serveur.enregistrer_motif("(", [] {});
          }) == "ARGUMENT_INVALIDE : le motif « ( » est refusé par RE2 : missing ): (");
    CHECK(code_de([&] { duo.client.enregistrer_motif("*", [] {}); }) == "ARGUMENT_INVALIDE");
    CHECK(duo.serveur.motifs().empty());
}

TEST_CASE("Motif : des noms choisis par le pair ne retiennent pas le serveur", "[motif]") {
    Duo duo;
    duo.serveur.enregistrer_motif("(a+)+(b|bb)*(.*a){12}!", repondre("un"));
    duo.serveur.enregistrer_motif("(x+x+)+y", repondre("deux"));
    duo.serveur.enregistrer_motif(".*", repondre("tout"));
    const auto serveur = duo.client.connexion().avec_delai(std::chrono::seconds{20});

    for (std::size_t taille = 1; taille <= 128; ++taille) {
        const std::string nom(taille, taille % 2 == 0 ? 'a' : 'x');
        REQUIRE(serveur.appeler<std::string>(nom) == "tout " + nom);
    }
}

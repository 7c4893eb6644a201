// Tests de Signature: quelles fonctions deviennent des commandes, et avec quels arguments.
// SPDX-License-Identifier: MIT
#include <cconn/commande.hpp>

#include "outils/commande_locale.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cconn {
namespace {

using outils::CommandeLocale;
using outils::Cote;

int doubler(int x) {
    return 2 * x;
}
int doubler_sans_lever(int x) noexcept {
    return 2 * x;
}

struct Compteur {
    int total = 0;
    int operator()(int pas) { return total += pas; }
};

struct Rectangle {
    int largeur = 1;
    int hauteur = 2;
    std::optional<std::string> couleur;
    MSGPACK_DEFINE_MAP(largeur, hauteur, couleur)
};

struct Point {
    int x = 0;
    int y = 0;
    MSGPACK_DEFINE(x, y)
};

} // namespace

TEST_CASE("Signature : toutes les sortes de fonctions deviennent des commandes", "[typage]") {
    CHECK(CommandeLocale([](int a, int b) { return a + b; })(1, 2) == "3");
    CHECK(CommandeLocale(doubler)(4) == "8");
    CHECK(CommandeLocale(&doubler)(4) == "8");
    CHECK(CommandeLocale(doubler_sans_lever)(4) == "8");
    CHECK(CommandeLocale(std::function<int(int)>(doubler))(4) == "8");
    CHECK(CommandeLocale([]() noexcept {})() == "nil");

    auto unique = std::make_unique<int>(5);
    CHECK(CommandeLocale([garde = std::move(unique)](int a) { return a + *garde; })(1) == "6");
}

TEST_CASE("Signature : un lambda mutable garde son etat, meme copie", "[typage]") {
    CommandeLocale somme([total = 0](int a) mutable { return total += a; });
    CommandeLocale copie = somme;
    CommandeLocale compteur(Compteur{});

    CHECK(somme(2) == "2");
    CHECK(copie(3) == "5");
    CHECK(compteur(1) == "1");
    CHECK(compteur(1) == "2");
}

TEST_CASE("Signature : une fonction vide est refusee a l'enregistrement", "[typage]") {
    int (*nulle)(int) = nullptr;

    CHECK_THROWS_AS(CommandeLocale(nulle), Erreur);
    CHECK_THROWS_AS(CommandeLocale(std::function<int(int)>()), Erreur);
}

TEST_CASE("Signature : la bibliotheque fournit le bout et la connexion", "[typage]") {
    const void* bout = nullptr;
    const void* autre = nullptr;

    CommandeLocale<Cote::serveur> serveur([&](Serveur& s, Connexion& c, int a) {
        bout = &s;
        autre = &c;
        return a;
    });
    CHECK(serveur(7) == "7");
    CHECK(bout == serveur.bout());
    CHECK(autre == serveur.connexion());

    CommandeLocale<Cote::client> client([&](Client& c) { bout = &c; });
    CHECK(client() == "nil");
    CHECK(bout == client.bout());
}

TEST_CASE("Signature : la meme fonction s'enregistre des deux cotes", "[typage]") {
    const auto fonction = [](const Connexion&, std::string mot) {
        return mot + "!";
    };

    CHECK(CommandeLocale<Cote::serveur>(fonction)("a") == "\"a!\"");
    CHECK(CommandeLocale<Cote::client>(fonction)("a") == "\"a!\"");
}

TEST_CASE("Signature : arguments par valeur, const T&, T&& et vues", "[typage]") {
    CommandeLocale commande([](std::string a,
                               const std::vector<int>& b,
                               std::unique_ptr<int>&& c,
                               std::string_view d,
                               std::span<const std::uint8_t> e) {
        return std::tuple(std::move(a), b.size(), *c, std::string(d), e.size());
    });

    CHECK(commande("a", std::vector{1, 2}, 3, "d", Octets(4)) == R"(["a", 2, 3, "d", 4])");
}

TEST_CASE("Signature : le nombre d'arguments est exact", "[typage]") {
    CommandeLocale aucune([] {});
    CommandeLocale une([](int) {});
    CommandeLocale somme([](int a, int b) { return a + b; });

    CHECK(aucune(1) == "ARGUMENTS_INCOMPATIBLES : c attend 0 argument, 1 reçu");
    CHECK(une() == "ARGUMENTS_INCOMPATIBLES : c attend 1 argument, 0 reçu");
    CHECK(somme(1, 2, 3) == "ARGUMENTS_INCOMPATIBLES : c attend 2 arguments, 3 reçus");
    CHECK(somme(1) == "ARGUMENTS_INCOMPATIBLES : c attend 2 arguments, 1 reçu");
}

TEST_CASE("Signature : nil vaut aucun argument, une table vaut un argument", "[typage]") {
    CommandeLocale aucune([] { return 1; });
    CommandeLocale table([](std::map<std::string, int> t) { return t.size(); });

    CHECK(aucune.hexa("c0") == "1");
    CHECK(aucune.hexa("90") == "1");
    CHECK(table.hexa("81 a161 01") == "1");
    CHECK(table.hexa("91 81 a161 01") == "1");
    CHECK(aucune.hexa("80") == "ARGUMENTS_INCOMPATIBLES : c attend 0 argument, 1 reçu");
}

TEST_CASE("Signature : les facultatifs finaux peuvent manquer ou etre nil", "[typage]") {
    CommandeLocale commande([](int a, std::optional<int> b, std::optional<std::string> c) {
        return std::tuple(a, b, c);
    });

    CHECK(commande(1) == "[1, nil, nil]");
    CHECK(commande(1, 2) == "[1, 2, nil]");
    CHECK(commande(1, nullptr, "c") == R"([1, nil, "c"])");
    CHECK(commande() == "ARGUMENTS_INCOMPATIBLES : c attend de 1 à 3 arguments, 0 reçu");
    CHECK(
        commande(1, 2, "c", 4) == "ARGUMENTS_INCOMPATIBLES : c attend de 1 à 3 arguments, 4 reçus"
    );
}

TEST_CASE("Signature : une erreur situe l'argument et l'element", "[typage]") {
    CommandeLocale commande([](int, std::map<std::string, std::vector<int>>) {});

    CHECK(
        commande(1, "abc") ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 2 : table attendue, texte « abc » reçu"
    );
    CHECK(
        commande(1, Nommes{{"a", Valeur::Liste{1, true}}}) ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 2, paire 1, valeur, élément 2 : entier de "
        "-2147483648 à "
        "2147483647 attendu, booléen vrai reçu"
    );
}

TEST_CASE("Signature : ce qui vient du pair est coupe et echappe dans les erreurs", "[typage]") {
    CommandeLocale commande([](int) {});

    const std::string texte = commande("\x1b[2J" + std::string(1000, 'x'));
    CHECK(texte.find("\\x1b[2Jxxx") != std::string::npos);
    CHECK(texte.size() < 200);
}

TEST_CASE("Signature : Arguments prend tout ce qui reste", "[typage]") {
    CommandeLocale total([](int depart, Arguments suite) {
        double somme = depart;
        for (std::size_t i = 0; i < suite.taille(); ++i) {
            somme += suite.lire<double>(i);
        }
        return somme;
    });

    CHECK(total(1) == "1.0");
    CHECK(total(1, 2, 3.5) == "6.5");
    CHECK(total() == "ARGUMENTS_INCOMPATIBLES : c attend au moins 1 argument, 0 reçu");
    CHECK(
        total(1, 2, "x") ==
        "ARGUMENTS_INCOMPATIBLES : argument 3 : nombre attendu, texte « x » reçu"
    );
}

TEST_CASE("Signature : Nommes prend la table finale", "[typage]") {
    CommandeLocale commande([](std::string forme, std::optional<int> fois, Nommes n) {
        return std::tuple(std::move(forme), fois, n.lire_ou("x", 0));
    });

    CHECK(commande("r") == R"(["r", nil, 0])");
    CHECK(commande("r", 2) == R"(["r", 2, 0])");
    CHECK(commande("r", 2, Nommes{{"x", 5}}) == R"(["r", 2, 5])");
    CHECK(commande("r", Nommes{{"x", 5}}) == R"(["r", nil, 5])");
    CHECK(
        commande(Nommes{{"x", 5}}) ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 1 : texte attendu, table de 1 paire reçue"
    );
    CHECK(
        commande("r", 2, 3) ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 3 : table d'arguments nommés attendue, entier 3 reçu"
    );
    CHECK(commande() == "ARGUMENTS_INCOMPATIBLES : c attend de 1 à 3 arguments, 0 reçu");
}

TEST_CASE("Signature : une structure finale se remplit par les noms", "[typage]") {
    CommandeLocale commande([](std::string nom, const Rectangle& r) {
        return std::tuple(std::move(nom), r.largeur, r.hauteur, r.couleur);
    });

    CHECK(commande("r") == R"(["r", 1, 2, nil])");
    CHECK(commande("r", Nommes{{"hauteur", 7}, {"couleur", "bleu"}}) == R"(["r", 1, 7, "bleu"])");
    CHECK(commande("r", Rectangle{4, 5, {}}) == R"(["r", 4, 5, nil])");
    CHECK(
        commande("r", Nommes{{"hautueur", 7}}) ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 2 : nom « hautueur » inconnu, vouliez-vous dire « "
        "hauteur » ? "
        "noms acceptés : largeur, hauteur, couleur"
    );
    CHECK(
        commande("r", Nommes{{"hauteur", "x"}}) ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 2, champ « hauteur » : entier de -2147483648 à "
        "2147483647 "
        "attendu, texte « x » reçu"
    );
    CHECK(
        commande.hexa("92 a172 82 a768617574657572 01 a768617574657572 02") ==
        "ARGUMENTS_INCOMPATIBLES : c, argument 2 : nom « hauteur » reçu deux fois"
    );
}

TEST_CASE("Signature : tous les arguments nommes, sans tableau autour", "[typage]") {
    CommandeLocale commande([](Rectangle r) { return r.largeur * r.hauteur; });

    CHECK(commande.hexa("82 a768617574657572 03 a76c617267657572 04") == "12");
    CHECK(commande.hexa("80") == "2");
    CHECK(commande.hexa("c0") == "2");
}

TEST_CASE("Signature : une structure en liste n'est pas facultative", "[typage]") {
    CommandeLocale commande([](int, Point p) { return p.x; });

    CHECK(commande(1) == "ARGUMENTS_INCOMPATIBLES : c attend 2 arguments, 1 reçu");
    CHECK(commande(1, Point{3, 4}) == "3");
}

TEST_CASE("Signature : le resultat d'un avis est ignore, la commande executee", "[typage]") {
    int fois = 0;
    CommandeLocale commande([&] {
        ++fois;
        return std::string("\xFF");
    });

    commande.avertir(outils::depuis_hexa("90"));

    CHECK(fois == 1);
    CHECK(commande().find("ARGUMENT_INVALIDE") == 0);
}

TEST_CASE("Signature : ce que leve la fonction traverse", "[typage]") {
    CommandeLocale refus([]() -> int { throw Erreur(CodeErreur::serveur_plein, "non"); });
    CommandeLocale panne([]() { throw std::runtime_error("panne"); });

    CHECK(refus() == "SERVEUR_PLEIN : non");
    CHECK_THROWS_AS(panne(), std::runtime_error);
}

TEST_CASE("Signature : Gestionnaire reconnait ce dont les parametres se lisent", "[typage]") {
    const auto generique = [](auto x) {
        return x;
    };
    const auto lambda = [](int) {
    };

    STATIC_REQUIRE(Gestionnaire<decltype(lambda)>);
    STATIC_REQUIRE(Gestionnaire<decltype(doubler)>);
    STATIC_REQUIRE(!Gestionnaire<decltype(generique)>);
    STATIC_REQUIRE(!Gestionnaire<int>);
}

} // namespace cconn

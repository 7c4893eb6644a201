// Tests de Valeur, Arguments et Nommes.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "outils/vecteurs.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <map>
#include <string>
#include <vector>

namespace cconn {
namespace {

struct Point {
    int x = 0;
    int y = 0;
    MSGPACK_DEFINE_MAP(x, y)
};

Valeur lire(const std::string& hexa) {
    const outils::Octets octets = outils::depuis_hexa(hexa);
    detail::Lecteur lecteur(octets);
    Valeur valeur;
    REQUIRE(detail::Forme<Valeur>::lire(lecteur, valeur));
    return valeur;
}

std::string ecrire(const Valeur& valeur) {
    detail::Tampon tampon;
    detail::Forme<Valeur>::ecrire(tampon, valeur);
    return outils::vers_hexa(tampon.octets());
}

template<class F>
std::string erreur_de(F fonction) {
    try {
        fonction();
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "rien";
}

} // namespace

TEST_CASE("Valeur : se construit depuis les types naturels", "[valeur]") {
    CHECK(Valeur().genre() == GenreValeur::nil);
    CHECK(Valeur(nullptr).est_nil());
    CHECK(Valeur(true).genre() == GenreValeur::booleen);
    CHECK(Valeur(3).genre() == GenreValeur::entier);
    CHECK(Valeur(std::numeric_limits<std::uint64_t>::max()).genre() == GenreValeur::entier);
    CHECK(Valeur(3.0F).genre() == GenreValeur::flottant);
    CHECK(Valeur("a").genre() == GenreValeur::texte);
    CHECK(Valeur(std::string_view("a")).genre() == GenreValeur::texte);
    CHECK(Valeur(Octets{1}).genre() == GenreValeur::octets);
    CHECK(Valeur(Valeur::Liste{1, "deux", nullptr}).taille() == 3);
    CHECK(Valeur(Valeur::Table{{"a", 1}}).genre() == GenreValeur::table);
    CHECK(Valeur(Extension{5, {1}}).genre() == GenreValeur::extension);
    CHECK(Valeur(std::chrono::system_clock::now()).extension().type == -1);
}

TEST_CASE("Valeur : garde ce qui est recu et le renvoie a l'identique", "[valeur]") {
    for (const char* hexa :
         {"c0",
          "c3",
          "05",
          "ff",
          "cfffffffffffffffff",
          "d38000000000000000",
          "cb4008000000000000",
          "a161",
          "c402ff00",
          "920102",
          "82a162 01 a161 02",
          "8201 02 c3 80",
          "d40501",
          "d6ff00000001",
          "c70705 01020304050607"}) {
        std::string serre(hexa);
        serre.erase(std::remove(serre.begin(), serre.end(), ' '), serre.end());
        CHECK(ecrire(lire(hexa)) == serre);
    }
}

TEST_CASE("Valeur : un texte recu qui n'est pas de l'UTF-8 devient des octets", "[valeur]") {
    CHECK(lire("a1ff").genre() == GenreValeur::octets);
    CHECK(lire("a1ff").octets() == Octets{0xFF});
}

TEST_CASE("Valeur : se lit avec un type", "[valeur]") {
    CHECK(Valeur(3).vers<int>() == 3);
    CHECK(Valeur(3).vers<double>() == 3.0);
    CHECK(Valeur("a").vers<std::string>() == "a");
    CHECK(Valeur(Valeur::Liste{1, 2}).vers<std::vector<int>>() == std::vector{1, 2});
    CHECK(Valeur(Valeur::Table{{"x", 4}}).vers<Point>().x == 4);
    CHECK(Valeur(Valeur::Liste{1}).vers<Valeur>().taille() == 1);
    CHECK(Valeur(3).essayer_vers<std::string>() == std::nullopt);
    CHECK(Valeur(3).essayer_vers<int>() == 3);
    CHECK(erreur_de([] {
              static_cast<void>(Valeur(300).vers<std::uint8_t>());
          }) == "ARGUMENTS_INCOMPATIBLES : entier de 0 à 255 attendu, entier 300 reçu");
    CHECK(erreur_de([] {
              static_cast<void>(Valeur(3).texte());
          }) == "ARGUMENTS_INCOMPATIBLES : texte attendu, entier 3 reçu");
}

TEST_CASE("Valeur : se construit depuis tout ce qui s'envoie", "[valeur]") {
    const Valeur points = Valeur::depuis(std::vector{Point{1, 2}, Point{3, 4}});

    CHECK(points.vers_texte() == R"([{"x": 1, "y": 2}, {"x": 3, "y": 4}])");
    CHECK(Valeur::depuis("a") == Valeur("a"));
    CHECK(erreur_de([] {
              static_cast<void>(Valeur::depuis(std::string("\xFF")));
          }).find("ARGUMENT_INVALIDE") == 0);
}

TEST_CASE("Valeur : se parcourt par indice et par cle", "[valeur]") {
    const Valeur valeur(Valeur::Table{
        {"nom", "Ada"}, {"notes", Valeur::Liste{12, 15}}, {3, "trois"}});

    CHECK(valeur["nom"].texte() == "Ada");
    CHECK(valeur["notes"][1].vers<int>() == 15);
    CHECK(valeur["notes"][0].vers<int>() == 12);
    CHECK(valeur["notes"][9].est_nil());
    CHECK(valeur["absent"]["encore"].est_nil());
    CHECK(valeur.contient("nom"));
    CHECK_FALSE(valeur.contient("absent"));
    CHECK(valeur.taille() == 3);
}

TEST_CASE("Valeur : compare genre et contenu", "[valeur]") {
    CHECK(Valeur(3) == Valeur(std::uint64_t{3}));
    CHECK(Valeur(3) != Valeur(3.0));
    CHECK(Valeur("a") != Valeur(Octets{'a'}));
    CHECK(Valeur(Valeur::Liste{1, "a"}) == Valeur(Valeur::Liste{1, "a"}));
    CHECK(Valeur(true) != Valeur(1));
}

TEST_CASE("Valeur : s'ecrit en une ligne lisible", "[valeur]") {
    CHECK(Valeur(true).vers_texte() == "vrai");
    CHECK(Valeur(-3).vers_texte() == "-3");
    CHECK(Valeur(std::numeric_limits<std::uint64_t>::max()).vers_texte() == "18446744073709551615");
    CHECK(Valeur(3.0).vers_texte() == "3.0");
    CHECK(Valeur(1e300).vers_texte() == "1e+300");
    CHECK(Valeur("un \"mot\"\n").vers_texte() == R"("un \"mot\"\n")");
    CHECK(Valeur(Octets{1, 255}).vers_texte() == "octets(2 : 01 ff)");
    CHECK(Valeur(Octets()).vers_texte() == "octets(0)");
    CHECK(Valeur(Extension{5, {1}}).vers_texte() == "extension 5(1 : 01)");
    CHECK(
        Valeur(Valeur::Table{{"a", Valeur::Liste{1, nullptr}}}).vers_texte() == R"({"a": [1, nil]})"
    );
    CHECK(lire("d6ff65e07d88").vers_texte() == "2024-02-29T12:50:16Z");
    CHECK(lire("c70cff0ee6b280ffffffffffffffff").vers_texte() == "1969-12-31T23:59:59.25Z");
    CHECK(lire("c70cff000000007fffffffffffffff").vers_texte().find("extension -1(12 : ") == 0);
}

TEST_CASE("Valeur : son texte ne depasse pas la taille demandee", "[valeur]") {
    const Valeur longue(Valeur::Liste(1'000, Valeur("été")));

    CHECK(longue.vers_texte(20).size() <= 20);
    CHECK(longue.vers_texte(20) == "[\"été\", \"été\"…");
    CHECK(Valeur(std::string(100, 'x')).vers_texte(10) == "\"xxxxxx…");
    CHECK(Valeur("abc").vers_texte(0).empty());
    CHECK(Valeur(3).vers_texte(1) == "3");
}

TEST_CASE("Arguments : se lisent par position", "[valeur]") {
    Arguments arguments{1, "deux"};
    arguments.ajouter(3.5);

    CHECK(arguments.taille() == 3);
    CHECK(arguments[1].texte() == "deux");
    CHECK(arguments.lire<int>(0) == 1);
    CHECK(std::distance(arguments.begin(), arguments.end()) == 3);
    CHECK(
        erreur_de([&] { static_cast<void>(arguments.lire<int>(1)); }) ==
        "ARGUMENTS_INCOMPATIBLES : argument 2 : entier de -2147483648 à 2147483647 attendu, texte "
        "« deux » "
        "reçu"
    );
    CHECK(erreur_de([&] {
              static_cast<void>(arguments.lire<int>(3));
          }) == "ARGUMENTS_INCOMPATIBLES : argument 4 absent");
}

TEST_CASE("Nommes : se lisent par nom", "[valeur]") {
    const Nommes nommes{{"largeur", 3}, {"titre", "a"}, {"fond", nullptr}};

    CHECK(nommes.taille() == 3);
    CHECK(nommes.contient("largeur"));
    CHECK(nommes.lire<int>("largeur") == 3);
    CHECK(nommes.lire_ou<std::string>("absent", "x") == "x");
    CHECK(nommes.lire_ou<int>("fond", 7) == 7);
    CHECK(nommes.noms() == std::vector<std::string_view>{"largeur", "titre", "fond"});
    CHECK(
        erreur_de([&] { static_cast<void>(nommes.lire<int>("titre")); }) ==
        "ARGUMENTS_INCOMPATIBLES : argument « titre » : entier de -2147483648 à 2147483647 "
        "attendu, texte "
        "« a » reçu"
    );
    CHECK(erreur_de([&] {
              static_cast<void>(nommes.lire_ou<int>("titre", 1));
          }).find("argument « titre »") != std::string::npos);
    CHECK(erreur_de([&] {
              static_cast<void>(nommes["x"]);
          }) == "ARGUMENTS_INCOMPATIBLES : argument « x » absent ; reçus : largeur, titre, fond");
}

TEST_CASE("Nommes : refusent les noms inattendus ou repetes", "[valeur]") {
    const Nommes nommes{{"largeur", 3}};

    CHECK(erreur_de([&] { nommes.exiger_parmi({"largeur", "hauteur"}); }) == "rien");
    CHECK(
        erreur_de([&] {
            nommes.exiger_parmi({"largeurs", "hauteur"});
        }) == "ARGUMENTS_INCOMPATIBLES : nom « largeur » inconnu, vouliez-vous dire « largeurs » ? "
              "noms acceptés : "
              "largeurs, hauteur"
    );
    CHECK(erreur_de([] {
              Nommes{{"a", 1}, {"a", 2}};
          }) == "ARGUMENT_INVALIDE : nom « a » donné deux fois");
}

TEST_CASE("Nommes : un nom redefini change de valeur", "[valeur]") {
    Nommes nommes{{"a", 1}};
    nommes.definir("a", 2);
    nommes.definir("b", 3);

    CHECK(nommes == Nommes{{"a", 2}, {"b", 3}});
}

} // namespace cconn

// Travaux de l'exemple taches: retourner, échanger et répéter, sur les points de code.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "taches/travaux.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using travaux::echanger;
using travaux::points_de_code;
using travaux::repeter;
using travaux::retourner;
using travaux::travail;

TEST_CASE("Travaux : type 1, flip donne pilf", "[exemples][taches]") {
    CHECK(retourner("flip") == "pilf");
    CHECK(retourner("a") == "a");
}

TEST_CASE(
    "Travaux : type 2, swap donne wspa ; odd, impair, garde sa derniere lettre", "[exemples]"
) {
    CHECK(echanger("swap") == "wspa");
    CHECK(echanger("odd") == "dod");
    CHECK(echanger("a") == "a");
}

TEST_CASE(
    "Travaux : type 3, repeat donne reepppeeeeaaaaatttttt, 21 lettres", "[exemples][taches]"
) {
    CHECK(repeter("repeat") == "reepppeeeeaaaaatttttt");
    CHECK(repeter("repeat").size() == 21);
    CHECK(repeter("a") == "a");
}

TEST_CASE("Travaux : type 3, un resultat demesure est refuse avant d'etre ecrit", "[exemples]") {
    CHECK(repeter(std::string(1'413, 'x')).size() == 998'991);
    CHECK_THROWS_WITH(
        repeter(std::string(1'414, 'x')),
        "ARGUMENT_INVALIDE : résultat de 1000405 octets, limite 1000000"
    );
    CHECK_THROWS_AS(repeter(std::string(1 << 20, 'x')), cconn::Erreur);
}

TEST_CASE("Travaux : donnees vides, resultat vide", "[exemples][taches]") {
    CHECK(retourner("").empty());
    CHECK(echanger("").empty());
    CHECK(repeter("").empty());
}

TEST_CASE("Travaux : un accent est un point de code, pas des octets", "[exemples][taches]") {
    CHECK(retourner("été") == "été");
    CHECK(retourner("née") == "eén");
    CHECK(echanger("été") == "téé");
    CHECK(repeter("née") == "nééeee");
    CHECK(retourner("a€𝄞z") == "z𝄞€a");
}

TEST_CASE("Travaux : un accent decompose reste un point de code a lui seul", "[exemples][taches]") {
    const std::string decompose = "e\u0301t"; // e, accent aigu, t

    CHECK(points_de_code(decompose).size() == 3);
    CHECK(retourner(decompose) == "t\u0301e");
    CHECK(echanger(decompose) == "\u0301et");
    CHECK(repeter(decompose) == "e\u0301\u0301ttt");
}

TEST_CASE("Travaux : des octets qui ne sont pas de l'UTF-8 comptent un par un", "[exemples]") {
    CHECK(points_de_code("\xC3").size() == 1);
    CHECK(points_de_code("a\xE2\x82z").size() == 4);
    CHECK(points_de_code("\xA9\xFF").size() == 2);
    CHECK(retourner("a\xE2\x82z") == "z\x82\xE2\x61");
}

TEST_CASE("Travaux : deux, cinq et sept secondes ; les autres types n'existent pas", "[exemples]") {
    CHECK(travail(1).duree == 2s);
    CHECK(travail(2).duree == 5s);
    CHECK(travail(3).duree == 7s);
    CHECK_THROWS_AS(travail(0), std::out_of_range);
    CHECK_THROWS_AS(travail(4), std::out_of_range);
    CHECK_THROWS_AS(travail(-1), std::out_of_range);
}

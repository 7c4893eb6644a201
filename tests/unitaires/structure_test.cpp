// Tests de Structure: remplir les types de l'utilisateur.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "outils/lecture_typee.hpp"
#include "outils/structures.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using outils::Age;
using outils::aller_retour;
using outils::Arbuste;
using outils::Couleur;
using outils::Etranger;
using outils::hexa_flottant;
using outils::lire;
using outils::refus;
using outils::Suivi;
using outils::Tout;
using outils::Triplet;
using outils::Vecteur3;

} // namespace

TEST_CASE("Structure : une structure se remplit avec les regles de cconn", "[typage]") {
    const auto lu = lire<Tout>(
        "86 a6656e74696572 cb4008000000000000 a6706f696e7473 91 93010203 "
        "a7636f756c657572 01 a668756d657572 01 a36e6f6d a26162 a7696e7374616e74 d6ff00000001"
    );

    CHECK(lu.ecart.empty());
    CHECK(lu.valeur.entier == 3);
    CHECK(lu.valeur.texte == "t");
    CHECK(lu.valeur.points.at(0).z == 3);
    CHECK(lu.valeur.couleur == Couleur::vert);
    CHECK(lu.valeur.humeur == Humeur::vive);
    CHECK(std::string(lu.valeur.nom) == "ab");
    CHECK(lu.valeur.tableau[2] == 9);
    CHECK(aller_retour(lu.valeur).ecart.empty());
}

TEST_CASE("Structure : une structure dit quel champ ne convient pas", "[typage]") {
    CHECK(
        refus<Tout>("81 a6706f696e7473 91 920102") ==
        "champ « points », élément 1 : liste de 3 éléments attendue, liste de 2 éléments reçue"
    );
    CHECK(
        refus<Tout>("81 a7636f756c657572 cd0100") ==
        "champ « couleur » : entier de 0 à 255 attendu, entier 256 reçu"
    );
    CHECK(
        refus<Tout>("81 a77461626c656175 90")
            .find("champ « tableau » : liste de 3 éléments attendue") == 0
    );
    CHECK(
        refus<Tout>("81 a36e6f6d a56162636465")
            .find("champ « nom » : texte de 4 octets au plus attendu") == 0
    );
    CHECK(
        refus<Tout>("81 a3787878 01")
            .find("nom « xxx » inconnu ; noms acceptés : entier, texte, points") == 0
    );
    CHECK(refus<Tout>("81 01 01") == "nom : texte attendu, entier 1 reçu");
    CHECK(refus<Tout>("90") == "table attendue, liste de 0 élément reçue");
    CHECK(refus<Vecteur3>("80") == "liste de 3 éléments attendue, table de 0 paire reçue");
    CHECK(refus<Vecteur3>("93 01 c3 03") == "élément 2 : nombre attendu, booléen vrai reçu");
}

TEST_CASE("Structure : un optionnel final d'une structure peut manquer", "[typage]") {
    CHECK(lire<Suivi>("9101").valeur.a == 1);
    CHECK(lire<Suivi>("920102").valeur.b == 2);
    CHECK(refus<Suivi>("90") == "liste de 2 éléments attendue, liste de 0 élément reçue");
    CHECK(refus<Suivi>("93010203").find("liste de 2 éléments attendue") == 0);
}

TEST_CASE("Structure : une fonction de lecture ecrite a la main est respectee", "[typage]") {
    CHECK(lire<Age>("05").valeur.ans == 5);
    CHECK(lire<Age>(hexa_flottant(5)).valeur.ans == 5);
    CHECK(refus<Age>("ff") == "un âge n'est pas négatif");
    CHECK(refus<Age>("a161") == "structure attendue, texte « a » reçu");
    CHECK(lire<Triplet>("91 93010203").valeur.valeurs[2] == 3);
    CHECK(refus<Triplet>("91 90") == "structure attendue, liste de 1 élément reçue");
    CHECK(lire<Etranger>("07").valeur.n == 7);
    CHECK(
        refus<std::vector<Etranger>>("92 01 a161") ==
        "élément 2 : structure attendue, texte « a » reçu"
    );
    CHECK(aller_retour(std::vector{Etranger{4}}).valeur.at(0).n == 4);
}

TEST_CASE("Structure : une profondeur sans fin est refusee", "[typage]") {
    CHECK(lire<Arbuste>("9190").ecart.empty());
    CHECK(
        refus<Arbuste>("91*2000 90").find("valeurs imbriquées au-delà de 512 niveaux") !=
        std::string::npos
    );
    CHECK(
        refus<Valeur>("91*2000 90").find("valeurs imbriquées au-delà de 512 niveaux") !=
        std::string::npos
    );
}

} // namespace cconn::detail

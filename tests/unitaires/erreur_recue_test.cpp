// Tests de l'erreur reçue: ce que l'on comprend du champ d'erreur de chaque sorte de pair.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "dialogue/erreur_recue.hpp"
#include "outils/afficher.hpp"
#include "outils/trames.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <tuple>
#include <vector>

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using outils::valeur;

const Refus sans_texte{
    CodeErreur::echec_gestionnaire, "le pair a répondu par une erreur sans texte"};

Refus lire(const outils::Octets& octets) {
    return lire_erreur_recue(octets);
}

} // namespace

TEST_CASE("Erreur recue : lit le code et le texte d'un pair cconn", "[dialogue][erreurs]") {
    CHECK(
        lire(valeur(std::tuple(1, "ARGUMENTS_INCOMPATIBLES : somme attend 2 arguments, 3 reçus"))
        ) == Refus{CodeErreur::arguments_incompatibles, "somme attend 2 arguments, 3 reçus"}
    );
    CHECK(
        lire(valeur(std::tuple(0, "ECHEC_GESTIONNAIRE : division par zéro"))) ==
        Refus{CodeErreur::echec_gestionnaire, "division par zéro"}
    );
}

TEST_CASE("Erreur recue : reconnait tous les codes", "[dialogue][erreurs]") {
    int nombre = 0;
    for (int rang = 1; rang < 100; ++rang) {
        const auto code = static_cast<CodeErreur>(rang);
        if (code_depuis_nom(nom_code(code)) != code) {
            break;
        }
        ++nombre;
        CHECK(
            lire(valeur(std::tuple(1, texte_erreur(code, "contexte")))) == Refus{code, "contexte"}
        );
        CHECK(lire(valeur(std::tuple(1, texte_erreur(code, "")))) == Refus{code, ""});
    }
    CHECK(nombre >= static_cast<int>(CodeErreur::debit_depasse)); // l'un des derniers
}

TEST_CASE("Erreur recue : prend le texte d'un pair etranger pour un echec", "[dialogue][erreurs]") {
    const Refus echec{CodeErreur::echec_gestionnaire, "Vim:E116: Invalid arguments"};

    CHECK(lire(valeur(std::tuple(0, echec.texte))) == echec);
    CHECK(lire(valeur(echec.texte)) == echec);
    CHECK(lire(valeur(std::vector<char>(echec.texte.begin(), echec.texte.end()))) == echec);
    CHECK(lire(valeur(std::tuple(echec.texte))) == echec);
    CHECK(lire(valeur(std::tuple(echec.texte, 3, "autre"))) == echec);
    CHECK(
        lire(valeur(std::tuple(std::map<int, int>{{1, 2}}, std::tuple(3), echec.texte))) == echec
    );
}

TEST_CASE("Erreur recue : ne prend pas un mot en majuscules pour un code", "[dialogue][erreurs]") {
    const std::string texte = GENERATE(
        "PAS_UN_CODE : texte", "delai_depasse : texte", "DELAI_DEPASSEE : texte", ": texte", ""
    );

    CHECK(lire(valeur(std::tuple(1, texte))) == Refus{CodeErreur::echec_gestionnaire, texte});
}

TEST_CASE("Erreur recue : se passe de texte", "[dialogue][erreurs]") {
    // Faux, vrai, entier, flottant, table, tableaux sans texte, extension.
    const std::string hexa = GENERATE(
        "c2",
        "c3",
        "2a",
        "d3 ff ff ff ff ff ff ff ff",
        "cb 40 09 21 fb 54 44 2d 18",
        "80",
        "81 a1 61 a1 62",
        "90",
        "92 01 c0",
        "91 91 a1 61",
        "dc 00 02 00 01",
        "d4 00 01",
        "c7 03 05 61 62 63"
    );
    INFO(hexa);

    CHECK(lire(depuis_hexa(hexa)) == sans_texte);
}

TEST_CASE("Erreur recue : lit un texte de tout codage", "[dialogue][erreurs]") {
    const std::string hexa = GENERATE(
        "a2 6f 6b",
        "d9 02 6f 6b",
        "da 00 02 6f 6b",
        "db 00 00 00 02 6f 6b",
        "c4 02 6f 6b",
        "c5 00 02 6f 6b",
        "c6 00 00 00 02 6f 6b"
    );
    INFO(hexa);

    CHECK(lire(depuis_hexa(hexa)) == Refus{CodeErreur::echec_gestionnaire, "ok"});
    CHECK(lire(depuis_hexa("92 01 " + hexa)) == Refus{CodeErreur::echec_gestionnaire, "ok"});
    CHECK(lire(depuis_hexa("dd 00 00 00 02 c0 " + hexa)).texte == "ok");
}

TEST_CASE("Erreur recue : rend un texte UTF-8 quoi que le pair envoie", "[dialogue][erreurs]") {
    CHECK(lire(depuis_hexa("92 01 a3 61 ff 62")).texte == "a\uFFFDb");
    CHECK(lire(depuis_hexa("c4 03 ed a0 80")).texte == "\uFFFD\uFFFD\uFFFD");
}

} // namespace cconn::detail

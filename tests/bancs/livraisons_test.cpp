// Ce que le banc vérifie : une réponse fausse, une livraison perdue ou doublée ne passent pas.
// SPDX-License-Identifier: MIT
#include "bancs/commun/livraisons.hpp"
#include "bancs/commun/modele.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using banc::Faux;
using banc::Livraisons;
using banc::Modele;

TEST_CASE("Modele : accepte le message du numero attendu, et lui seul", "[bancs]") {
    Modele modele(32);
    std::string message(modele.numeroter(70));

    CHECK_NOTHROW(modele.exiger(message, 70));
    CHECK_THROWS_AS(modele.exiger(message, 71), Faux);
    CHECK_THROWS_AS(modele.exiger(message.substr(1), 70), Faux);
    message.back() = '?';
    CHECK_THROWS_AS(modele.exiger(message, 70), Faux);
}

TEST_CASE("Modele : huit octets suffisent, sept non", "[bancs]") {
    Modele modele(8);

    CHECK_NOTHROW(modele.exiger(std::string(modele.numeroter(3)), 3));
    CHECK_THROWS_AS(Modele(7), std::invalid_argument);
}

TEST_CASE("Modele : la somme voit la taille, le numero et le dernier octet", "[bancs]") {
    Modele modele(10'000);
    std::string message(modele.numeroter(1));
    const auto somme = Modele::somme(message);

    CHECK(Modele::somme(modele.numeroter(2)) != somme);
    CHECK(Modele::somme(message + 'a') != somme);
    message.back() = '?';
    CHECK(Modele::somme(message) != somme);
}

TEST_CASE("Livraisons : un lot est fini quand chaque client l'a recu en entier", "[bancs]") {
    Modele modele(16);
    Livraisons livraisons(2, 16, 2);
    for (const std::uint64_t numero : {0U, 1U}) {
        livraisons.recevoir(0, modele.numeroter(numero));
        livraisons.recevoir(1, modele.numeroter(numero));
    }

    CHECK_NOTHROW(livraisons.attendre_lot(0));
}

TEST_CASE("Livraisons : un message perdu ou double est une faute", "[bancs]") {
    const std::uint64_t numero = GENERATE(0U, 2U);
    Modele modele(16);
    Livraisons livraisons(1, 16, 2);
    livraisons.recevoir(0, modele.numeroter(0));
    livraisons.recevoir(0, modele.numeroter(numero));

    CHECK_THROWS_AS(livraisons.attendre_lot(0), Faux);
}

TEST_CASE("Livraisons : une connexion perdue finit l'attente", "[bancs]") {
    Livraisons livraisons(1, 16, 1);
    livraisons.signaler("connexion perdue");

    CHECK_THROWS_WITH(livraisons.attendre_lot(0), "connexion perdue");
}

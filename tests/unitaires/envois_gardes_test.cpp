// Tests d'EnvoisGardes: la file bornée des messages envoyés hors connexion.
// SPDX-License-Identifier: MIT
#include "session/envois_gardes.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using cconn::detail::EnvoisGardes;
using cconn::detail::Tampon;
using Issue = EnvoisGardes::Issue;

namespace {

Tampon trame(std::string_view octets) {
    Tampon tampon;
    tampon.write(octets.data(), octets.size());
    return tampon;
}

std::string texte(const std::optional<Tampon>& trame) {
    if (!trame) {
        return "rien";
    }
    const auto octets = trame->octets();
    return {octets.begin(), octets.end()};
}

} // namespace

TEST_CASE("EnvoisGardes : ce qui entre ressort dans l'ordre, une fois", "[reconnexion]") {
    EnvoisGardes gardes(8, 100);
    gardes.ouvrir();

    CHECK(gardes.garder(trame("un"), 1) == Issue::garde);
    CHECK(gardes.garder(trame("deux"), 1) == Issue::garde);

    CHECK(texte(gardes.prendre(2)) == "un");
    CHECK(texte(gardes.prendre(2)) == "deux");
    CHECK(texte(gardes.prendre(2)) == "rien");
}

TEST_CASE(
    "EnvoisGardes : pleine, en messages ou en octets, elle refuse le nouveau", "[reconnexion]"
) {
    EnvoisGardes gardes(2, 5);
    gardes.ouvrir();

    CHECK(gardes.garder(trame("12345"), 1) == Issue::garde);
    CHECK(gardes.garder(trame("6"), 1) == Issue::refuse); // octets
    CHECK(texte(gardes.prendre(2)) == "12345");
    CHECK(gardes.garder(trame("a"), 1) == Issue::garde);
    CHECK(gardes.garder(trame("b"), 1) == Issue::garde);
    CHECK(gardes.garder(trame("c"), 1) == Issue::refuse); // messages

    const auto bilan = gardes.bilan();
    CHECK(bilan.gardes == 3);
    CHECK(bilan.refuses == 2);
    CHECK(bilan.en_attente == 2);
}

TEST_CASE(
    "EnvoisGardes : videe, elle renvoie les retardataires a la connexion neuve", "[reconnexion]"
) {
    EnvoisGardes gardes(8, 100);
    gardes.ouvrir();
    CHECK(gardes.garder(trame("un"), 1) == Issue::garde);

    CHECK(texte(gardes.prendre(2)) == "un");
    CHECK(gardes.garder(trame("deux"), 1) == Issue::garde); // elle se vide encore
    CHECK(texte(gardes.prendre(2)) == "deux");
    CHECK(texte(gardes.prendre(2)) == "rien");

    CHECK(gardes.garder(trame("trois"), 1) == Issue::relayee);
    CHECK(gardes.garder(trame("quatre"), 2) == Issue::garde); // la connexion 2 est finie à son tour
}

TEST_CASE("EnvoisGardes : un message remis repart le premier", "[reconnexion]") {
    EnvoisGardes gardes(1, 2);
    gardes.ouvrir();
    CHECK(gardes.garder(trame("un"), 1) == Issue::garde);
    auto pris = gardes.prendre(2);
    CHECK(gardes.garder(trame("nn"), 1) == Issue::garde);

    gardes.remettre(std::move(*pris));

    CHECK(gardes.garder(trame("x"), 2) == Issue::refuse);
    CHECK(texte(gardes.prendre(3)) == "un");
    CHECK(texte(gardes.prendre(3)) == "nn");
}

TEST_CASE("EnvoisGardes : close, elle compte ce qu'elle perd", "[reconnexion]") {
    EnvoisGardes gardes(8, 100);
    CHECK(gardes.garder(trame("un"), 1) == Issue::refuse); // pas encore ouverte
    gardes.ouvrir();
    CHECK(gardes.garder(trame("un"), 1) == Issue::garde);

    CHECK(gardes.clore() == 1);

    CHECK(gardes.garder(trame("deux"), 1) == Issue::refuse);
    CHECK(gardes.bilan().perdus == 1);
    CHECK(texte(gardes.prendre(2)) == "rien");
}

TEST_CASE("EnvoisGardes : sans place demandee, elle ne garde rien", "[reconnexion]") {
    EnvoisGardes gardes(0, 100);
    gardes.ouvrir();

    CHECK(gardes.garder(trame("un"), 1) == Issue::refuse);
}

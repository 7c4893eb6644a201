// Tests de Cause: chaque fin de connexion a son texte.
// SPDX-License-Identifier: MIT
#include <cconn/cause.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace cconn {

TEST_CASE("Cause : a un texte different pour chaque fin", "[base][cause]") {
    std::set<std::string_view> textes;
    int rang = 0;
    for (; texte(static_cast<Cause>(rang)) != "cause inconnue"; ++rang) {
        textes.insert(texte(static_cast<Cause>(rang)));
    }

    CHECK(rang > static_cast<int>(Cause::refusee));
    CHECK(textes.size() == static_cast<std::size_t>(rang));
}

TEST_CASE("Cause : se dit en quelques mots", "[base][cause]") {
    CHECK(texte(Cause::pair_parti) == "le pair est parti");
    CHECK(texte(Cause::client_lent) == "le pair ne lit pas assez vite");
    CHECK(texte(Cause::refusee) == "client refusé");
    CHECK(texte(Cause::non_authentifie) == "le pair ne s'est pas authentifié");
}

TEST_CASE("Cause : une valeur hors de l'enumere a quand meme un texte", "[base][cause]") {
    CHECK(texte(static_cast<Cause>(99)) == "cause inconnue");
}

} // namespace cconn

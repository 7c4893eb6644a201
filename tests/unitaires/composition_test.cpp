// Tests de la composition: les trames que l'application envoie, et celles qu'on lui refuse.
// SPDX-License-Identifier: MIT
#include <cconn/detail/empaquetage.hpp>
#include <cconn/erreur.hpp>

#include "outils/trames.hpp"
#include "session/composition.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cconn::detail {
namespace {

template<class... A>
std::string avis(std::string_view nom, const Limites& limites, const A&... arguments) {
    const auto empaqueter = [&](Tampon& tampon) {
        empaqueter_arguments(tampon, arguments...);
    };
    return outils::lire_trame(composer_avis(nom, Empaqueteur(empaqueter), limites).octets());
}

template<class... A>
std::string
requete(std::uint32_t id, std::string_view nom, const Limites& limites, const A&... arguments) {
    const auto empaqueter = [&](Tampon& tampon) {
        empaqueter_arguments(tampon, arguments...);
    };
    return outils::lire_trame(composer_requete(id, nom, Empaqueteur(empaqueter), limites).octets());
}

/// Le texte de l'erreur que lève cette composition.
template<class F>
std::string refus(F composer) {
    try {
        static_cast<void>(composer());
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "";
}

} // namespace

TEST_CASE("Composition : ecrit un avis", "[session][composition]") {
    CHECK(avis("annonce", {}, "bienvenue", 3) == R"([2,"annonce",["bienvenue",3]])");
    CHECK(avis("rien", {}) == R"([2,"rien",[]])");
}

TEST_CASE("Composition : ecrit une requete", "[session][composition]") {
    CHECK(requete(1, "somme", {}, 12, 34) == R"([0,1,"somme",[12,34]])");
    CHECK(requete(2'147'483'647, "a", {}) == R"([0,2147483647,"a",[]])");
}

TEST_CASE("Composition : ecrit les memes octets que msgpack-c", "[session][composition]") {
    const auto empaqueter = [](Tampon& tampon) {
        empaqueter_arguments(tampon, 2, 3);
    };
    const Tampon trame = composer_requete(300, "somme", Empaqueteur(empaqueter), {});

    CHECK(
        outils::vers_hexa(trame.octets()) == outils::vers_hexa(outils::requete(300, "somme", 2, 3))
    );
}

TEST_CASE("Composition : refuse un nom mal forme", "[session][composition]") {
    const std::string nom = GENERATE(std::string(), "a\nb", "\xff", std::string(129, 'a'));

    CHECK_THAT(refus([&] { return avis(nom, {}); }), Catch::StartsWith("ARGUMENT_INVALIDE : "));
    CHECK_THAT(
        refus([&] { return requete(1, nom, {}); }), Catch::StartsWith("ARGUMENT_INVALIDE : ")
    );
}

TEST_CASE("Composition : accepte un nom de la taille limite", "[session][composition][limites]") {
    Limites limites;
    limites.taille_nom_max = 3;

    CHECK(avis("abc", limites) == R"([2,"abc",[]])");
    CHECK_FALSE(refus([&] { return avis("abcd", limites); }).empty());
}

TEST_CASE(
    "Composition : laisse appeler les commandes reservees a cconn", "[session][composition]"
) {
    CHECK(requete(1, "cconn.commandes", {}) == R"([0,1,"cconn.commandes",[]])");
}

TEST_CASE(
    "Composition : refuse une trame plus grande que la limite", "[session][composition][limites]"
) {
    Limites limites;
    limites.taille_message_max = outils::avis("a", std::string("123")).size();

    CHECK(avis("a", limites, "123") == R"([2,"a",["123"]])");
    CHECK(refus([&] {
              return avis("a", limites, "1234");
          }) == "TRAME_TROP_GRANDE : l'envoi de a fait 10 octets, limite 9");
    CHECK_FALSE(refus([&] { return requete(1, "a", limites, "123"); }).empty());
}

TEST_CASE("Composition : laisse passer l'erreur d'un argument", "[session][composition]") {
    CHECK_THAT(
        refus([] { return avis("a", {}, std::string("\xff")); }),
        Catch::StartsWith("ARGUMENT_INVALIDE : ")
    );
}

} // namespace cconn::detail

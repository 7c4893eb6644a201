// Tests de Empaquetage: ce que deviennent arguments et résultats, octet pour octet.
// SPDX-License-Identifier: MIT
#include <cconn/detail/empaquetage.hpp>

#include "outils/vecteurs.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using outils::vers_hexa;
using std::chrono::system_clock;

enum class Couleur : std::uint8_t { rouge, vert = 200 };

struct Point {
    int x = 0;
    double y = 0;
    MSGPACK_DEFINE(x, y)
};

struct Fenetre {
    int largeur = 80;
    std::optional<std::string> titre;
    MSGPACK_DEFINE_MAP(largeur, titre)
};

/// Écrite à la main, sans macro.
struct Angle {
    int degres = 0;
    template<class Emballeur>
    void msgpack_pack(Emballeur& emballeur) const {
        emballeur.pack(std::to_string(degres) + "deg");
    }
    void msgpack_unpack(const msgpack::object& objet) {
        degres = std::stoi(objet.as<std::string>());
    }
};

template<class T>
std::string ecrit(const T& valeur) {
    Tampon tampon;
    empaqueter_resultat(tampon, valeur);
    return vers_hexa(tampon.octets());
}

template<class... A>
std::string arguments(const A&... valeurs) {
    Tampon tampon;
    empaqueter_arguments(tampon, valeurs...);
    return vers_hexa(tampon.octets());
}

template<class R>
std::string lu(const std::string& hexa) {
    try {
        static_cast<void>(depaqueter_resultat<R>("somme", depuis_hexa(hexa)));
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "lu";
}

template<class E>
std::string erreur_de(E ecrire) {
    try {
        ecrire();
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "rien";
}

} // namespace

TEST_CASE("Empaquetage : les entiers prennent le codage le plus court", "[typage]") {
    const std::vector<std::pair<std::int64_t, std::string>> cas{
        {0, "00"},
        {127, "7f"},
        {128, "cc80"},
        {255, "ccff"},
        {256, "cd0100"},
        {65535, "cdffff"},
        {65536, "ce00010000"},
        {4294967295, "ceffffffff"},
        {4294967296, "cf0000000100000000"},
        {-1, "ff"},
        {-32, "e0"},
        {-33, "d0df"},
        {-128, "d080"},
        {-129, "d1ff7f"},
        {-32768, "d18000"},
        {-32769, "d2ffff7fff"},
        {-2147483648, "d280000000"},
        {-2147483649, "d3ffffffff7fffffff"},
        {std::numeric_limits<std::int64_t>::min(), "d38000000000000000"}};
    for (const auto& [nombre, hexa] : cas) {
        CHECK(ecrit(nombre) == hexa);
    }
    CHECK(ecrit(std::numeric_limits<std::uint64_t>::max()) == "cfffffffffffffffff");
    CHECK(ecrit(std::int8_t{-5}) == "fb");
    CHECK(ecrit('a') == "61");
}

TEST_CASE("Empaquetage : un flottant reste un flottant", "[typage]") {
    CHECK(ecrit(3.0) == "cb4008000000000000");
    CHECK(ecrit(-0.0) == "cb8000000000000000");
    CHECK(ecrit(1.5F) == "ca3fc00000");
}

TEST_CASE("Empaquetage : les textes partent en str, les octets en bin", "[typage]") {
    CHECK(ecrit("bonjour") == "a7626f6e6a6f7572");
    CHECK(ecrit(std::string()) == "a0");
    CHECK(ecrit(std::string_view()) == "a0");
    CHECK(ecrit(std::string(31, 'a')).substr(0, 2) == "bf");
    CHECK(ecrit(std::string(32, 'a')).substr(0, 4) == "d920");
    CHECK(ecrit(std::string(256, 'a')).substr(0, 6) == "da0100");
    CHECK(ecrit(std::string(65536, 'a')).substr(0, 10) == "db00010000");
    CHECK(ecrit(Octets{1, 2}) == "c4020102");
    CHECK(ecrit(Octets()) == "c400");
    CHECK(ecrit(std::vector<char>{'a'}) == "c40161");
    CHECK(ecrit(std::vector<std::byte>{std::byte{255}}) == "c401ff");
    CHECK(ecrit(std::array<std::uint8_t, 2>{7, 8}) == "c4020708");
    CHECK(ecrit(Octets(256, 0)).substr(0, 6) == "c50100");
    CHECK(ecrit(Octets(65536, 0)).substr(0, 10) == "c600010000");
}

TEST_CASE("Empaquetage : un texte qui n'est pas de l'UTF-8 est refuse", "[typage]") {
    const std::string texte = "caf\xE9";

    CHECK(
        erreur_de([&] { ecrit(texte); }) ==
        "ARGUMENT_INVALIDE : texte « caf\\xe9 » qui n'est pas de l'UTF-8 ; pour transmettre des "
        "octets, employer cconn::Octets"
    );
    CHECK(erreur_de([] {
              ecrit(static_cast<const char*>(nullptr));
          }) == "ARGUMENT_INVALIDE : pointeur de texte nul");
}

TEST_CASE("Empaquetage : les conteneurs standard ont chacun leur forme", "[typage]") {
    CHECK(ecrit(std::vector<int>{1, 2}) == "920102");
    CHECK(ecrit(std::vector<bool>{true, false}) == "92c3c2");
    CHECK(ecrit(std::deque<int>{1}) == "9101");
    CHECK(ecrit(std::set<int>{2, 1}) == "920102");
    CHECK(ecrit(std::map<std::string, int>{{"b", 2}, {"a", 1}}) == "82a16101a16202");
    CHECK(ecrit(std::tuple(1, "a", true)) == "9301a161c3");
    CHECK(ecrit(std::pair(1, nullptr)) == "9201c0");
    CHECK(ecrit(std::array<int, 2>{1, 2}) == "920102");
    CHECK(ecrit(std::optional<int>()) == "c0");
    CHECK(ecrit(std::optional(5)) == "05");
    CHECK(ecrit(std::make_shared<int>(5)) == "05");
    CHECK(ecrit(std::variant<int, std::string>("a")) == "a161");
    CHECK(ecrit(std::vector<int>(16, 1)).substr(0, 6) == "dc0010");
    CHECK(ecrit(std::vector<int>(65536, 1)).substr(0, 10) == "dd00010000");
    CHECK(ecrit(std::wstring(L"a")) == "9161");
}

TEST_CASE("Empaquetage : enumerations, durees et instants", "[typage]") {
    CHECK(ecrit(Couleur::vert) == "ccc8");
    CHECK(ecrit(std::chrono::milliseconds(250)) == "ccfa");
    CHECK(ecrit(system_clock::time_point(std::chrono::seconds(1))) == "d6ff00000001");
    CHECK(
        ecrit(system_clock::time_point(std::chrono::nanoseconds(1'000'000'005))) ==
        "d7ff0000001400000001"
    );
    CHECK(
        ecrit(system_clock::time_point(std::chrono::nanoseconds(-1))) ==
        "c70cff3b9ac9ffffffffffffffffff"
    );
    CHECK(
        ecrit(std::chrono::sys_seconds(std::chrono::seconds(std::int64_t{1} << 34))) ==
        "c70cff000000000000000400000000"
    );
}

TEST_CASE("Empaquetage : les structures suivent leur macro", "[typage]") {
    CHECK(ecrit(Point{1, 2}) == "9201cb4000000000000000");
    CHECK(ecrit(Fenetre{3, "a"}) == "82a76c61726765757203a57469747265a161");
    CHECK(ecrit(std::vector{Angle{90}}) == "91a53930646567");
}

TEST_CASE("Empaquetage : Arguments s'etale, Nommes finit en table", "[typage]") {
    CHECK(arguments() == "90");
    CHECK(arguments(1, "a") == "9201a161");
    CHECK(arguments(1, Arguments{2, "b"}, 3) == "940102a16203");
    CHECK(arguments(1, Nommes{{"x", 2}}) == "920181a17802");
    CHECK(arguments(Nommes()) == "9180");
    CHECK(arguments(Valeur::Liste{1, nullptr}) == "919201c0");
}

TEST_CASE(
    "Empaquetage : un resultat incompatible nomme la commande, l'attendu et le recu", "[typage]"
) {
    CHECK(lu<void>("a161") == "lu");
    CHECK(lu<int>("05") == "lu");
    CHECK(
        lu<int>("a3616263") == "RESULTAT_INCOMPATIBLE : somme, résultat : entier de -2147483648 à "
                               "2147483647 attendu, texte « abc » reçu"
    );
    CHECK(
        lu<std::vector<bool>>("92c304") == "RESULTAT_INCOMPATIBLE : somme, résultat, élément 2 : "
                                           "booléen attendu, entier 4 reçu"
    );
    CHECK(
        lu<std::string>("") == "RESULTAT_INCOMPATIBLE : somme, résultat : texte attendu, msgpack "
                               "illisible reçu"
    );
}

TEST_CASE("Empaquetage : un resultat d'un pair plus recent garde ce qui est connu", "[typage]") {
    const auto fenetre = depaqueter_resultat<Fenetre>(
        "f", depuis_hexa("82 a76c617267657572 07 a56175747265 93010203")
    );
    const auto point = depaqueter_resultat<Point>("p", depuis_hexa("93 01 02 93010203"));

    CHECK(fenetre.largeur == 7);
    CHECK(point.y == 2);
}

} // namespace cconn::detail

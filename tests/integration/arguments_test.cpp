// Essais des types: ce qui part revient pareil, par le réseau, dans les deux sens.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/duo.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

using cconn::Arguments;
using cconn::Nommes;
using cconn::Valeur;
using outils::code_de;
using outils::Duo;
using outils::erreur_de;
using outils::Vers;

namespace {

enum class Couleur : std::uint8_t { rouge, vert };

struct Point {
    double x = 0;
    double y = 0;
    std::optional<std::string> nom = {};
    MSGPACK_DEFINE(x, y, nom)
    friend bool operator==(const Point&, const Point&) = default;
};

struct Dessin {
    std::string titre;
    std::vector<Point> points;
    std::map<std::string, int> reglages;
    MSGPACK_DEFINE_MAP(titre, points, reglages)
    friend bool operator==(const Dessin&, const Dessin&) = default;
};

struct Taille {
    int largeur = 1;
    int hauteur = 1;
    MSGPACK_DEFINE_MAP(largeur, hauteur)
};

/// Un écho de ce type, dans les deux sens, rend ce qu'on lui donne.
template<class T>
bool revient(const T& valeur) {
    for (const Vers vers : {Vers::serveur, Vers::client}) {
        Duo duo(vers);
        duo.chez_appele("echo", [](T recue) { return recue; });
        if (!(duo.appele().appeler<T>("echo", valeur) == valeur)) {
            return false;
        }
    }
    return true;
}

} // namespace

TEST_CASE("Types : les nombres reviennent, aux bornes de leur type", "[type]") {
    CHECK(revient(true));
    CHECK(revient<std::int8_t>(-128));
    CHECK(revient(std::numeric_limits<std::int64_t>::min()));
    CHECK(revient(std::numeric_limits<std::uint64_t>::max()));
    CHECK(revient(-1.5F));
    CHECK(revient(std::numeric_limits<double>::max()));
}

TEST_CASE("Types : textes, octets, instants et durees reviennent", "[type]") {
    CHECK(revient(std::string("été \U0001F31E\n\0fin", 15)));
    CHECK(revient(cconn::Octets{0, 255, 10, 128}));
    CHECK(revient(std::vector<std::byte>{std::byte{1}, std::byte{254}}));
    CHECK(revient(std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds{
            1'700'000'000'123'456'789})
    )));
    CHECK(revient(std::chrono::milliseconds{-42}));
}

TEST_CASE("Types : conteneurs, uplets, possibilites et enumeres reviennent", "[type]") {
    CHECK(revient(std::vector<int>{}));
    CHECK(revient(std::vector<std::vector<std::string>>{{"a"}, {}, {"b", "c"}}));
    CHECK(revient(std::set<int>{3, 1, 2}));
    CHECK(revient(std::list<bool>{true, false}));
    CHECK(revient(std::array<int, 3>{1, 2, 3}));
    CHECK(revient(std::map<std::string, std::vector<int>>{{"un", {1}}, {"deux", {1, 2}}}));
    CHECK(revient(std::unordered_map<int, std::string>{{1, "un"}, {2, "deux"}}));
    CHECK(revient(std::tuple<int, std::string, bool>{1, "deux", true}));
    CHECK(revient(std::optional<int>{}));
    CHECK(revient(std::optional<int>{4}));
    CHECK(revient(std::variant<int, std::string>{"texte"}));
    CHECK(revient(Couleur::vert));
}

TEST_CASE("Types : les structures de l'application reviennent", "[type]") {
    CHECK(revient(Point{1.5, -2.5, "A"}));
    CHECK(revient(Dessin{"maison", {{0, 0, {}}, {1, 1, "toit"}}, {{"zoom", 3}}}));
}

TEST_CASE("Types : une Valeur porte tout", "[type]") {
    CHECK(revient(Valeur()));
    CHECK(revient(Valeur(Valeur::Liste{1, -2, 2.5, "trois", true, nullptr})));
    CHECK(revient(Valeur(Valeur::Table{{"cle", Valeur::Liste{cconn::Octets{1, 2}}}, {3, "x"}})));
    CHECK(revient(Valeur(cconn::Extension{5, {1, 2, 3}})));
    CHECK(revient(Valeur(std::numeric_limits<std::uint64_t>::max())));
}

TEST_CASE("Types : des facultatifs finaux peuvent manquer", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("saluer", [](const std::string& nom, std::optional<int> fois) {
        return nom + std::to_string(fois.value_or(1));
    });
    const auto appele = duo.appele();

    CHECK(appele.appeler<std::string>("saluer", "Ada") == "Ada1");
    CHECK(appele.appeler<std::string>("saluer", "Ada", 3) == "Ada3");
    CHECK(appele.appeler<std::string>("saluer", "Ada", std::nullopt) == "Ada1");
    CHECK(code_de([&] { appele.appeler("saluer"); }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(code_de([&] { appele.appeler("saluer", "A", 1, 2); }) == "ARGUMENTS_INCOMPATIBLES");
}

TEST_CASE("Types : Arguments prend tout ce qui reste, et s'etale dans un envoi", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("joindre", [](const std::string& lien, const Arguments& mots) {
        std::string tout;
        for (std::size_t i = 0; i < mots.taille(); ++i) {
            tout += (i == 0 ? "" : lien) + mots.lire<std::string>(i);
        }
        return tout;
    });
    const auto appele = duo.appele();

    CHECK(appele.appeler<std::string>("joindre", "-").empty());
    CHECK(appele.appeler<std::string>("joindre", "-", "a", "b", "c") == "a-b-c");
    CHECK(appele.appeler<std::string>("joindre", "-", Arguments{"a", "b"}) == "a-b");
    CHECK(erreur_de([&] {
              appele.appeler("joindre", "-", "a", 2);
          }).find("argument 3") != std::string::npos);
}

TEST_CASE("Types : Nommes part en table finale et se lit par nom", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("dessiner", [](const std::string& forme, const Nommes& nommes) {
        nommes.exiger_parmi({"largeur", "hauteur"});
        return forme +
               std::to_string(nommes.lire<int>("largeur") * nommes.lire_ou<int>("hauteur", 1));
    });
    const auto appele = duo.appele();

    CHECK(
        appele.appeler<std::string>("dessiner", "carre", Nommes{{"largeur", 3}, {"hauteur", 4}}) ==
        "carre12"
    );
    CHECK(appele.appeler<std::string>("dessiner", "trait", Nommes{{"largeur", 3}}) == "trait3");
    CHECK(code_de([&] { appele.appeler("dessiner", "rien"); }) == "ARGUMENTS_INCOMPATIBLES");
    const auto texte = erreur_de([&] { appele.appeler("dessiner", "x", Nommes{{"largueur", 3}}); });
    CHECK(texte.find("largeur") != std::string::npos);
}

TEST_CASE("Types : des arguments nommes se lient a une structure", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("aire", [](Taille t) { return t.largeur * t.hauteur; });
    const auto appele = duo.appele();

    CHECK(appele.appeler<int>("aire", Nommes{{"hauteur", 4}, {"largeur", 3}}) == 12);
    CHECK(appele.appeler<int>("aire", Taille{5, 6}) == 30);
    CHECK(appele.appeler<int>("aire") == 1);
    CHECK(code_de([&] {
              appele.appeler("aire", Nommes{{"longueur", 4}});
          }) == "ARGUMENTS_INCOMPATIBLES");
}

TEST_CASE("Types : une vue est valable pendant la commande", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("longueur", [](std::string_view texte, std::span<const std::uint8_t> octets) {
        return texte.size() + octets.size();
    });

    CHECK(
        duo.appele().appeler<int>("longueur", std::string(300, 'a'), cconn::Octets(700, 1)) == 1'000
    );
}

TEST_CASE("Types : un resultat illisible est une erreur de l'appelant, jamais un arret", "[type]") {
    Duo duo(GENERATE(Vers::serveur, Vers::client));
    duo.chez_appele("casser", [] { return std::string("\xff\xfe"); });
    duo.chez_appele("trop", [] { return std::string(5 << 20, 'x'); });
    const auto appele = duo.appele();

    CHECK(code_de([&] { appele.appeler("casser"); }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([&] { appele.appeler("trop"); }) == "TRAME_TROP_GRANDE");
    CHECK(appele.est_ouverte());
}

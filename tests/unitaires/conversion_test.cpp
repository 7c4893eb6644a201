// Tests de Conversion: ce qui est accepté du pair pour chaque type standard, et ce qui est refusé.
// SPDX-License-Identifier: MIT
#include <cconn/valeur.hpp>

#include "outils/lecture_typee.hpp"
#include "outils/structures.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <complex>
#include <limits>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using outils::accepte;
using outils::Couleur;
using outils::hexa_flottant;
using outils::lire;
using outils::refus;
using std::chrono::system_clock;

} // namespace

TEST_CASE("Conversion : un entier s'accepte dans tout codage, s'il tient", "[typage]") {
    for (const char* cinq :
         {"05",
          "cc05",
          "cd0005",
          "ce00000005",
          "cf0000000000000005",
          "d005",
          "d10005",
          "d200000005",
          "d30000000000000005",
          "cb4014000000000000",
          "ca40a00000"}) {
        CHECK(accepte<int>(cinq, 5));
        CHECK(accepte<std::uint8_t>(cinq, 5));
        CHECK(accepte<std::uint64_t>(cinq, 5));
    }
    CHECK(accepte<std::int8_t>("d080", -128));
    CHECK(accepte<std::uint64_t>("cfffffffffffffffff", std::numeric_limits<std::uint64_t>::max()));
    CHECK(accepte<int>(hexa_flottant(-0.0), 0));
    CHECK(accepte<std::uint32_t>(hexa_flottant(4294967295.0), 4294967295));
    CHECK(accepte<std::int64_t>(
        hexa_flottant(-9223372036854775808.0), std::numeric_limits<std::int64_t>::min()
    ));
}

TEST_CASE("Conversion : un entier n'est jamais tronque", "[typage]") {
    CHECK(refus<std::uint8_t>("cd0100") == "entier de 0 à 255 attendu, entier 256 reçu");
    CHECK(refus<std::uint8_t>("ff") == "entier de 0 à 255 attendu, entier -1 reçu");
    CHECK(refus<std::int8_t>("cc80") == "entier de -128 à 127 attendu, entier 128 reçu");
    CHECK(
        refus<std::int64_t>("cf8000000000000000").find("entier 9223372036854775808 reçu") !=
        std::string::npos
    );
    CHECK(refus<int>(hexa_flottant(2.5)).find("nombre 2.5 reçu") != std::string::npos);
    CHECK(
        refus<int>(hexa_flottant(2147483648.0)).find("nombre 2147483648 reçu") != std::string::npos
    );
    CHECK(
        refus<std::uint64_t>(hexa_flottant(18446744073709551616.0)).find("reçu") !=
        std::string::npos
    );
    CHECK(refus<std::uint64_t>(hexa_flottant(-1)).find("reçu") != std::string::npos);
    CHECK(
        refus<std::int64_t>(hexa_flottant(9223372036854775808.0)).find("reçu") != std::string::npos
    );
    CHECK(
        refus<int>(hexa_flottant(std::numeric_limits<double>::quiet_NaN()))
            .find("nombre nan reçu") != std::string::npos
    );
    CHECK(
        refus<int>(hexa_flottant(std::numeric_limits<double>::infinity()))
            .find("nombre inf reçu") != std::string::npos
    );
    CHECK(refus<int>(hexa_flottant(1e300)).find("nombre 1e+300 reçu") != std::string::npos);
}

TEST_CASE("Conversion : booleens et entiers ne se melent pas", "[typage]") {
    CHECK(accepte<bool>("c3", true));
    CHECK(accepte<bool>("c2", false));
    CHECK(refus<bool>("01") == "booléen attendu, entier 1 reçu");
    CHECK(refus<int>("c3").find("booléen vrai reçu") != std::string::npos);
    CHECK(refus<double>("c2") == "nombre attendu, booléen faux reçu");
}

TEST_CASE("Conversion : un nombre accepte les entiers, dans l'etendue", "[typage]") {
    CHECK(accepte<double>("05", 5.0));
    CHECK(accepte<double>("ff", -1.0));
    CHECK(accepte<double>("ca3fc00000", 1.5));
    CHECK(accepte<float>(hexa_flottant(0.5), 0.5F));
    CHECK(accepte<float>(
        hexa_flottant(std::numeric_limits<double>::infinity()),
        std::numeric_limits<float>::infinity()
    ));
    CHECK(refus<float>(hexa_flottant(1e300)) == "nombre sur 32 bits attendu, nombre 1e+300 reçu");
    CHECK(refus<double>("a131") == "nombre attendu, texte « 1 » reçu");
}

TEST_CASE("Conversion : un texte est de l'UTF-8, en str ou en bin", "[typage]") {
    CHECK(accepte<std::string>("a3c3a974", "ét"));
    CHECK(accepte<std::string>("c403c3a974", "ét"));
    CHECK(accepte<std::string>("a0", ""));
    CHECK(refus<std::string>("a1ff") == "texte UTF-8 attendu, texte « \\xff » reçu");
    CHECK(refus<std::string>("c403edb080") == "texte UTF-8 attendu, 3 octets reçus");
    CHECK(refus<std::string>("c0") == "texte attendu, nil reçu");
}

TEST_CASE("Conversion : des octets s'acceptent en bin ou en str", "[typage]") {
    CHECK(accepte<Octets>("c402ff00", {0xFF, 0}));
    CHECK(accepte<Octets>("a2ff00", {0xFF, 0}));
    CHECK(accepte<std::vector<char>>("c40161", {'a'}));
    CHECK(accepte<std::vector<std::byte>>("c400", {}));
    CHECK(accepte<std::array<std::uint8_t, 2>>("c4020102", {1, 2}));
    CHECK(refus<std::array<std::uint8_t, 2>>("c40101") == "2 octets attendus, 1 octet reçu");
    CHECK(refus<Octets>("9101") == "octets attendus, liste de 1 élément reçue");
}

TEST_CASE("Conversion : enumerations, avec ou sans MSGPACK_ADD_ENUM", "[typage]") {
    CHECK(accepte<Couleur>("01", Couleur::vert));
    CHECK(accepte<Couleur>(hexa_flottant(1), Couleur::vert));
    CHECK(refus<Couleur>("cd0100") == "entier de 0 à 255 attendu, entier 256 reçu");
    CHECK(accepte<Humeur>("01", Humeur::vive));
    CHECK(accepte<Humeur>(hexa_flottant(1), Humeur::vive));
    CHECK(refus<Humeur>("a161").find("entier de") == 0);
    CHECK(refus<Humeur>("cf0000000100000000").find("entier 4294967296 reçu") != std::string::npos);
}

TEST_CASE("Conversion : un instant est une extension -1 valide", "[typage]") {
    using std::chrono::seconds;
    using Secondes = std::chrono::sys_seconds;
    CHECK(accepte("d6ff00000001", system_clock::time_point(seconds(1))));
    CHECK(accepte(
        "d7ff0000001400000001", system_clock::time_point(std::chrono::nanoseconds(1'000'000'005))
    ));
    CHECK(accepte(
        "c70cff3b9ac9ffffffffffffffffff", system_clock::time_point(std::chrono::nanoseconds(-1))
    ));
    CHECK(accepte("c70cff3b9ac9ffffffffffffffffff", Secondes(seconds(-1))));
    for (const char* hexa : {
             "01",                             // entier
             "d6fe00000001",                   // extension -2
             "d4ff00",                         // 1 octet
             "d8ff*1 00*16",                   // 16 octets
             "c700ff",                         // 0 octet
             "d7ff ee6b280000000000",          // 10^9 nanosecondes
             "c70cff3b9aca000000000000000000", // 10^9 nanosecondes
             "c70cff000000007fffffffffffffff", // au-delà de ce que tient l'horloge
             "c70cff000000008000000000000000",
         }) {
        CHECK(refus<system_clock::time_point>(hexa).find("instant attendu, ") == 0);
    }
    CHECK(refus<Secondes>("c70cff000000007fffffffffffffff").find("instant attendu") == 0);
    CHECK(accepte("05", std::chrono::milliseconds(5)));
}

TEST_CASE("Conversion : listes, tables et n-uplets ont leur taille exacte", "[typage]") {
    CHECK(accepte<std::vector<int>>("920102", {1, 2}));
    CHECK(accepte<std::vector<bool>>("92c3c2", {true, false}));
    CHECK(accepte<std::set<int>>("93020102", {1, 2}));
    CHECK(accepte<std::map<std::string, int>>("82a16101a16102", {{"a", 2}}));
    CHECK(accepte<std::tuple<int, std::string>>("9201a161", {1, "a"}));
    CHECK(accepte<std::pair<int, int>>("920102", {1, 2}));
    CHECK(accepte<std::optional<int>>("c0", std::nullopt));
    CHECK(accepte<std::optional<int>>("05", 5));
    CHECK(*lire<std::unique_ptr<int>>("05").valeur == 5);
    CHECK(accepte<std::variant<int, std::string>>("a161", "a"));
    CHECK(accepte<std::variant<std::monostate, double>>("c0", {}));
    CHECK(accepte<std::wstring>("9161", L"a"));
    CHECK(accepte<std::complex<double>>("92 02 cb3ff8000000000000", {2, 1.5}));

    CHECK(
        refus<std::tuple<int, int>>("9101") ==
        "liste de 2 éléments attendue, liste de 1 élément reçue"
    );
    CHECK(
        refus<std::tuple<int, int>>("93010203").find("liste de 3 éléments reçue") !=
        std::string::npos
    );
    CHECK(refus<std::pair<int, int>>("90").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::array<int, 2>>("90").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::array<std::string, 2>>("93a0a0a0").find("liste de 2 éléments attendue") == 0);
    CHECK(refus<std::vector<int>>("81a16101") == "liste attendue, table de 1 paire reçue");
    CHECK(
        refus<std::vector<std::vector<int>>>("92 9101 92 02 a161") ==
        "élément 2, élément 2 : entier de -2147483648 à 2147483647 attendu, texte « a » reçu"
    );
    CHECK(
        refus<std::variant<bool, std::string>>("05") == "booléen ou texte attendu, entier 5 reçu"
    );
    CHECK(refus<std::wstring>("a161") == "structure attendue, texte « a » reçu");
}

} // namespace cconn::detail

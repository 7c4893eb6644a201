// Tests de Texte: UTF-8, noms de commande, échappement, noms ressemblants.
// SPDX-License-Identifier: MIT
#include "base/texte.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

std::string encoder(std::uint32_t point) {
    const auto suite = [point](unsigned decalage) {
        return static_cast<char>(0x80U | (point >> decalage & 0x3FU));
    };
    if (point < 0x80) {
        return {static_cast<char>(point)};
    }
    if (point < 0x800) {
        return {static_cast<char>(0xC0U | point >> 6U), suite(0)};
    }
    if (point < 0x1'0000) {
        return {static_cast<char>(0xE0U | point >> 12U), suite(6), suite(0)};
    }
    return {static_cast<char>(0xF0U | point >> 18U), suite(12), suite(6), suite(0)};
}

/// La distance par la définition, sans bande ni borne.
std::size_t distance_naive(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> d(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0)
    );
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

TEST_CASE("Texte : accepte tous les caracteres Unicode et eux seuls", "[base][texte]") {
    for (std::uint32_t point = 0; point < 0x11'1000; ++point) {
        const bool est_demi_codet = point >= 0xD800 && point <= 0xDFFF;
        const bool attendu = point <= 0x10'FFFF && !est_demi_codet;
        if (est_utf8(encoder(point)) != attendu) {
            FAIL("U+" << std::hex << point);
        }
    }
}

TEST_CASE("Texte : refuse l'UTF-8 mal forme", "[base][texte]") {
    const std::string texte = GENERATE(
        "\x80",             // Suite sans début.
        "\xc3",             // Début sans suite.
        "\xc3(",            // Suite remplacée.
        "\xc0\xaf",         // « / » en deux octets.
        "\xc1\xbf",         // DEL en deux octets.
        "\xe0\x80\xaf",     // « / » en trois.
        "\xe0\x9f\xbf",     // U+07FF en trois.
        "\xf0\x80\x80\xaf", // « / » en quatre.
        "\xf0\x8f\xbf\xbf", // U+FFFF en quatre.
        "\xed\xa0\x80",     // Demi-codet haut.
        "\xed\xbf\xbf",     // Demi-codet bas.
        "\xf4\x90\x80\x80", // U+110000.
        "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80", // Cinq octets.
        "\xfe",
        "\xff",
        "\xe2\x82",
        "\xf0\x9f\x98"
    );

    CHECK_FALSE(est_utf8(texte));
    // Où qu'il soit par rapport aux blocs de huit octets lus d'un coup.
    for (std::size_t avant = 0; avant < 20; ++avant) {
        for (const std::size_t apres : {0U, 1U, 7U, 8U, 30U}) {
            CHECK_FALSE(est_utf8(std::string(avant, 'a') + texte + std::string(apres, 'b')));
        }
    }
}

TEST_CASE("Texte : accepte l'UTF-8 bien forme a toute position", "[base][texte]") {
    CHECK(est_utf8(""));
    for (std::size_t avant = 0; avant < 20; ++avant) {
        CHECK(est_utf8(std::string(avant, 'a') + "é€😀" + std::string(30, 'b')));
    }
}

TEST_CASE("Texte : remplace chaque octet mal forme", "[base][texte]") {
    CHECK(rendre_utf8("").empty());
    CHECK(rendre_utf8("été") == "été");
    CHECK(rendre_utf8("caf\xe9") == "caf\xEF\xBF\xBD");
    CHECK(rendre_utf8("\xed\xa0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(rendre_utf8("\xc3(") == "\xEF\xBF\xBD(");
}

TEST_CASE("Texte : coupe entre deux caracteres", "[base][texte]") {
    const std::string texte = "aé€😀"; // 1, 2, 3 et 4 octets.
    const std::vector<std::size_t> tailles{0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (std::size_t taille_max = 0; taille_max < tailles.size(); ++taille_max) {
        INFO(taille_max);
        const std::string_view coupe = couper_utf8(texte, taille_max);
        CHECK(coupe.size() == tailles[taille_max]);
        CHECK(est_utf8(coupe));
    }
}

TEST_CASE("Texte : echappe ce qui tromperait un lecteur de journal", "[base][texte]") {
    CHECK(echapper("somme", 100) == "somme");
    CHECK(echapper("été", 100) == "été");
    CHECK(echapper("a\nb\rc\td", 100) == R"(a\nb\rc\td)");
    CHECK(echapper(R"(C:\temp)", 100) == R"(C:\\temp)");
    CHECK(echapper("\x1b[31mrouge", 100) == R"(\x1b[31mrouge)");
    CHECK(echapper(std::string("a\0b", 3), 100) == R"(a\x00b)");
    CHECK(echapper("a\x7f", 100) == R"(a\x7f)");
    CHECK(echapper("\xc2\x9b", 100) == R"(\xc2\x9b)");         // Contrôle C1 : CSI.
    CHECK(echapper("\xe2\x80\xa8", 100) == R"(\xe2\x80\xa8)"); // Séparateur de ligne U+2028.
    CHECK(echapper("\xe2\x80\xae", 100) == R"(\xe2\x80\xae)"); // Écriture de droite à gauche.
    CHECK(echapper("\xe2\x81\xa6", 100) == R"(\xe2\x81\xa6)"); // Isolat U+2066.
    CHECK(echapper("\xff\xc3", 100) == R"(\xff\xc3)");
}

TEST_CASE("Texte : borne le texte echappe", "[base][texte]") {
    CHECK(echapper("abcdef", 6) == "abcdef");
    CHECK(echapper("abcdefg", 6) == "abc…");
    CHECK(echapper("ééé", 6) == "ééé");
    CHECK(echapper("éééé", 6) == "é…");
    CHECK(echapper("\x01\x02", 8) == R"(\x01\x02)");
    CHECK(echapper("\x01\x02", 7) == R"(\x01…)");
    for (std::size_t taille_max = 3; taille_max < 40; ++taille_max) {
        const std::string sortie = echapper("é\n\x01😀\xff long texte qui dépasse", taille_max);
        CHECK(sortie.size() <= taille_max);
        CHECK(est_utf8(sortie));
    }
}

TEST_CASE("Texte : un texte echappe n'a plus de caractere de controle", "[base][texte]") {
    // Graine fixe : un échec se rejoue. NOLINTNEXTLINE(cert-msc51-cpp)
    std::mt19937 hasard(7);
    for (int essai = 0; essai < 2000; ++essai) {
        std::string texte(hasard() % 30, '\0');
        std::generate(texte.begin(), texte.end(), [&hasard] {
            return static_cast<char>(hasard());
        });

        const std::string sortie = echapper(texte, 200);

        CHECK(est_utf8(sortie));
        CHECK(std::none_of(sortie.begin(), sortie.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        }));
    }
}

TEST_CASE("Texte : accepte un nom de commande correct", "[base][texte]") {
    const std::string nom = GENERATE(
        "a", "somme", "cconn.commandes", "élan", "avec espace", "日本", "a/b:c-d_e", "\xc2\xa0"
    );
    INFO(nom);
    CHECK(nom_commande_valide(nom, 128));
}

TEST_CASE("Texte : refuse un nom de commande et dit pourquoi", "[base][texte]") {
    const auto [nom, defaut] = GENERATE(table<std::string, std::string>({
        {"", "nom de commande vide"},
        {std::string(129, 'a'), "nom de commande de 129 octets, limite 128"},
        {"a\xff", R"(nom de commande qui n'est pas de l'UTF-8 : « a\xff »)"},
        {std::string("a\0b", 3), R"(nom de commande avec un caractère de contrôle : « a\x00b »)"},
        {"a\n", R"(nom de commande avec un caractère de contrôle : « a\n »)"},
        {"\x1f", R"(nom de commande avec un caractère de contrôle : « \x1f »)"},
        {"\x7f", R"(nom de commande avec un caractère de contrôle : « \x7f »)"},
        {"\xc2\x80", R"(nom de commande avec un caractère de contrôle : « \xc2\x80 »)"},
        {"\xc2\x9f", R"(nom de commande avec un caractère de contrôle : « \xc2\x9f »)"},
    }));
    CHECK_FALSE(nom_commande_valide(nom, 128));
    CHECK(defaut_nom_commande(nom, 128) == defaut);
}

TEST_CASE("Texte : borne la taille d'un nom de commande", "[base][texte]") {
    CHECK_FALSE(nom_commande_valide("a", 0));
    CHECK(nom_commande_valide("a", 1));
    CHECK(nom_commande_valide(std::string(128, 'a'), 128));
    CHECK_FALSE(nom_commande_valide(std::string(129, 'a'), 128));
    CHECK(nom_commande_valide("é", 2));
    CHECK_FALSE(nom_commande_valide("é", 1));
}

TEST_CASE("Texte : la distance bornee est la distance, jusqu'a la borne", "[base][texte]") {
    // Graine fixe : un échec se rejoue. NOLINTNEXTLINE(cert-msc51-cpp)
    std::mt19937 hasard(11);
    const auto tirer = [&hasard] {
        std::string mot(hasard() % 8, 'a');
        std::generate(mot.begin(), mot.end(), [&hasard] {
            return static_cast<char>('a' + hasard() % 3);
        });
        return mot;
    };
    for (int essai = 0; essai < 20'000; ++essai) {
        const std::string a = tirer();
        const std::string b = tirer();
        const std::size_t distance = distance_naive(a, b);
        for (std::size_t borne = 0; borne <= distance_max; ++borne) {
            if (distance_bornee(a, b, borne) != std::min(distance, borne + 1)) {
                FAIL(a << " et " << b << ", borne " << borne << ", distance " << distance);
            }
        }
    }
}

TEST_CASE("Texte : propose le nom le plus proche", "[base][texte]") {
    const std::array<std::string, 5> noms{"somme", "sommes", "pong", "ping", "multiplication"};
    CHECK(plus_proche("some", noms) == "somme");
    CHECK(plus_proche("smome", noms) == "somme");
    CHECK(plus_proche("pnig", noms) == "ping");
    CHECK(plus_proche("sommes", noms) == "sommes");
    CHECK(plus_proche("multiplicatoin", noms) == "multiplication");
    CHECK(plus_proche("mulitplicaton", noms) == "multiplication");
    CHECK(plus_proche("pung", noms) == "pong"); // À égalité, le premier.
}

TEST_CASE("Texte : ne propose rien d'eloigne", "[base][texte]") {
    const std::array<std::string, 3> noms{"somme", "ping", "multiplication"};
    CHECK(plus_proche("", noms) == std::nullopt);
    CHECK(plus_proche("xyz", noms) == std::nullopt);
    CHECK(plus_proche("sxmxe", noms) == std::nullopt); // Deux fautes, nom court.
    CHECK(plus_proche("mxltxplxcation", noms) == std::nullopt);
    CHECK(plus_proche("ping", std::vector<std::string>{}) == std::nullopt);
}

} // namespace cconn::detail

// Tests de la comparaison en temps constant: juste à chaque octet, sans sortie anticipée dans le code.
// SPDX-License-Identifier: MIT
#include "base/temps_constant.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace cconn::detail {

TEST_CASE("Temps constant : egaux, et eux seuls", "[base][secret]") {
    const std::string secret = "0123456789abcdef";

    CHECK(egaux_en_temps_constant(secret, secret));
    CHECK_FALSE(egaux_en_temps_constant(secret, ""));
    CHECK_FALSE(egaux_en_temps_constant(secret, secret.substr(0, 15)));
    CHECK_FALSE(egaux_en_temps_constant(secret, secret + "0"));
    CHECK_FALSE(egaux_en_temps_constant(secret, secret + secret));
}

TEST_CASE("Temps constant : un octet different se voit, ou qu'il soit", "[base][secret]") {
    const std::string secret(64, 'x');

    for (std::size_t i = 0; i < secret.size(); ++i) {
        for (const int bit : {0x01, 0x80}) {
            std::string autre = secret;
            autre[i] = static_cast<char>(autre[i] ^ bit);
            INFO(i);
            CHECK_FALSE(egaux_en_temps_constant(secret, autre));
        }
    }
}

TEST_CASE("Temps constant : un zero final ne vaut pas un octet absent", "[base][secret]") {
    const std::string secret("secret\0\0", 8);

    CHECK_FALSE(egaux_en_temps_constant(secret, "secret"));
    CHECK(egaux_en_temps_constant(secret, std::string_view("secret\0\0", 8)));
}

TEST_CASE("Temps constant : la boucle ne sort jamais plus tot", "[base][secret]") {
    const auto racine = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
    std::ifstream fichier(racine / "cconn/src/base/temps_constant.cpp");
    const std::string code{std::istreambuf_iterator<char>(fichier), {}};

    const auto boucle = code.find("for (");
    REQUIRE(boucle != std::string::npos);
    const std::string corps = code.substr(boucle, code.rfind("return") - boucle);

    CHECK(code.find("std::atomic<unsigned> difference") < boucle);
    for (const char* const sortie : {"return", "break", "if (", "&&", "||", "memcmp", " ? "}) {
        INFO(sortie);
        CHECK(corps.find(sortie) == std::string::npos);
    }
}

} // namespace cconn::detail

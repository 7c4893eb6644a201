// Tests de Motif: ce qui convient, ce qui est pris, ce qui est refusé, et rien qui bloque.
// SPDX-License-Identifier: MIT
#include "commandes/motif.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using Captures = std::vector<std::string>;

/// Le plus grand nom que les limites ordinaires laissent passer.
constexpr std::size_t taille_nom_max = 128;

std::string refus(const std::string& texte) {
    return outils::erreur_de([&] { const Motif motif(texte); });
}

} // namespace

TEST_CASE("Motif : n'est ancre qu'au debut du nom", "[commandes][motif]") {
    const Motif motif("HELLO");

    CHECK(motif.correspond("HELLO"));
    CHECK(motif.correspond("HELLOWORLD"));
    CHECK_FALSE(motif.correspond("HELL"));
    CHECK_FALSE(motif.correspond("OHELLO"));
    CHECK_FALSE(motif.correspond("hello"));
}

TEST_CASE("Motif : s'ancre a la fin si on l'ecrit", "[commandes][motif]") {
    const Motif motif("HELLO$");

    CHECK(motif.correspond("HELLO"));
    CHECK_FALSE(motif.correspond("HELLOWORLD"));
}

TEST_CASE("Motif : l'alternative reste ancree au debut", "[commandes][motif]") {
    const Motif motif("a|b");

    CHECK(motif.correspond("a"));
    CHECK(motif.correspond("bc"));
    CHECK_FALSE(motif.correspond("cb"));
}

TEST_CASE("Motif : point etoile et le motif vide conviennent a tout", "[commandes][motif]") {
    const Motif motif(GENERATE(std::string(".*"), std::string()));

    CHECK(motif.correspond("a"));
    CHECK(motif.correspond("été"));
    CHECK(motif.correspond(std::string(taille_nom_max, 'x')));
}

TEST_CASE("Motif : compte en caracteres et non en octets", "[commandes][motif]") {
    CHECK(Motif("^.{3}$").correspond("été"));
    CHECK(Motif("\\pL+$").correspond("Éléonore"));
    CHECK(Motif("(?i)ÉTÉ").correspond("été"));
}

TEST_CASE("Motif : prend ce que prennent ses groupes", "[commandes][motif]") {
    CHECK(Motif("jeu").captures("jeu") == Captures{});
    CHECK(Motif("jeu\\.(\\w+)\\.(\\d+)").captures("jeu.tirer.12") == Captures{"tirer", "12"});
    CHECK(Motif("(?:a|b)(é+)").captures("béé") == Captures{"éé"});
}

TEST_CASE("Motif : un groupe qui n'a rien pris donne un texte vide", "[commandes][motif]") {
    CHECK(Motif("a(x)?(b)").captures("ab") == Captures{"", "b"});
    CHECK(Motif("(x*)a").captures("a") == Captures{""});
}

TEST_CASE("Motif : refuse ce que RE2 refuse, en disant pourquoi", "[commandes][motif]") {
    CHECK(refus("(") == "ARGUMENT_INVALIDE : le motif « ( » est refusé par RE2 : missing ): (");
    CHECK_THAT(refus("[a-"), Catch::Contains("missing ]"));
    CHECK_THAT(refus("*a"), Catch::Contains("no argument for repetition operator: *"));
    CHECK_THAT(refus("a{1001}"), Catch::Contains("invalid repetition size"));
    CHECK_THAT(refus("\xff"), Catch::Contains("« \\xff » est refusé par RE2 : invalid UTF-8"));
    CHECK_THAT(refus("(?<=a)b"), Catch::Contains("refusé par RE2")); // regarder en arrière
    CHECK_THAT(refus("(a)\\1"), Catch::Contains("refusé par RE2"));  // se souvenir d'un groupe
}

TEST_CASE("Motif : refuse un motif dont la memoire passe la limite", "[commandes][motif]") {
    std::string long_motif;
    for (int i = 0; i < 40; ++i) {
        long_motif += "\\pL{200}";
    }

    CHECK_THAT(refus(long_motif), Catch::Contains("pattern too large"));
    CHECK_THAT(refus("((a{100}){100}){100}"), Catch::Contains("invalid repetition size"));
}

TEST_CASE("Motif : ne reprend qu'un debut du motif dans l'erreur", "[commandes][motif]") {
    CHECK(refus("(" + std::string(100'000, 'a')).size() < 400);
}

// Avec std::regex ou PCRE, chacun de ces couples demande un temps exponentiel ou fait déborder la pile.
TEST_CASE("Motif : un motif pathologique ne bloque pas", "[commandes][motif]") {
    const std::string motif = GENERATE(
        "(a+)+$",
        "(a|aa)+$",
        "(a|a?)+$",
        "(.*a){20}$",
        "(x+x+)+y",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(a?){64}a{64}$",
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]$"
    );
    const std::string nom = GENERATE(
        std::string(taille_nom_max, 'a'),
        std::string(taille_nom_max - 1, 'a') + "!",
        std::string(taille_nom_max, 'x'),
        std::string("éaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéaéa")
    );
    const Motif compile(motif);
    constexpr int tours = 20;

    const auto debut = std::chrono::steady_clock::now();
    for (int tour = 0; tour < tours; ++tour) {
        if (compile.correspond(nom)) {
            static_cast<void>(compile.captures(nom));
        }
    }

    // Le moindre retour en arrière exponentiel prendrait des années ; RE2, moins d'une milliseconde.
    CHECK(std::chrono::steady_clock::now() - debut < std::chrono::seconds{10});
}

} // namespace cconn::detail

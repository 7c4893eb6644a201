// Tests de Decoupeur: fins de trame et trames hostiles, quelle que soit la coupure.
// SPDX-License-Identifier: MIT
#include "outils/decoupage.hpp"
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <malloc.h>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using outils::copier;
using outils::decouper;
using outils::decrire;
using outils::depuis_hexa;
using outils::Issue;
using outils::Octets;
using outils::toutes_les_tailles;
using outils::Vue;

/// Les vecteurs que les tests quadratiques peuvent se permettre.
std::vector<outils::Vecteur> lire_petits_vecteurs() {
    auto vecteurs = outils::lire_vecteurs("trames.txt");
    std::erase_if(vecteurs, [](const outils::Vecteur& vecteur) {
        return vecteur.octets.size() > 1000;
    });
    return vecteurs;
}

/// Octets pris au tas de la glibc, y compris par projection. Nul sous AddressSanitizer.
std::size_t octets_alloues() {
    const auto bilan = mallinfo2();
    return bilan.uordblks + bilan.hblkhd;
}

} // namespace

TEST_CASE("Decoupeur : rend l'issue de chaque vecteur d'un seul tenant", "[protocole][trame]") {
    for (const auto& vecteur : outils::lire_vecteurs("trames.txt")) {
        INFO(vecteur.nom);
        CHECK(decouper(vecteur.octets, {}) == vecteur.issue);
    }
}

TEST_CASE("Decoupeur : rend la meme issue octet par octet", "[protocole][trame]") {
    for (const auto& vecteur : lire_petits_vecteurs()) {
        INFO(vecteur.nom);
        CHECK(decouper(vecteur.octets, toutes_les_tailles(vecteur.octets.size())) == vecteur.issue);
    }
}

TEST_CASE("Decoupeur : rend la meme issue quelle que soit la coupure", "[protocole][trame]") {
    for (const auto& vecteur : lire_petits_vecteurs()) {
        INFO(vecteur.nom);
        for (std::size_t coupure = 0; coupure < vecteur.octets.size(); ++coupure) {
            INFO("coupure a " << coupure);
            CHECK(decouper(vecteur.octets, {coupure}) == vecteur.issue);
        }
    }
}

TEST_CASE("Decoupeur : rend la meme issue des gros vecteurs par morceaux", "[protocole][trame]") {
    const std::size_t morceau = GENERATE(1000U, 4093U, 65536U);
    for (const auto& vecteur : outils::lire_vecteurs("trames.txt")) {
        INFO(vecteur.nom << " par " << morceau);
        std::vector<std::size_t> coupures;
        for (std::size_t taille = morceau; taille < vecteur.octets.size(); taille += morceau) {
            coupures.push_back(taille);
        }
        CHECK(decouper(vecteur.octets, coupures) == vecteur.issue);
    }
}

TEST_CASE("Decoupeur : attend tant qu'il manque un octet a une trame", "[protocole][trame]") {
    for (const auto& vecteur : lire_petits_vecteurs()) {
        Decoupeur neuf({});
        const Issue issue = neuf.examiner(vecteur.octets);
        if (!std::holds_alternative<TrameComplete>(issue)) {
            continue;
        }
        INFO(vecteur.nom);
        const std::size_t fin = std::get<TrameComplete>(issue).taille;
        for (std::size_t taille = 0; taille < fin; ++taille) {
            Decoupeur decoupeur({});
            const Octets debut = copier(Vue(vecteur.octets).first(taille));
            const Issue debut_seul = decoupeur.examiner(debut);

            REQUIRE(std::holds_alternative<Incomplet>(debut_seul));
            CHECK(taille + std::get<Incomplet>(debut_seul).octets_manquants <= fin);
        }
    }
}

TEST_CASE("Decoupeur : decoupe une suite de trames", "[protocole][trame]") {
    const Octets flux =
        depuis_hexa("93 02 a1 61 90 94 00 01 a1 62 91 c4 02 c1 c1 90 94 01 01 c0 81 01 02");
    Decoupeur decoupeur({});
    std::vector<std::size_t> tailles;

    std::size_t debut = 0;
    for (std::size_t recus = 0; recus <= flux.size(); ++recus) {
        const Issue issue = decoupeur.examiner(Vue(flux).subspan(debut, recus - debut));
        if (const auto* trame = std::get_if<TrameComplete>(&issue)) {
            tailles.push_back(trame->taille);
            debut += trame->taille;
        }
    }

    CHECK(tailles == std::vector<std::size_t>{5, 10, 1, 7});
    CHECK(debut == flux.size());
}

TEST_CASE("Decoupeur : compte les limites de chaque trame a part", "[protocole][trame]") {
    Limites limites;
    limites.taille_message_max = 5;
    limites.elements_max = 4;
    limites.profondeur_valeurs_max = 2;
    Decoupeur decoupeur(limites);
    const Octets trame = depuis_hexa("93 02 a1 61 90");

    for (int i = 0; i < 100; ++i) {
        REQUIRE(decrire(decoupeur.examiner(trame)) == "trame 5");
    }
}

TEST_CASE(
    "Decoupeur : un en-tete venu en deux fois ne retarde pas la suite", "[protocole][trame]"
) {
    const Octets trame = depuis_hexa("dc0000"); // un tableau vide, en-tête long
    const Octets fautif = depuis_hexa("f8");
    Decoupeur decoupeur{Limites{}};

    CHECK(std::holds_alternative<Incomplet>(decoupeur.examiner(Vue(trame).first(1))));
    CHECK(std::holds_alternative<TrameComplete>(decoupeur.examiner(trame)));
    CHECK(std::holds_alternative<Refus>(decoupeur.examiner(fautif)));
}

TEST_CASE("Decoupeur : n'examine pas deux fois un octet", "[protocole][trame]") {
    constexpr std::size_t plus_long_en_tete = 9;
    for (const auto& vecteur : lire_petits_vecteurs()) {
        INFO(vecteur.nom);
        Decoupeur decoupeur({});
        Octets recus;
        std::string issue = "incomplet 1";
        for (const std::uint8_t octet : vecteur.octets) {
            recus.push_back(octet);
            // Ce qui a été vu est brouillé : s'il était relu, l'issue changerait.
            if (recus.size() > plus_long_en_tete) {
                recus[recus.size() - plus_long_en_tete - 1] = 0xc1;
            }
            issue = decrire(decoupeur.examiner(recus));
            if (issue.rfind("incomplet", 0) != 0) {
                break;
            }
        }
        CHECK(issue == vecteur.issue);
    }
}

TEST_CASE("Decoupeur : repete son refus", "[protocole][trame]") {
    for (const auto& vecteur : lire_petits_vecteurs()) {
        if (vecteur.issue.rfind("refus", 0) != 0) {
            continue;
        }
        INFO(vecteur.nom);
        Decoupeur decoupeur({});
        Octets recus = vecteur.octets;
        const Issue premier = decoupeur.examiner(recus);
        recus.push_back(0x90);

        CHECK(std::get<Refus>(decoupeur.examiner(recus)) == std::get<Refus>(premier));
    }
}

TEST_CASE("Decoupeur : ne prend pas de memoire sur la foi d'une annonce", "[protocole][trame]") {
    Decoupeur decoupeur({});
    const std::vector<Octets> debuts{
        depuis_hexa("94 00 01 c6 00 3f ff f7"),
        depuis_hexa("93 02 a1 61 dd 00 00 ff fc"),
        depuis_hexa("91*32"),
        depuis_hexa("93 02 a1 61 90")};
    for (const Octets& debut : debuts) {
        Decoupeur copie = decoupeur;
        const std::size_t avant = octets_alloues();

        for (std::size_t taille = 0; taille <= debut.size(); ++taille) {
            const Issue issue = copie.examiner(Vue(debut).first(taille));
            REQUIRE_FALSE(std::holds_alternative<Refus>(issue));
        }

        CHECK(octets_alloues() <= avant + 4096); // Ce que Catch garde des vérifications.
    }
}

} // namespace cconn::detail

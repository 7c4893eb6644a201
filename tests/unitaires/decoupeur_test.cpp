// Tests de Decoupeur: fins de trame, limites et trames hostiles, quelle que soit la coupure.
// SPDX-License-Identifier: MIT
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <malloc.h>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using outils::Octets;

using Issue = std::variant<Incomplet, TrameComplete, Refus>;
using Vue = std::span<const std::uint8_t>;

std::string decrire(const Issue& issue) {
    if (const auto* incomplet = std::get_if<Incomplet>(&issue)) {
        return "incomplet " + std::to_string(incomplet->octets_manquants);
    }
    if (const auto* trame = std::get_if<TrameComplete>(&issue)) {
        return "trame " + std::to_string(trame->taille);
    }
    return "refus " + std::string(nom_code(std::get<Refus>(issue).code));
}

/// Copie exacte : AddressSanitizer verrait un octet lu au-delà de ce qui est montré.
Octets copier(Vue octets) {
    return {octets.begin(), octets.end()};
}

/// Montre les octets à un découpeur neuf en plusieurs fois, jusqu'à une issue, et la rend.
/// Vérifie au passage ce que promet `Incomplet`.
std::string decouper(Vue octets, std::vector<std::size_t> coupures, const Limites& limites = {}) {
    Decoupeur decoupeur(limites);
    coupures.push_back(octets.size());
    std::size_t minimum = 0;
    std::string issue_decrite;
    for (const std::size_t taille : coupures) {
        const Octets recus = copier(octets.first(taille));
        const Issue issue = decoupeur.examiner(recus);
        issue_decrite = decrire(issue);
        if (const auto* trame = std::get_if<TrameComplete>(&issue)) {
            REQUIRE(trame->taille >= minimum);
        }
        if (!std::holds_alternative<Incomplet>(issue)) {
            break;
        }
        const std::size_t manquants = std::get<Incomplet>(issue).octets_manquants;
        REQUIRE(manquants >= 1);
        REQUIRE(taille + manquants >= minimum);
        REQUIRE(taille + manquants <= limites.taille_message_max);
        minimum = taille + manquants;
    }
    return issue_decrite;
}

std::string decouper(const std::string& hexa, const Limites& limites = {}) {
    return decouper(depuis_hexa(hexa), {}, limites);
}

std::vector<std::size_t> toutes_les_tailles(std::size_t taille) {
    std::vector<std::size_t> tailles(taille);
    for (std::size_t i = 0; i < taille; ++i) {
        tailles[i] = i;
    }
    return tailles;
}

/// Les vecteurs que les tests quadratiques peuvent se permettre.
std::vector<outils::Vecteur> lire_petits_vecteurs() {
    auto vecteurs = outils::lire_vecteurs("trames.txt");
    std::erase_if(vecteurs, [](const outils::Vecteur& vecteur) {
        return vecteur.octets.size() > 1000;
    });
    return vecteurs;
}

std::string texte_refus(const std::string& hexa, const Limites& limites = {}) {
    Decoupeur decoupeur(limites);
    return std::get<Refus>(decoupeur.examiner(depuis_hexa(hexa))).texte;
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

TEST_CASE("Decoupeur : borne les octets d'une trame", "[protocole][trame][limites]") {
    const auto [hexa, taille] = GENERATE(table<std::string, std::size_t>({
        {"90", 1},
        {"91 c0", 2},
        {"94 00 01 a1 61 90", 6},
        {"93 02 a1 61 91 c4 05 00*5", 12},
        {"93 02 a1 61 91 d9 03 00*3", 10},
        {"93 02 a1 61 91 d6 ff 00*4", 11},
        {"93 02 a1 61 91 c7 03 ff 00*3", 11},
        {"93 02 a1 61 91 cf 00*8", 14},
        {"93 02 a1 61 dc 00 03 c0 c0 c0", 10},
        {"93 02 a1 61 de 00 02 c0 c0 c0 c0", 11},
    }));
    INFO(hexa);
    const Octets octets = depuis_hexa(hexa);
    REQUIRE(octets.size() == taille);
    Limites limites;

    limites.taille_message_max = taille + 1;
    CHECK(
        decouper(octets, toutes_les_tailles(taille), limites) == "trame " + std::to_string(taille)
    );
    limites.taille_message_max = taille;
    CHECK(
        decouper(octets, toutes_les_tailles(taille), limites) == "trame " + std::to_string(taille)
    );
    for (std::size_t limite = 0; limite < taille; ++limite) {
        limites.taille_message_max = limite;
        CHECK(decouper(octets, {}, limites) == "refus TRAME_TROP_GRANDE");
    }
}

TEST_CASE(
    "Decoupeur : refuse avant de recevoir ce qui ne tiendra pas", "[protocole][trame][limites]"
) {
    Limites limites;
    limites.taille_message_max = 20;
    const std::string hexa = GENERATE(
        "93 02 a1 61 91 d9 0e",              // 7 octets, corps de 14.
        "93 02 b1",                          // 3 octets, corps de 17, un élément.
        "93 02 a1 61 dc 00 0e",              // 7 octets, 14 éléments.
        "93 02 a1 61 de 00 07",              // 7 octets, 7 paires.
        "93 02 a1 61 9c cf",                 // 5 octets, entier de 9, 11 éléments.
        "93 02 a1 61 92 c7 09 00 00*9 ce",   // 17 octets, entier de 5.
        "93 02 a1 61 94 dc 00 03 c0*3 d8 00" // 13 octets, corps de 16, 2 éléments.
    );
    INFO(hexa);
    const Octets octets = depuis_hexa(hexa);

    CHECK(decouper(octets, {}, limites) == "refus TRAME_TROP_GRANDE");
    CHECK(decouper(Vue(octets).first(octets.size() - 1), {}, limites).rfind("incomplet", 0) == 0);
}

TEST_CASE("Decoupeur : borne les elements d'une trame", "[protocole][trame][limites]") {
    const auto [hexa, nombre] = GENERATE(table<std::string, std::size_t>({
        {"90", 1},
        {"91 c0", 2},
        {"94 00 01 a1 61 90", 5},
        {"93 02 a1 61 91 01", 5},
        {"93 02 a1 61 81 01 02", 6},
        {"93 02 a1 61 92 91 01 91 01", 8},
        {"93 02 a1 61 de 00 02 00 91 00 00 80", 9},
        {"93 02 a1 61 91 c4 03 00 00 00", 5},
    }));
    INFO(hexa);
    Limites limites;

    limites.elements_max = nombre + 1;
    CHECK(decouper(hexa, limites).rfind("trame", 0) == 0);
    limites.elements_max = nombre;
    CHECK(decouper(hexa, limites).rfind("trame", 0) == 0);
    for (std::size_t limite = 0; limite < nombre; ++limite) {
        limites.elements_max = limite;
        CHECK(decouper(hexa, limites) == "refus TROP_ELEMENTS");
    }
}

TEST_CASE("Decoupeur : borne la profondeur d'une trame", "[protocole][trame][limites]") {
    const auto [hexa, profondeur] = GENERATE(table<std::string, std::size_t>({
        {"90", 1},
        {"91 c0", 1},
        {"94 00 01 a1 61 90", 2},
        {"93 02 a1 61 80", 2},
        {"93 02 a1 61 92 90 91 00", 3},
        {"93 02 a1 61 92 91 91 00 91 91 00", 4},
        {"93 02 a1 61 91 81 81 81 00 00 00 00", 5},
        {"93 02 a1 61 81 00 81 00 81 00 00", 4},
        {"92 91 91 91 00 91 00", 4},
    }));
    INFO(hexa);
    Limites limites;

    limites.profondeur_valeurs_max = profondeur + 1;
    CHECK(decouper(hexa, limites).rfind("trame", 0) == 0);
    limites.profondeur_valeurs_max = profondeur;
    CHECK(decouper(hexa, limites).rfind("trame", 0) == 0);
    for (std::size_t limite = 0; limite < profondeur; ++limite) {
        limites.profondeur_valeurs_max = limite;
        CHECK(decouper(hexa, limites) == "refus TROP_PROFOND");
    }
}

TEST_CASE("Decoupeur : supporte des limites extremes", "[protocole][trame][limites]") {
    Limites limites;
    limites.taille_message_max = SIZE_MAX;
    limites.elements_max = SIZE_MAX;
    limites.profondeur_valeurs_max = 1000;

    CHECK(decouper("93 02 a1 61 df ff ff ff ff", limites) == "incomplet 8589934590");
    CHECK(decouper("92 df ff ff ff ff df ff ff ff ff", limites) == "incomplet 17179869180");
    CHECK(decouper("91 c6 ff ff ff ff", limites) == "incomplet 4294967295");

    limites.profondeur_valeurs_max = SIZE_MAX;
    limites.elements_max = 2000;
    CHECK(decouper("91*1999 90", limites) == "trame 2000");
    CHECK(decouper("91*2000 90", limites) == "refus TROP_ELEMENTS");
}

TEST_CASE(
    "Decoupeur : refuse avec la meme phrase quelle que soit la coupure", "[protocole][trame]"
) {
    // Symptôme : la phrase citait ce qu'annonce un en-tête qui ne tient pas, reçu ou non.
    Limites limites;
    limites.taille_message_max = 2;
    const Octets octets = depuis_hexa("dc 5f 00");
    Decoupeur entier(limites);
    Decoupeur coupe(limites);

    const Issue issue_entiere = entier.examiner(octets);
    const Issue issue_coupee = coupe.examiner(Vue(octets).first(1));

    CHECK(std::get<Refus>(issue_entiere) == std::get<Refus>(issue_coupee));
    CHECK(std::get<Refus>(issue_entiere).texte == "trame de 3 octets au moins, limite 2");
}

TEST_CASE("Decoupeur : nomme la valeur et la limite", "[protocole][trame][limites]") {
    CHECK(
        texte_refus("94 00 01 c6 00 89 54 37") == "trame de 9000000 octets au moins, limite 4194304"
    );
    CHECK(
        texte_refus("93 02 a1 61 dd 00 00 ff fd") ==
        "message de 65537 éléments au moins, limite 65536"
    );
    CHECK(
        texte_refus("93 02 a1 61 df ff ff ff ff") ==
        "message de 8589934594 éléments au moins, limite 65536"
    );
    CHECK(texte_refus("91*33") == "valeurs imbriquées sur 33 niveaux, limite 32");
    CHECK(texte_refus("94 00 c1") == "octet 0xc1 en position 2, hors de msgpack");
    CHECK(texte_refus("47") == "premier octet 0x47, le tableau d'un message msgpack-RPC attendu");
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
        const std::size_t avant = mallinfo2().uordblks;

        for (std::size_t taille = 0; taille <= debut.size(); ++taille) {
            const Issue issue = copie.examiner(Vue(debut).first(taille));
            REQUIRE_FALSE(std::holds_alternative<Refus>(issue));
        }

        CHECK(mallinfo2().uordblks <= avant + 4096); // Ce que Catch garde des vérifications.
    }
}

} // namespace cconn::detail

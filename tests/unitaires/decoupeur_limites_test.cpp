// Tests de Decoupeur: chaque limite, à sa valeur, en dessous et au-dessus, et ce qu'en dit le refus.
// SPDX-License-Identifier: MIT
#include "outils/decoupage.hpp"
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cconn::detail {
namespace {

using outils::decouper;
using outils::depuis_hexa;
using outils::Issue;
using outils::Octets;
using outils::toutes_les_tailles;
using outils::Vue;

std::string texte_refus(const std::string& hexa, const Limites& limites = {}) {
    Decoupeur decoupeur(limites);
    return std::get<Refus>(decoupeur.examiner(depuis_hexa(hexa))).texte;
}

} // namespace

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

} // namespace cconn::detail

// Tests de Entete: chaque forme d'en-tête msgpack, à ses bornes et coupée.
// SPDX-License-Identifier: MIT
#include "outils/vecteurs.hpp"
#include "protocole/entete.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using outils::Octets;

std::string nommer(Genre genre) {
    static const std::vector<std::string> noms{
        "incomplet",
        "invalide",
        "nil",
        "booleen",
        "positif",
        "negatif",
        "flottant",
        "texte",
        "octets",
        "extension",
        "tableau",
        "table"};
    return noms.at(static_cast<std::size_t>(genre));
}

std::string decrire(const Entete& entete) {
    std::ostringstream texte;
    texte << nommer(entete.genre) << ' ';
    if (entete.genre == Genre::incomplet) {
        texte << int{entete.taille};
        return texte.str();
    }
    if (entete.genre == Genre::flottant) {
        texte << entete.flottant();
    } else if (entete.genre == Genre::negatif) {
        texte << entete.negatif();
    } else {
        texte << entete.valeur;
    }
    texte << ' ' << int{entete.taille};
    if (entete.genre == Genre::extension) {
        texte << " type " << int{entete.type_extension};
    }
    return texte.str();
}

} // namespace

TEST_CASE("Entete : lit chaque vecteur", "[protocole][entete]") {
    for (const auto& vecteur : outils::lire_vecteurs("entetes.txt")) {
        INFO(vecteur.nom);

        const Entete entete = lire_entete(vecteur.octets);

        CHECK(decrire(entete) == vecteur.issue);
    }
}

TEST_CASE("Entete : ne depend pas des octets qui suivent", "[protocole][entete]") {
    for (const auto& vecteur : outils::lire_vecteurs("entetes.txt")) {
        INFO(vecteur.nom);
        const Entete entete = lire_entete(vecteur.octets);
        if (entete.genre == Genre::incomplet) {
            continue;
        }

        Octets suivis = vecteur.octets;
        suivis.insert(suivis.end(), 16, 0xc1);

        CHECK(decrire(lire_entete(suivis)) == vecteur.issue);
    }
}

TEST_CASE("Entete : coupe, annonce la taille qu'il lui faut", "[protocole][entete]") {
    CHECK(decrire(lire_entete({})) == "incomplet 1");
    for (const auto& vecteur : outils::lire_vecteurs("entetes.txt")) {
        INFO(vecteur.nom);
        const Entete entete = lire_entete(vecteur.octets);
        for (std::size_t taille = 1; taille < vecteur.octets.size(); ++taille) {
            // Une copie exacte : un octet lu au-delà serait vu par AddressSanitizer.
            const Octets debut(
                vecteur.octets.begin(), vecteur.octets.begin() + static_cast<std::ptrdiff_t>(taille)
            );

            const Entete coupe = lire_entete(debut);

            CHECK(coupe.genre == Genre::incomplet);
            CHECK(coupe.taille == entete.taille);
        }
    }
}

TEST_CASE("Entete : donne une forme a chacun des 256 octets", "[protocole][entete]") {
    for (std::size_t octet = 0; octet < formes_entete.size(); ++octet) {
        INFO("octet " << octet);
        Octets octets(16, 0);
        octets.front() = static_cast<std::uint8_t>(octet);

        const Entete entete = lire_entete(octets);

        CHECK((entete.genre == Genre::invalide) == (octet == 0xc1));
        CHECK(entete.taille == formes_entete.at(octet).taille);
        CHECK(entete.genre != Genre::incomplet);
    }
}

TEST_CASE("taille_valeur : mesure une valeur complete et elle seule", "[protocole][entete]") {
    const auto [valeur, taille] = GENERATE(table<std::string, std::size_t>({
        {"c0", 1},
        {"c0 c0", 1},
        {"90", 1},
        {"92 01 02 03", 3},
        {"82 a1 61 01 a1 62 91 02 c1", 8},
        {"c4 03 c1 c1 c1", 5},
        {"d8 00 00*16", 18},
        {"c7 00 05", 3},
        {"91*1000 c0", 1001},
        {"93 cb 00*8 92 00 01 a1 61", 15},
    }));
    INFO(valeur);

    CHECK(taille_valeur(depuis_hexa(valeur)) == taille);
}

TEST_CASE(
    "taille_valeur : rend zero sur une valeur incomplete ou invalide", "[protocole][entete]"
) {
    const std::string valeur = GENERATE(
        "",
        "c1",
        "91",
        "91 c1",
        "92 01",
        "81 01",
        "a2 61",
        "cc",
        "c7 01",
        "c6 ff ff ff ff",
        "dd ff ff ff ff c0",
        "df ff ff ff ff c0",
        "92 c4 02 61 62",
        "91*1000"
    );
    INFO(valeur);

    CHECK(taille_valeur(depuis_hexa(valeur)) == 0);
}

} // namespace cconn::detail

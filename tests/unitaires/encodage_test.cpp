// Tests de Encodage: ce que cconn envoie, octet pour octet.
// SPDX-License-Identifier: MIT
#include "base/texte.hpp"
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/encodage.hpp"
#include "protocole/message.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <stdexcept>
#include <string>

namespace cconn::detail {
namespace {

using outils::Octets;
using outils::vers_hexa;

constexpr std::size_t taille_erreur_max = 1024;

/// Écrit ce que décrit l'issue d'un vecteur de `envois.txt`.
void ecrire(Tampon& tampon, const std::string& description) {
    std::istringstream mots(description);
    std::string sorte;
    std::uint32_t id = 0;
    std::string nom;
    mots >> sorte;
    if (sorte == "requete") {
        mots >> id >> nom;
        ecrire_entete_requete(tampon, id, nom);
    } else if (sorte == "avis") {
        mots >> nom;
        ecrire_entete_avis(tampon, nom);
    } else if (sorte == "reponse") {
        mots >> id;
        ecrire_entete_reponse(tampon, id);
    } else if (sorte == "erreur") {
        int nature = 0;
        mots >> id >> nature;
        mots.ignore();
        std::getline(mots, nom);
        ecrire_reponse_erreur(
            tampon, id, {static_cast<NatureErreur>(nature), nom}, taille_erreur_max
        );
    } else {
        throw std::runtime_error("sorte inconnue : " + sorte);
    }
}

/// Le texte d'une erreur écrite, relu : la trame doit être bien formée.
std::string relire_erreur(const Tampon& tampon) {
    Decoupeur decoupeur({});
    const auto issue = decoupeur.examiner(tampon.octets());
    REQUIRE(std::holds_alternative<TrameComplete>(issue));
    REQUIRE(std::get<TrameComplete>(issue).taille == tampon.taille());
    const auto reponse = std::get<Reponse>(decoder_message(tampon.octets(), {}));
    CHECK(vers_hexa(reponse.resultat) == "c0");
    const auto texte = reponse.erreur.subspan(2);
    const Entete entete = lire_entete(texte);
    REQUIRE(entete.genre == Genre::texte);
    REQUIRE(entete.taille + entete.valeur == texte.size());
    const auto corps = texte.subspan(entete.taille);
    return {corps.begin(), corps.end()};
}

std::string transmettre(const std::string& texte, std::size_t taille_max) {
    Tampon tampon;
    ecrire_reponse_erreur(tampon, 1, {NatureErreur::exception, texte}, taille_max);
    return relire_erreur(tampon);
}

} // namespace

TEST_CASE("Encodage : ecrit chaque vecteur octet pour octet", "[protocole][encodage]") {
    for (const auto& vecteur : outils::lire_vecteurs("envois.txt")) {
        INFO(vecteur.nom);
        Tampon tampon;

        ecrire(tampon, vecteur.issue);

        CHECK(vers_hexa(tampon.octets()) == vers_hexa(vecteur.octets));
    }
}

TEST_CASE("Encodage : ajoute a la suite du tampon", "[protocole][encodage]") {
    Tampon tampon;
    ecrire_entete_avis(tampon, "a");
    tampon.ajouter(std::uint8_t{0x90});
    ecrire_entete_reponse(tampon, 5);
    tampon.ajouter(std::uint8_t{0xc3});

    CHECK(vers_hexa(tampon.octets()) == "9302a16190940105c0c3");
}

TEST_CASE("Encodage : ce qui est ecrit se decode a l'identique", "[protocole][encodage]") {
    const std::uint32_t id = GENERATE(0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U, 0xffff'ffffU);
    const std::size_t taille_nom = GENERATE(1U, 31U, 32U, 127U, 128U);
    const std::string nom(taille_nom, 'n');
    Tampon tampon;
    ecrire_entete_requete(tampon, id, nom);
    tampon.ajouter(std::uint8_t{0x90});

    const auto requete = std::get<Requete>(decoder_message(tampon.octets(), {}));

    CHECK(requete.id == id);
    CHECK(requete.nom == nom);
    CHECK(vers_hexa(requete.arguments) == "90");
}

TEST_CASE(
    "Encodage : coupe le texte d'une erreur sans couper de caractere", "[protocole][encodage]"
) {
    const std::string accents = "éééé"; // Deux octets chacun.
    CHECK(transmettre(accents, 9) == "éééé");
    CHECK(transmettre(accents, 8) == "éééé");
    CHECK(transmettre(accents, 7) == "ééé");
    CHECK(transmettre(accents, 1).empty());
    CHECK(transmettre(accents, 0).empty());
    CHECK(transmettre(std::string(2000, 'a'), 1024) == std::string(1024, 'a'));
    CHECK(transmettre(std::string(70000, 'a'), 70000) == std::string(70000, 'a'));
}

TEST_CASE("Encodage : n'envoie jamais de texte qui n'est pas de l'UTF-8", "[protocole][encodage]") {
    CHECK(transmettre("caf\xe9 !", 100) == "caf\xEF\xBF\xBD !");
    CHECK(transmettre("\xff\xfe", 5) == "\xEF\xBF\xBD");
    for (std::size_t taille_max = 0; taille_max < 12; ++taille_max) {
        CHECK(est_utf8(transmettre("a\xe9\xf0\x9f\x98\x80\x80", taille_max)));
    }
}

TEST_CASE("Encodage : un refus porte le nom de son code", "[protocole][encodage]") {
    Tampon tampon;
    ecrire_refus(
        tampon, 0, {CodeErreur::serveur_plein, "23 clients, limite 23"}, taille_erreur_max
    );

    CHECK(relire_erreur(tampon) == "SERVEUR_PLEIN : 23 clients, limite 23");
    CHECK(vers_hexa(tampon.octets().first(5)) == "9401009201");
}

} // namespace cconn::detail

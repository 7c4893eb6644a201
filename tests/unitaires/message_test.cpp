// Tests de Message: sens d'une trame, refus à répondre ou à taire, vues sans copie.
// SPDX-License-Identifier: MIT
#include "outils/vecteurs.hpp"
#include "protocole/decoupeur.hpp"
#include "protocole/message.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cconn::detail {
namespace {

using outils::depuis_hexa;
using outils::Octets;
using outils::vers_hexa;

std::string decrire(const Message& message) {
    if (const auto* requete = std::get_if<Requete>(&message)) {
        return "requete " + std::to_string(requete->id) + " " + std::string(requete->nom) + " " +
               vers_hexa(requete->arguments);
    }
    if (const auto* reponse = std::get_if<Reponse>(&message)) {
        return "reponse " + std::to_string(reponse->id) + " " + vers_hexa(reponse->erreur) + " " +
               vers_hexa(reponse->resultat);
    }
    if (const auto* avis = std::get_if<Avis>(&message)) {
        return "avis " + std::string(avis->nom) + " " + vers_hexa(avis->arguments);
    }
    const auto& refuse = std::get<MessageRefuse>(message);
    return "refus " + std::string(nom_code(refuse.refus.code)) + " " + std::to_string(refuse.id) +
           (refuse.suite == SuiteRefus::repondre ? " repondre" : " ignorer");
}

std::string decoder(const std::string& hexa, const Limites& limites = {}) {
    const Octets trame = depuis_hexa(hexa);
    return decrire(decoder_message(trame, limites));
}

std::string texte_refus(const std::string& hexa) {
    const Octets trame = depuis_hexa(hexa);
    return std::get<MessageRefuse>(decoder_message(trame, {})).refus.texte;
}

} // namespace

TEST_CASE("Message : donne a chaque vecteur son sens", "[protocole][message]") {
    for (const auto& vecteur : outils::lire_vecteurs("messages.txt")) {
        INFO(vecteur.nom);
        CHECK(decrire(decoder_message(vecteur.octets, {})) == vecteur.issue);
    }
}

TEST_CASE("Message : le raccourci d'un avis dit la meme chose, ou rien", "[protocole][message]") {
    const auto bref = [](const std::string& hexa, const Limites& limites = {}) {
        const Octets trame = depuis_hexa(hexa);
        const auto avis = decoder_avis_bref(trame, limites);
        return avis ? decrire(*avis) : "rien";
    };
    Limites etroites;
    etroites.taille_nom_max = 2;
    etroites.arguments_max = 1;

    CHECK(bref("93 02 a1 61 90") == "avis a 90");
    CHECK(bref("93 02 a2 61 62 91 01", etroites) == "avis ab 9101");
    // Un autre message, un codage plus long, ou ce qui n'est pas acceptable.
    for (const char* autre :
         {"",
          "93",
          "93 02 a1 61",
          "94 00 07 a1 61 90",
          "93 cc 02 a1 61 90",
          "93 02 d9 01 61 90",
          "93 02 c4 01 61 90",
          "93 02 a1 61 dc 00 00",
          "93 02 a1 61 80",
          "93 02 a1 61 c0",
          "93 02 a0 90",
          "93 02 a1 0a 90",
          "93 02 a3 61 62 63 90",
          "93 02 a1 61 92 01 02"}) {
        INFO(autre);
        CHECK(bref(autre, etroites) == "rien");
    }
}

TEST_CASE("Message : chaque vecteur est une trame entiere du decoupeur", "[protocole][message]") {
    for (const auto& vecteur : outils::lire_vecteurs("messages.txt")) {
        INFO(vecteur.nom);
        Decoupeur decoupeur({});

        const auto issue = decoupeur.examiner(vecteur.octets);

        REQUIRE(std::holds_alternative<TrameComplete>(issue));
        CHECK(std::get<TrameComplete>(issue).taille == vecteur.octets.size());
    }
}

TEST_CASE("Message : coupe n'importe ou, ne lit rien au-dela", "[protocole][message]") {
    for (const auto& vecteur : outils::lire_vecteurs("messages.txt")) {
        INFO(vecteur.nom);
        const std::size_t fin = std::min<std::size_t>(vecteur.octets.size(), 300);
        for (std::size_t taille = 0; taille < fin; ++taille) {
            const Octets debut(
                vecteur.octets.begin(), vecteur.octets.begin() + static_cast<std::ptrdiff_t>(taille)
            );

            const Message message = decoder_message(debut, {});

            // Décrire lit tout ce que le message montre : AddressSanitizer verrait un débordement.
            CHECK_FALSE(decrire(message).empty());
            CHECK((taille >= 2 || std::holds_alternative<MessageRefuse>(message)));
        }
    }
}

TEST_CASE("Message : refuse un nom dont le corps manque", "[protocole][message]") {
    CHECK(decoder("94 00 05 a2 61") == "refus MESSAGE_INVALIDE 5 repondre");
    CHECK(decoder("94 00 05 db ff ff ff ff") == "refus MESSAGE_INVALIDE 5 repondre");
    CHECK(decoder("93 02 c4 05") == "refus MESSAGE_INVALIDE 0 repondre");
    CHECK(texte_refus("94 00 05 a2 61") == "nom de commande incomplet");
}

TEST_CASE("Message : ignore une reponse incomplete", "[protocole][message]") {
    const std::string hexa = GENERATE("94 01 05", "94 01 05 c0", "94 01 05 91", "94 01 05 a2 61");

    CHECK(decoder(hexa) == "refus MESSAGE_INVALIDE 5 ignorer");
}

TEST_CASE("Message : est une vue sur la trame", "[protocole][message]") {
    const Octets trame = depuis_hexa("94 00 01 a5 73 6f 6d 6d 65 92 0c 22");

    const auto requete = std::get<Requete>(decoder_message(trame, {}));

    CHECK(static_cast<const void*>(requete.nom.data()) == trame.data() + 4);
    CHECK(requete.arguments.data() == trame.data() + 9);
    CHECK(requete.arguments.size() == 3);
}

TEST_CASE("Message : distingue une erreur d'un resultat", "[protocole][message]") {
    const Octets succes = depuis_hexa("94 01 01 c0 2e");
    const Octets erreur = depuis_hexa("94 01 01 92 01 a1 78 c0");
    const Octets erreur_fausse = depuis_hexa("94 01 01 c2 c0");

    CHECK_FALSE(std::get<Reponse>(decoder_message(succes, {})).est_erreur());
    CHECK(std::get<Reponse>(decoder_message(erreur, {})).est_erreur());
    CHECK(std::get<Reponse>(decoder_message(erreur_fausse, {})).est_erreur());
}

TEST_CASE("Message : ne repond jamais a une reponse", "[protocole][message]") {
    // Toutes les arités et toutes les premières valeurs possibles d'un message de type 1.
    for (std::size_t arite = 1; arite < 16; ++arite) {
        for (unsigned premier = 0; premier < 256; ++premier) {
            Octets trame{static_cast<std::uint8_t>(0x90U | arite), 0x01};
            trame.push_back(static_cast<std::uint8_t>(premier));
            trame.insert(trame.end(), 40, 0xc0);

            const Message message = decoder_message(trame, {});

            if (const auto* refuse = std::get_if<MessageRefuse>(&message)) {
                CHECK(refuse->suite == SuiteRefus::ignorer);
            } else {
                CHECK(std::holds_alternative<Reponse>(message));
                CHECK(arite == 4);
            }
        }
    }
}

TEST_CASE("Message : repond a toute requete refusee avec son id", "[protocole][message]") {
    const std::string suite = GENERATE(
        "07 90",    // Nom entier.
        "a0 90",    // Nom vide.
        "a1 0a 90", // Nom avec un saut de ligne.
        "a1 61 07", // Arguments entiers.
        "a1 61 dc 0041 c0*65"
    );
    const auto [id, hexa] = GENERATE(table<std::uint32_t, std::string>({
        {0, "00"},
        {1, "01"},
        {127, "7f"},
        {4294967295, "ce ffffffff"},
        {4294967295, "cb 41efffffffe00000"},
    }));
    INFO(hexa << " " << suite);
    const Octets trame = depuis_hexa("94 00 " + hexa + " " + suite);

    const auto refuse = std::get<MessageRefuse>(decoder_message(trame, {}));

    CHECK(refuse.id == id);
    CHECK(refuse.suite == SuiteRefus::repondre);
}

TEST_CASE("Message : borne la taille du nom", "[protocole][message][limites]") {
    Limites limites;
    limites.taille_nom_max = 3;
    CHECK(decoder("94 00 01 a1 61 90", limites) == "requete 1 a 90");
    CHECK(decoder("94 00 01 a3 61 62 63 90", limites) == "requete 1 abc 90");
    CHECK(decoder("94 00 01 a4 61 62 63 64 90", limites) == "refus NOM_INVALIDE 1 repondre");
    CHECK(decoder("94 00 01 a0 90", limites) == "refus NOM_INVALIDE 1 repondre");
    limites.taille_nom_max = 0;
    CHECK(decoder("94 00 01 a1 61 90", limites) == "refus NOM_INVALIDE 1 repondre");
}

TEST_CASE("Message : borne le nombre d'arguments", "[protocole][message][limites]") {
    Limites limites;
    limites.arguments_max = 2;
    CHECK(decoder("93 02 a1 61 90", limites) == "avis a 90");
    CHECK(decoder("93 02 a1 61 91 01", limites) == "avis a 9101");
    CHECK(decoder("93 02 a1 61 92 01 02", limites) == "avis a 920102");
    CHECK(decoder("93 02 a1 61 93 01 02 03", limites) == "refus TROP_ARGUMENTS 0 repondre");
    CHECK(decoder("93 02 a1 61 82 01 02 03 04", limites) == "avis a 8201020304");
    CHECK(
        decoder("93 02 a1 61 83 01 02 03 04 05 06", limites) == "refus TROP_ARGUMENTS 0 repondre"
    );
    limites.arguments_max = 0;
    CHECK(decoder("93 02 a1 61 90", limites) == "avis a 90");
    CHECK(decoder("93 02 a1 61 c0", limites) == "avis a c0");
    CHECK(decoder("93 02 a1 61 91 01", limites) == "refus TROP_ARGUMENTS 0 repondre");
}

TEST_CASE("Message : dit ce qui etait attendu et ce qui est recu", "[protocole][message]") {
    CHECK(texte_refus("90") == "message vide");
    CHECK(texte_refus("94 03 01 a1 61 90") == "type de message : entier de 0 à 2 attendu, 3 reçu");
    CHECK(texte_refus("94 ff 01 a1 61 90") == "type de message : entier de 0 à 2 attendu, -1 reçu");
    CHECK(
        texte_refus("94 00 a1 30 a1 61 90") ==
        "identifiant de requête : entier de 0 à 4294967295 attendu, un texte reçu"
    );
    CHECK(texte_refus("93 00 01 a1 61") == "requête de 3 éléments, 4 attendus");
    CHECK(texte_refus("94 02 01 a1 61 90") == "avis de 4 éléments, 3 attendus");
    CHECK(texte_refus("94 00 01 c0 90") == "nom de commande : texte attendu, nil reçu");
    CHECK(texte_refus("94 00 01 a0 90") == "nom de commande vide");
    CHECK(texte_refus("94 00 01 d9 81 61*129 90") == "nom de commande de 129 octets, limite 128");
    CHECK(
        texte_refus("94 00 01 a3 61 1b 62 90") ==
        R"(nom de commande avec un caractère de contrôle : « a\x1bb »)"
    );
    CHECK(texte_refus("94 00 01 a1 61 c3") == "arguments : tableau attendu, un booléen reçu");
    CHECK(texte_refus("94 00 01 a1 61 dc 0041 c0*65") == "65 arguments, limite 64");
}

} // namespace cconn::detail

// Tests de Dialogue: nos appels, leurs réponses, et celles que personne n'attend.
// SPDX-License-Identifier: MIT
#include "dialogue/dialogue.hpp"
#include "outils/dialogue_conduit.hpp"

#include <catch2/catch.hpp>

namespace cconn::detail {
namespace {

using outils::avis;
using outils::DialogueConduit;
using outils::enchainer;
using outils::erreur;
using outils::Livraison;
using outils::pour_chaque_livraison;
using outils::Recit;
using outils::reponse;

} // namespace

TEST_CASE("Dialogue : termine un appel par sa reponse", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t id = pair.appelle("somme");

        pair.recoit(reponse(id, 5));

        CHECK(pair.recit() == Recit{"somme rend 5"});
        CHECK(pair.moteur.nb_appels() == 0);
    });
}

TEST_CASE("Dialogue : termine un appel par une erreur", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t id = pair.appelle("somme");

        pair.recoit(erreur(id, 1, "COMMANDE_INCONNUE : somme"));

        CHECK(pair.recit() == Recit{"somme échoue COMMANDE_INCONNUE : somme"});
    });
}

TEST_CASE("Dialogue : une erreur accompagnee d'un resultat est une erreur", "[dialogue][appels]") {
    DialogueConduit pair;
    const std::uint32_t id = pair.appelle("somme");

    pair.recoit(outils::valeur(std::tuple(1, id, std::string("raté"), 5)));

    CHECK(pair.recit() == Recit{"somme échoue ECHEC_GESTIONNAIRE : raté"});
}

TEST_CASE(
    "Dialogue : associe les reponses par identifiant, dans tout ordre", "[dialogue][appels]"
) {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t a = pair.appelle("a");
        const std::uint32_t b = pair.appelle("b");
        const std::uint32_t c = pair.appelle("c");

        pair.recoit(enchainer({reponse(b, 2), reponse(c, 3), reponse(a, 1)}));

        CHECK(pair.recit() == Recit{"b rend 2", "c rend 3", "a rend 1"});
    });
}

TEST_CASE("Dialogue : lit l'identifiant d'une reponse dans tout codage", "[dialogue][appels]") {
    // Entier court, de 1, 2, 4 et 8 octets, signé, flottants de 4 et 8 octets.
    const std::string id = GENERATE(
        "01",
        "cc 01",
        "cd 00 01",
        "ce 00 00 00 01",
        "cf 00 00 00 00 00 00 00 01",
        "d0 01",
        "d3 00 00 00 00 00 00 00 01",
        "ca 3f 80 00 00",
        "cb 3f f0 00 00 00 00 00 00"
    );
    INFO(id);
    pour_chaque_livraison([&id](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        REQUIRE(pair.appelle("somme") == 1);

        pair.recoit(outils::depuis_hexa("94 01 " + id + " c0 05"));

        CHECK(pair.recit() == Recit{"somme rend 5"});
    });
}

TEST_CASE("Dialogue : ignore une reponse que personne n'attend", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t id = pair.appelle("somme");

        pair.recoit(enchainer({reponse(99, 1), erreur(98, 0, "non"), reponse(id, 5)}));

        CHECK(
            pair.recit() ==
            Recit{
                "remarque réponse 99 ignorée : aucun appel ne l'attend",
                "remarque réponse 98 ignorée : aucun appel ne l'attend",
                "somme rend 5"}
        );
        CHECK_FALSE(pair.moteur.congediement().has_value());
    });
}

TEST_CASE("Dialogue : ignore la seconde reponse au meme appel", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t id = pair.appelle("somme");

        pair.recoit(enchainer({reponse(id, 5), reponse(id, 6), avis("ensuite")}));

        CHECK(
            pair.recit() ==
            Recit{
                "somme rend 5",
                "remarque réponse 1 ignorée : aucun appel ne l'attend",
                "avis ensuite[]"}
        );
        CHECK(DialogueConduit::decrire(*pair.appels.front()) == "somme rend 5");
    });
}

TEST_CASE("Dialogue : ignore la reponse d'un appel retire", "[dialogue][appels]") {
    DialogueConduit pair;
    const std::uint32_t id = pair.appelle("somme");

    CHECK(pair.moteur.retirer(*pair.appels.front()));
    CHECK_FALSE(pair.moteur.retirer(*pair.appels.front()));
    pair.recoit(reponse(id, 5));

    CHECK(pair.recit() == Recit{"remarque réponse 1 ignorée : aucun appel ne l'attend"});
    CHECK_FALSE(pair.appels.front()->est_termine());
}

TEST_CASE("Dialogue : ignore la reponse qui vient apres le delai", "[dialogue][appels]") {
    DialogueConduit pair;
    const std::uint32_t id = pair.appelle("somme", std::chrono::milliseconds{200});
    pair.horloge.avancer(std::chrono::milliseconds{200});
    REQUIRE(pair.moteur.terminer_echus(pair.horloge.maintenant()).size() == 1);

    pair.recoit(reponse(id, 5));

    CHECK(pair.recit() == Recit{"remarque réponse 1 ignorée : aucun appel ne l'attend"});
    CHECK(
        DialogueConduit::decrire(*pair.appels.front()) ==
        "somme échoue DELAI_DEPASSE : somme n'a pas répondu en 200 ms"
    );
}

TEST_CASE("Dialogue : nos identifiants et ceux du pair ne se genent pas", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        const std::uint32_t id = pair.appelle("chez_toi");

        pair.recoit(enchainer({outils::requete(id, "chez_moi"), reponse(id, 5)}));

        CHECK(pair.recit() == Recit{"commande 1 chez_moi[]", "chez_toi rend 5"});
    });
}

TEST_CASE("Dialogue : retient la raison que le pair donne de fermer", "[dialogue][appels]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        static_cast<void>(pair.appelle("somme"));
        REQUIRE_FALSE(pair.moteur.congediement().has_value());

        pair.recoit(erreur(0, 1, "SERVEUR_PLEIN : 23 clients, limite 23"));

        CHECK(
            pair.recit() ==
            Recit{"remarque le pair signale : SERVEUR_PLEIN : 23 clients, limite 23"}
        );
        REQUIRE(pair.moteur.congediement().has_value());
        CHECK(pair.moteur.congediement()->code == CodeErreur::serveur_plein);
        CHECK(pair.moteur.congediement()->texte == "23 clients, limite 23");
        CHECK(pair.moteur.nb_appels() == 1);
    });
}

TEST_CASE("Dialogue : un resultat d'identifiant zero n'est pas un conge", "[dialogue][appels]") {
    DialogueConduit pair;

    pair.recoit(reponse(0, std::string("SERVEUR_PLEIN : non")));

    CHECK(pair.recit() == Recit{"remarque réponse 0 ignorée : aucun appel ne l'attend"});
    CHECK_FALSE(pair.moteur.congediement().has_value());
}

TEST_CASE("Dialogue : refuse un appel de plus que la limite", "[dialogue][appels][limites]") {
    const std::size_t limite = GENERATE(0U, 1U, 3U);
    Limites limites;
    limites.appels_max = limite;
    DialogueConduit pair({}, limites);
    for (std::size_t rang = 0; rang < limite; ++rang) {
        static_cast<void>(pair.appelle("a"));
    }

    const auto appel =
        std::make_shared<EtatAppel>("b", std::chrono::seconds{1}, pair.horloge.maintenant());
    const auto refus = pair.moteur.inscrire(appel);

    REQUIRE(refus.has_value());
    CHECK(refus->code == CodeErreur::attente_pleine);
    CHECK(
        refus->texte == std::to_string(limite) + " appels attendent déjà une réponse, limite " +
                            std::to_string(limite)
    );
    CHECK(pair.moteur.nb_appels() == limite);
}

TEST_CASE("Dialogue : une reponse fait de la place a un appel", "[dialogue][appels][limites]") {
    Limites limites;
    limites.appels_max = 1;
    DialogueConduit pair({}, limites);
    const std::uint32_t premier = pair.appelle("a");

    pair.recoit(reponse(premier, 1));
    const std::uint32_t second = pair.appelle("b");

    CHECK(second == premier + 1);
}

TEST_CASE("Dialogue : termine tous les appels par un meme refus", "[dialogue][appels]") {
    DialogueConduit pair;
    static_cast<void>(pair.appelle("a"));
    static_cast<void>(pair.appelle("b"));

    const auto termines =
        pair.moteur.terminer_appels({CodeErreur::connexion_perdue, "le pair est parti"});

    CHECK(termines.size() == 2);
    CHECK(pair.moteur.nb_appels() == 0);
    for (const auto& appel : pair.appels) {
        CHECK(
            DialogueConduit::decrire(*appel) ==
            appel->commande() + " échoue CONNEXION_PERDUE : le pair est parti"
        );
    }
}

TEST_CASE("EtatAppel : ne garde que sa premiere issue", "[dialogue][appels]") {
    EtatAppel appel("a", std::chrono::seconds{1}, Instant{});

    CHECK(appel.terminer(Refus{CodeErreur::appel_annule, "un"}));
    CHECK_FALSE(appel.terminer(Refus{CodeErreur::delai_depasse, "deux"}));
    CHECK_FALSE(appel.terminer(ResultatRecu{}));

    CHECK(DialogueConduit::decrire(appel) == "a échoue APPEL_ANNULE : un");
}

TEST_CASE("EtatAppel : ne donne sa suite qu'une fois", "[dialogue][appels]") {
    EtatAppel appel("a", std::chrono::seconds{1}, Instant{});
    int executions = 0;
    appel.definir_suite([&executions] { ++executions; });

    appel.prendre_suite()();

    CHECK(executions == 1);
    CHECK(appel.prendre_suite() == nullptr);
}

} // namespace cconn::detail

// Tests de Dialogue: les commandes du pair, et ce qu'il dit de travers.
// SPDX-License-Identifier: MIT
#include "dialogue/dialogue.hpp"
#include "outils/dialogue_conduit.hpp"

#include <catch2/catch.hpp>

#include <map>

namespace cconn::detail {
namespace {

using outils::avis;
using outils::depuis_hexa;
using outils::DialogueConduit;
using outils::enchainer;
using outils::Livraison;
using outils::Octets;
using outils::pour_chaque_livraison;
using outils::Recit;
using outils::requete;

} // namespace

TEST_CASE("Dialogue : rend une requete comme une commande a executer", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(requete(1, "somme", 2, 3));

        CHECK(pair.recit() == Recit{"commande 1 somme[2,3]"});
    });
}

TEST_CASE("Dialogue : rend un avis comme une commande sans reponse", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(avis("annonce", std::string("bienvenue")));

        CHECK(pair.recit() == Recit{R"(avis annonce["bienvenue"])"});
    });
}

TEST_CASE("Dialogue : rend les commandes d'un meme segment dans l'ordre", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(
            enchainer({requete(7, "a"), avis("b", 1), requete(8, "c", true), requete(9, "d")})
        );

        CHECK(
            pair.recit() ==
            Recit{"commande 7 a[]", "avis b[1]", "commande 8 c[true]", "commande 9 d[]"}
        );
    });
}

TEST_CASE("Dialogue : accepte les identifiants extremes d'une requete", "[dialogue]") {
    const std::uint32_t id = GENERATE(0U, 1U, 0x7FFF'FFFFU, 0x8000'0000U, 0xFFFF'FFFFU);
    pour_chaque_livraison([id](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(requete(id, "a"));

        CHECK(pair.recit() == Recit{"commande " + std::to_string(id) + " a[]"});
    });
}

TEST_CASE("Dialogue : rend les arguments nommes ou absents tels quels", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(outils::valeur(std::tuple(0, 1, "a", std::map<std::string, int>{{"x", 1}})));
        pair.recoit(outils::valeur(std::tuple(2, "b", msgpack::type::nil_t())));

        CHECK(pair.recit() == Recit{R"(commande 1 a{"x":1})", "avis bnull"});
    });
}

TEST_CASE("Dialogue : refuse une requete dont l'identifiant est deja en cours", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        pair.recoit(requete(5, "longue"));

        pair.recoit(enchainer({requete(5, "doublon"), requete(6, "autre")}));

        CHECK(
            pair.recit() ==
            Recit{
                "commande 5 longue[]",
                R"(envoyer [1,5,[1,"MESSAGE_INVALIDE : la requête 5 est déjà en cours"],null])",
                "commande 6 autre[]"}
        );
    });
}

TEST_CASE("Dialogue : accepte de nouveau un identifiant rendu", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);
        pair.recoit(enchainer({requete(5, "a"), requete(6, "b")}));

        pair.finit_commande();
        pair.recoit(enchainer({requete(5, "c"), requete(6, "d")}));

        CHECK(
            pair.recit() ==
            Recit{
                "commande 5 a[]",
                "commande 6 b[]",
                "commande 5 c[]",
                R"(envoyer [1,6,[1,"MESSAGE_INVALIDE : la requête 6 est déjà en cours"],null])"}
        );
    });
}

TEST_CASE("Dialogue : un avis ne libere l'identifiant d'aucune requete", "[dialogue]") {
    DialogueConduit pair;
    pair.recoit(enchainer({avis("a"), requete(0, "b")}));

    pair.finit_commande();
    pair.recoit(requete(0, "c"));

    CHECK(
        pair.recit() ==
        Recit{
            "avis a[]",
            "commande 0 b[]",
            R"(envoyer [1,0,[1,"MESSAGE_INVALIDE : la requête 0 est déjà en cours"],null])"}
    );
}

TEST_CASE("Dialogue : garde les octets d'une commande jusqu'a sa fin", "[dialogue]") {
    DialogueConduit pair({"octet par octet", 0, true});
    const std::string contenu = outils::texte_long(3'000);

    for (std::uint32_t id = 1; id <= 40; ++id) {
        pair.recoit(requete(id, "garder", contenu, id));
    }

    CHECK(pair.recit().size() == 40);
    for (int reste = 40; reste > 0; --reste) {
        pair.finit_commande();
    }
}

TEST_CASE("Dialogue : repond a un message mal forme et continue", "[dialogue]") {
    const auto [hexa, debut] = GENERATE(table<std::string, std::string>({
        {"90", "envoyer [1,0,[1,\"MESSAGE_INVALIDE"},
        {"93 02 a0 90", "envoyer [1,0,[1,\"NOM_INVALIDE"},
        {"94 00 05 a1 ff 90", "envoyer [1,5,[1,\"NOM_INVALIDE"},
        {"94 00 a1 30 a1 61 90", "envoyer [1,0,[1,\"MESSAGE_INVALIDE"},
        {"94 00 cf ff ff ff ff ff ff ff ff a1 61 90", "envoyer [1,0,[1,\"MESSAGE_INVALIDE"},
        {"94 03 05 a1 61 90", "envoyer [1,0,[1,\"MESSAGE_INVALIDE"},
        {"93 00 05 a1 61", "envoyer [1,5,[1,\"MESSAGE_INVALIDE"},
    }));
    INFO(hexa);
    const Octets octets = depuis_hexa(hexa);
    pour_chaque_livraison([&, attendu = debut](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(enchainer({octets, avis("ensuite")}));

        const Recit recit = pair.recit();
        REQUIRE(recit.size() == 2);
        CHECK_THAT(recit[0], Catch::StartsWith(attendu));
        CHECK(recit[1] == "avis ensuite[]");
    });
}

TEST_CASE("Dialogue : ne repond jamais a une reponse mal formee", "[dialogue]") {
    pour_chaque_livraison([](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(enchainer({depuis_hexa("93 01 05 c0"), avis("ensuite")}));

        const Recit recit = pair.recit();
        REQUIRE(recit.size() == 2);
        CHECK_THAT(recit[0], Catch::StartsWith("remarque MESSAGE_INVALIDE : "));
        CHECK(recit[1] == "avis ensuite[]");
    });
}

TEST_CASE("Dialogue : coupe le texte de ses refus a la limite", "[dialogue][limites]") {
    Limites limites;
    limites.taille_erreur_max = 20;
    DialogueConduit pair({}, limites);

    pair.recoit(depuis_hexa("90"));

    CHECK(pair.recit() == Recit{R"(envoyer [1,0,[1,"MESSAGE_INVALIDE : m"],null])"});
}

TEST_CASE("Dialogue : libere les octets d'une requete en double", "[dialogue]") {
    DialogueConduit pair;
    const auto* const debut = pair.moteur.place(pair.horloge.maintenant()).data();
    pair.recoit(enchainer({requete(5, "longue"), requete(5, "doublon")}));

    pair.finit_commande();

    CHECK(pair.moteur.place(pair.horloge.maintenant()).data() == debut);
}

TEST_CASE("Dialogue : libere les octets d'un message refuse ou orphelin", "[dialogue]") {
    DialogueConduit pair;
    const Octets refuse = depuis_hexa("90");
    const Octets orpheline = outils::reponse(77, outils::texte_long(1'000));

    // Un tampon où tout est rendu revient à son début : la place reste la même.
    pair.recoit(refuse);
    const auto* const debut = pair.moteur.place(pair.horloge.maintenant()).data();
    for (int tour = 0; tour < 100; ++tour) {
        pair.recoit(refuse);
        pair.recoit(orpheline);
        REQUIRE(pair.moteur.place(pair.horloge.maintenant()).data() == debut);
    }
}

} // namespace cconn::detail

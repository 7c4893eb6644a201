// Tests de Dialogue: les flux hostiles ou trop longs, et les longs résultats.
// SPDX-License-Identifier: MIT
#include "dialogue/dialogue.hpp"
#include "outils/afficher.hpp"
#include "outils/dialogue_conduit.hpp"

#include <catch2/catch.hpp>

#include <utility>

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
using outils::reponse;
using outils::requete;
using outils::texte_long;

/// Octets d'un texte emballé, en-tête compris.
constexpr std::size_t taille_emballee(std::size_t texte) {
    return texte + (texte < 32 ? 1 : texte < 256 ? 2 : texte < 65'536 ? 3 : 5);
}

} // namespace

TEST_CASE("Dialogue : prend conge d'un flux indechiffrable", "[dialogue][flux]") {
    const std::string hexa =
        GENERATE("c1", "c0", "05", "a1 61", "80", "16 04 01 ff ff", "15", "47 45 54");
    INFO(hexa);
    pour_chaque_livraison([octets = depuis_hexa(hexa)](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(enchainer({avis("avant"), octets, avis("apres")}));

        const Recit recit = pair.recit();
        REQUIRE(recit.size() == 2);
        CHECK(recit[0] == "avis avant[]");
        CHECK_THAT(recit[1], Catch::StartsWith("fin [1,0,[1,\"TRAME_INVALIDE : "));
        REQUIRE(pair.fin.has_value());
        CHECK(pair.fin->cause == Cause::flux_indechiffrable);
        CHECK(pair.fin->refus.code == CodeErreur::trame_invalide);
    });
}

TEST_CASE("Dialogue : reconnait un pair qui veut du TLS", "[dialogue][flux]") {
    const auto [hexa, code] = GENERATE(table<std::string, CodeErreur>({
        {"16 03 01 ff ff", CodeErreur::chiffrement_inattendu},
        {"15 03 03 00 02 02 28", CodeErreur::chiffrement_attendu},
    }));
    INFO(hexa);
    pour_chaque_livraison([octets = depuis_hexa(hexa), attendu = code](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(octets);

        REQUIRE(pair.fin.has_value());
        CHECK(pair.fin->cause == Cause::chiffrement_refuse);
        CHECK(pair.fin->refus.code == attendu);
    });
}

TEST_CASE("Dialogue : prend conge d'un pair qui passe une limite", "[dialogue][flux][limites]") {
    const auto [hexa, code] = GENERATE(table<std::string, CodeErreur>({
        {"94 00 01 db ff ff ff ff", CodeErreur::trame_trop_grande},
        {"dc 00 01 c6 ff ff ff ff", CodeErreur::trame_trop_grande},
        {"91 c9 ff ff ff fe 00", CodeErreur::trame_trop_grande},
        {"dd ff ff ff ff", CodeErreur::trop_elements},
        {"91 df ff ff ff ff", CodeErreur::trop_elements},
        {"91*33", CodeErreur::trop_profond},
    }));
    INFO(hexa);
    pour_chaque_livraison([octets = depuis_hexa(hexa), attendu = code](const Livraison& livraison) {
        DialogueConduit pair(livraison);

        pair.recoit(octets);

        const Recit recit = pair.recit();
        REQUIRE(recit.size() == 1);
        CHECK_THAT(
            recit[0], Catch::StartsWith("fin [1,0,[1,\"" + std::string(nom_code(attendu)) + " : ")
        );
        REQUIRE(pair.fin.has_value());
        CHECK(pair.fin->cause == Cause::limite_passee);
        CHECK(pair.fin->refus.code == attendu);
    });
}

TEST_CASE("Dialogue : redit la fin d'un flux termine", "[dialogue][flux]") {
    DialogueConduit pair;
    pair.recoit(depuis_hexa("c1"));

    const Suite encore = pair.moteur.suite();

    REQUIRE(std::holds_alternative<FluxTermine>(encore));
    CHECK(std::get<FluxTermine>(encore).fin.refus.code == CodeErreur::trame_invalide);
}

TEST_CASE(
    "Dialogue : accepte un message de la taille limite, pas un octet de plus",
    "[dialogue][flux][limites]"
) {
    const Octets trame = requete(1, "a", texte_long(200));
    Limites limites;

    limites.taille_message_max = trame.size();
    DialogueConduit juste({"octet par octet", 0, true}, limites);
    juste.recoit(trame);
    CHECK(juste.recit().size() == 1);
    CHECK_FALSE(juste.fin.has_value());

    limites.taille_message_max = trame.size() - 1;
    DialogueConduit trop({"octet par octet", 0, true}, limites);
    trop.recoit(trame);
    REQUIRE(trop.fin.has_value());
    CHECK(trop.fin->refus.code == CodeErreur::trame_trop_grande);
}

TEST_CASE("Dialogue : demande peu de place a un pair qui annonce beaucoup", "[dialogue][flux]") {
    DialogueConduit pair;

    pair.recoit(depuis_hexa("94 00 01 da 61 61"));
    pair.recoit(depuis_hexa("61*10"));

    CHECK(pair.moteur.place(pair.horloge.maintenant()).size() <= 4'096);
}

TEST_CASE("Dialogue : recopie un court resultat", "[dialogue][flux]") {
    const std::size_t taille = GENERATE(0U, 1U, 4'092U, 4'093U);
    DialogueConduit pair;
    const std::uint32_t id = pair.appelle("lire");

    pair.recoit(reponse(id, texte_long(taille)));

    const ResultatRecu* const resultat = pair.appels.front()->resultat();
    REQUIRE(resultat != nullptr);
    CHECK(resultat->bloc == nullptr);
    CHECK(resultat->octets.data() == resultat->copie.data());
    CHECK(resultat->octets.size() == taille_emballee(taille));
    CHECK(pair.recit() == Recit{"lire rend \"" + texte_long(taille) + "\""});
}

TEST_CASE("Dialogue : garde un long resultat ou il a ete recu", "[dialogue][flux]") {
    const std::size_t taille = GENERATE(4'094U, 5'000U, 300'000U);
    DialogueConduit pair;
    const std::uint32_t id = pair.appelle("lire");

    pair.recoit(reponse(id, texte_long(taille)));

    const ResultatRecu* const resultat = pair.appels.front()->resultat();
    REQUIRE(resultat != nullptr);
    CHECK(resultat->copie.empty());
    REQUIRE(resultat->bloc != nullptr);
    CHECK(resultat->octets.size() == taille_emballee(taille));
}

TEST_CASE("Dialogue : un long resultat survit a ce qui est recu ensuite", "[dialogue][flux]") {
    DialogueConduit pair;
    const std::string contenu = texte_long(20'000);
    const std::uint32_t id = pair.appelle("lire");
    pair.recoit(reponse(id, contenu));

    for (std::uint32_t tour = 0; tour < 50; ++tour) {
        pair.recoit(requete(tour, "ecraser", std::string(10'000, 'x')));
        pair.finit_commande();
    }

    CHECK(outils::lire_trame(pair.appels.front()->resultat()->octets) == "\"" + contenu + "\"");
}

TEST_CASE("Dialogue : un long resultat survit au moteur", "[dialogue][flux]") {
    auto pair = std::make_unique<DialogueConduit>();
    const std::string contenu = texte_long(20'000);
    const std::uint32_t id = pair->appelle("lire");
    pair->recoit(reponse(id, contenu));
    const auto appel = pair->appels.front();

    pair.reset();

    CHECK(outils::lire_trame(appel->resultat()->octets) == "\"" + contenu + "\"");
}

TEST_CASE("Dialogue : mele commandes et reponses de toutes tailles", "[dialogue][flux]") {
    const std::size_t morceau = GENERATE(1U, 7U, 1'000U, 4'096U, 70'000U);
    DialogueConduit pair;
    Octets flux;
    Recit attendu;
    for (const std::size_t taille : {0U, 1U, 31U, 256U, 4'093U, 4'094U, 65'536U, 9U}) {
        const std::string contenu = texte_long(taille);
        const std::uint32_t id = pair.appelle("lire");
        flux = enchainer({flux, requete(id, "ecrire", contenu), reponse(id, contenu)});
        attendu.push_back("commande " + std::to_string(id) + " ecrire[\"" + contenu + "\"]");
        attendu.push_back("lire rend \"" + contenu + "\"");
    }

    for (std::size_t debut = 0; debut < flux.size(); debut += morceau) {
        const auto fin = std::min(debut + morceau, flux.size());
        pair.recoit(Octets(
            flux.begin() + static_cast<std::ptrdiff_t>(debut),
            flux.begin() + static_cast<std::ptrdiff_t>(fin)
        ));
    }

    CHECK((pair.recit() == attendu));
    for (std::size_t reste = attendu.size() / 2; reste > 0; --reste) {
        pair.finit_commande();
    }
    for (std::size_t rang = 0; rang < pair.appels.size(); ++rang) {
        CHECK((DialogueConduit::decrire(*pair.appels[rang]) == attendu[2 * rang + 1]));
    }
}

} // namespace cconn::detail

// Tests de TableCommandes: enregistrer, remplacer, retirer, retrouver.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "commandes/table_commandes.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

namespace cconn::detail {
namespace {

constexpr std::size_t taille_nom_max = 16;

/// Une fonction qui écrit son numéro en guise de résultat.
FonctionCommande ecrire(std::uint8_t numero) {
    return [numero](ContexteCommande& /*contexte*/, Tampon* resultat) {
        resultat->ajouter(numero);
    };
}

/// Le numéro qu'écrit cette fonction ; zéro s'il n'y a pas de fonction.
int numero(const std::shared_ptr<const FonctionCommande>& fonction) {
    if (fonction == nullptr) {
        return 0;
    }
    // La fonction ne s'en sert pas : ni bout ni connexion n'existent ici.
    alignas(8) std::array<std::byte, 8> rien{};
    ContexteCommande contexte{nullptr, nullptr, reinterpret_cast<Connexion&>(rien), "a", {}};
    Tampon resultat;
    (*fonction)(contexte, &resultat);
    return resultat.octets().front();
}

std::string refus(TableCommandes& table, std::string_view nom) {
    try {
        table.enregistrer(nom, "", ecrire(1));
    } catch (const Erreur& erreur) {
        return erreur.what();
    }
    return "";
}

} // namespace

TEST_CASE("TableCommandes : retrouve une fonction par son nom", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));
    table.enregistrer("b", "", ecrire(2));

    CHECK(numero(table.trouver("a")) == 1);
    CHECK(numero(table.trouver("b")) == 2);
    CHECK(table.trouver("c") == nullptr);
    CHECK(table.trouver("") == nullptr);
    CHECK(table.trouver("A") == nullptr);
}

TEST_CASE("TableCommandes : enregistrer de nouveau remplace", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "ancienne", ecrire(1));

    table.enregistrer("a", "nouvelle", ecrire(2));

    CHECK(numero(table.trouver("a")) == 2);
    REQUIRE(table.descriptions().size() == 1);
    CHECK(table.descriptions().front().aide == "nouvelle");
}

TEST_CASE("TableCommandes : retire une commande, une fois", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));

    CHECK(table.retirer("a"));
    CHECK_FALSE(table.retirer("a"));
    CHECK_FALSE(table.retirer("b"));

    CHECK(table.trouver("a") == nullptr);
}

TEST_CASE("TableCommandes : une fonction trouvee survit a son remplacement", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));
    const auto trouvee = table.trouver("a");

    table.enregistrer("a", "", ecrire(2));
    CHECK(table.retirer("a"));

    CHECK(numero(trouvee) == 1);
}

TEST_CASE("TableCommandes : detruit les captures sans tenir le verrou", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    // Ce que la capture fait en mourant se bloquerait si le verrou était tenu.
    const auto capture_de = [&table](int& morts) {
        return std::shared_ptr<int>(&morts, [&table](int* compte) {
            static_cast<void>(table.trouver("a"));
            ++*compte;
        });
    };
    int morts = 0;
    table.enregistrer("a", "", [capture = capture_de(morts)](ContexteCommande&, Tampon*) {});

    table.enregistrer("a", "", [capture = capture_de(morts)](ContexteCommande&, Tampon*) {});
    CHECK(morts == 1);
    CHECK(table.retirer("a"));
    CHECK(morts == 2);
}

TEST_CASE("TableCommandes : decrit les commandes par ordre de nom", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("somme", "Additionne deux nombres.", ecrire(1));
    table.enregistrer("ping", "", ecrire(2));

    const auto descriptions = table.descriptions();

    REQUIRE(descriptions.size() == 2);
    CHECK(descriptions[0].nom == "ping");
    CHECK(descriptions[0].aide.empty());
    CHECK(descriptions[1].nom == "somme");
    CHECK(descriptions[1].aide == "Additionne deux nombres.");
}

TEST_CASE("TableCommandes : trouve le nom le plus proche", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    CHECK_FALSE(table.plus_proche("somme").has_value());
    table.enregistrer("somme", "", ecrire(1));
    table.enregistrer("difference", "", ecrire(2));

    CHECK(table.plus_proche("some") == "somme");
    CHECK(table.plus_proche("diference") == "difference");
    CHECK_FALSE(table.plus_proche("produit").has_value());
}

TEST_CASE("TableCommandes : accepte un nom de la taille limite", "[commandes][table][limites]") {
    TableCommandes table(taille_nom_max);

    CHECK(refus(table, std::string(1, 'a')).empty());
    CHECK(refus(table, std::string(taille_nom_max, 'a')).empty());
    CHECK(refus(table, "é").empty());
    CHECK(table.descriptions().size() == 3);
}

TEST_CASE("TableCommandes : refuse un nom mal forme", "[commandes][table][limites]") {
    TableCommandes table(taille_nom_max);
    const std::string nom =
        GENERATE(std::string(), std::string(taille_nom_max + 1, 'a'), "a\nb", "a\xff", "a\x7f");

    CHECK_THAT(refus(table, nom), Catch::StartsWith("ARGUMENT_INVALIDE : "));
    CHECK(table.descriptions().empty());
}

TEST_CASE(
    "TableCommandes : garde pour cconn les noms qui commencent par cconn.", "[commandes][table]"
) {
    TableCommandes table(taille_nom_max);

    CHECK(
        refus(table, "cconn.ping") ==
        "ARGUMENT_INVALIDE : le nom « cconn.ping » est réservé : il commence par « cconn. »"
    );
    CHECK_FALSE(refus(table, "cconn.").empty());
    CHECK(refus(table, "cconn").empty());
    CHECK(refus(table, "cconnu.a").empty());
    CHECK(refus(table, "a.cconn.").empty());
}

TEST_CASE(
    "TableCommandes : se laisse modifier pendant qu'un autre fil cherche", "[commandes][table]"
) {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));
    std::atomic<bool> fini = false;
    std::atomic<int> etrangers = 0;

    std::jthread chercheur([&] {
        while (!fini) {
            const int vu = numero(table.trouver("a"));
            etrangers += vu > 2 ? 1 : 0;
        }
    });
    for (int tour = 0; tour < 500; ++tour) {
        table.enregistrer("a", "", ecrire(2));
        static_cast<void>(table.plus_proche("b"));
        static_cast<void>(table.retirer("a"));
        table.enregistrer("a", "", ecrire(1));
    }
    fini = true;
    chercheur.join();

    CHECK(etrangers == 0);
}

} // namespace cconn::detail

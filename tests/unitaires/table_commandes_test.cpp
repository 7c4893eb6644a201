// Tests de TableCommandes: enregistrer, remplacer, retirer, retrouver, par nom et par motif.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "commandes/table_commandes.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
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

/// Le numéro qu'écrit cette fonction.
int executer(const FonctionCommande& fonction) {
    // La fonction ne s'en sert pas : ni bout ni connexion n'existent ici.
    alignas(8) std::array<std::byte, 8> rien{};
    ContexteCommande contexte{nullptr, nullptr, reinterpret_cast<Connexion&>(rien), "a", {}};
    Tampon resultat;
    fonction(contexte, &resultat);
    return resultat.octets().front();
}

/// Le numéro de la commande de ce nom ; zéro s'il n'y en a pas.
int numero(const InstantaneCommandes& table, std::string_view nom) {
    const FicheCommande* fiche = table.commande(nom);
    return fiche == nullptr ? 0 : executer(fiche->fonction);
}

int numero(const TableCommandes& table, std::string_view nom) {
    return numero(*table.instantane(), nom);
}

/// Le numéro du premier motif qui convient ; zéro s'il n'y en a pas.
int numero_motif(const TableCommandes& table, std::string_view nom) {
    const auto instantane = table.instantane();
    const FicheMotif* fiche = instantane->motif(nom);
    return fiche == nullptr ? 0 : executer(fiche->fonction.fonction);
}

void ajouter_motif(TableCommandes& table, std::string_view motif, std::uint8_t numero) {
    table.enregistrer_motif(motif, "", {ecrire(numero)});
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

    CHECK(numero(table, "a") == 1);
    CHECK(numero(table, "b") == 2);
    CHECK(numero(table, "c") == 0);
    CHECK(numero(table, "") == 0);
    CHECK(numero(table, "A") == 0);
}

TEST_CASE("TableCommandes : enregistrer de nouveau remplace", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "ancienne", ecrire(1));

    table.enregistrer("a", "nouvelle", ecrire(2));

    CHECK(numero(table, "a") == 2);
    REQUIRE(table.instantane()->descriptions().size() == 1);
    CHECK(table.instantane()->descriptions().front().aide == "nouvelle");
}

TEST_CASE("TableCommandes : retire une commande, une fois", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));

    CHECK(table.retirer("a"));
    CHECK_FALSE(table.retirer("a"));
    CHECK_FALSE(table.retirer("b"));

    CHECK(numero(table, "a") == 0);
}

TEST_CASE("TableCommandes : une fonction trouvee survit a son remplacement", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer("a", "", ecrire(1));
    const auto tenue = table.instantane();

    table.enregistrer("a", "", ecrire(2));
    CHECK(table.retirer("a"));

    CHECK(numero(*tenue, "a") == 1);
}

TEST_CASE("TableCommandes : detruit les captures sans tenir le verrou", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    // Ce que la capture fait en mourant se bloquerait si le verrou était tenu.
    const auto capture_de = [&table](int& morts) {
        return std::shared_ptr<int>(&morts, [&table](int* compte) {
            static_cast<void>(table.instantane());
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

    const auto descriptions = table.instantane()->descriptions();

    REQUIRE(descriptions.size() == 2);
    CHECK(descriptions[0].nom == "ping");
    CHECK(descriptions[0].aide.empty());
    CHECK(descriptions[1].nom == "somme");
    CHECK(descriptions[1].aide == "Additionne deux nombres.");
}

TEST_CASE("TableCommandes : trouve le nom le plus proche", "[commandes][table]") {
    TableCommandes table(taille_nom_max);
    CHECK_FALSE(table.instantane()->plus_proche("somme").has_value());
    table.enregistrer("somme", "", ecrire(1));
    table.enregistrer("difference", "", ecrire(2));

    CHECK(table.instantane()->plus_proche("some") == "somme");
    CHECK(table.instantane()->plus_proche("diference") == "difference");
    CHECK_FALSE(table.instantane()->plus_proche("produit").has_value());
}

TEST_CASE("TableCommandes : accepte un nom de la taille limite", "[commandes][table][limites]") {
    TableCommandes table(taille_nom_max);

    CHECK(refus(table, std::string(1, 'a')).empty());
    CHECK(refus(table, std::string(taille_nom_max, 'a')).empty());
    CHECK(refus(table, "é").empty());
    CHECK(table.instantane()->descriptions().size() == 3);
}

TEST_CASE("TableCommandes : refuse un nom mal forme", "[commandes][table][limites]") {
    TableCommandes table(taille_nom_max);
    const std::string nom =
        GENERATE(std::string(), std::string(taille_nom_max + 1, 'a'), "a\nb", "a\xff", "a\x7f");

    CHECK_THAT(refus(table, nom), Catch::StartsWith("ARGUMENT_INVALIDE : "));
    CHECK(table.instantane()->descriptions().empty());
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
            const int vu = numero(table, "a");
            etrangers += vu > 2 ? 1 : 0;
        }
    });
    for (int tour = 0; tour < 500; ++tour) {
        table.enregistrer("a", "", ecrire(2));
        static_cast<void>(table.instantane()->plus_proche("b"));
        static_cast<void>(table.retirer("a"));
        table.enregistrer("a", "", ecrire(1));
    }
    fini = true;
    chercheur.join();

    CHECK(etrangers == 0);
}

TEST_CASE(
    "TableCommandes : essaie les motifs dans l'ordre d'enregistrement", "[commandes][motif]"
) {
    TableCommandes table(taille_nom_max);
    ajouter_motif(table, "HELLO", 1);
    ajouter_motif(table, "H.*", 2);
    ajouter_motif(table, ".*", 3);

    CHECK(numero_motif(table, "HELLO") == 1);
    CHECK(numero_motif(table, "HELLOWORLD") == 1);
    CHECK(numero_motif(table, "HELL") == 2);
    CHECK(numero_motif(table, "AHELLO") == 3);
}

TEST_CASE("TableCommandes : le meme motif se remplace a sa place", "[commandes][motif]") {
    TableCommandes table(taille_nom_max);
    ajouter_motif(table, "a", 1);
    ajouter_motif(table, "a.*", 2);

    ajouter_motif(table, "a", 3);

    CHECK(numero_motif(table, "ab") == 3);
    CHECK(table.instantane()->descriptions_motifs().size() == 2);
}

TEST_CASE("TableCommandes : retire un motif, une fois", "[commandes][motif]") {
    TableCommandes table(taille_nom_max);
    ajouter_motif(table, "a", 1);
    ajouter_motif(table, ".*", 2);

    CHECK(table.retirer_motif("a"));
    CHECK_FALSE(table.retirer_motif("a"));
    CHECK_FALSE(table.retirer_motif("b"));

    CHECK(numero_motif(table, "a") == 2);
}

TEST_CASE("TableCommandes : decrit les motifs dans leur ordre", "[commandes][motif]") {
    TableCommandes table(taille_nom_max);
    table.enregistrer_motif("z.*", "Tout ce qui commence par z.", {ecrire(1)});
    table.enregistrer_motif("a.*", "", {ecrire(2)});

    const auto motifs = table.instantane()->descriptions_motifs();

    REQUIRE(motifs.size() == 2);
    CHECK(motifs[0].nom == "z.*");
    CHECK(motifs[0].aide == "Tout ce qui commence par z.");
    CHECK(motifs[1].nom == "a.*");
}

TEST_CASE("TableCommandes : ne propose aux motifs aucun nom reserve", "[commandes][motif]") {
    TableCommandes table(taille_nom_max);
    ajouter_motif(table, ".*", 1);
    ajouter_motif(table, "cconn\\.ping", 2);

    CHECK(numero_motif(table, "cconn.ping") == 0);
    CHECK(numero_motif(table, "cconn.") == 0);
    CHECK(numero_motif(table, "cconn") == 1);
    CHECK(numero_motif(table, "cconnu") == 1);
}

TEST_CASE("TableCommandes : un motif refuse laisse la table comme elle est", "[commandes][motif]") {
    TableCommandes table(taille_nom_max);
    ajouter_motif(table, "a", 1);
    const auto generation = table.generation();

    CHECK_THROWS_AS(ajouter_motif(table, "(", 2), Erreur);

    CHECK(table.generation() == generation);
    CHECK(table.instantane()->descriptions_motifs().size() == 1);
}

} // namespace cconn::detail

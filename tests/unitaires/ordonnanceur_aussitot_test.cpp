// Tests de Ordonnanceur: une commande qui n'attendrait derrière rien commence sans file.
// SPDX-License-Identifier: MIT
#include "dialogue/ordonnanceur.hpp"
#include "outils/travaux.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace cconn::detail {
namespace {

using outils::requete_recue;

/// Un ordonnanceur dont le pair est admis, et où ces commandes attendent.
Ordonnanceur ordonnanceur_avec(const std::vector<const char*>& commandes) {
    Ordonnanceur ordonnanceur{Limites{}};
    ordonnanceur.admettre();
    for (const char* const nom : commandes) {
        ordonnanceur.deposer(requete_recue(nom), Instant{});
    }
    return ordonnanceur;
}

} // namespace

TEST_CASE(
    "Ordonnanceur : une commande qui n'attendrait rien commence aussitot", "[dialogue][ordre]"
) {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({});

    CHECK(ordonnanceur.commencer_aussitot());
    CHECK(ordonnanceur.est_prise());
    CHECK(ordonnanceur.profondeur() == 1);
    CHECK_FALSE(ordonnanceur.commencer_aussitot());

    ordonnanceur.finir();
    CHECK(ordonnanceur.commencer_aussitot());
}

TEST_CASE("Ordonnanceur : une commande n'en double pas une autre", "[dialogue][ordre]") {
    Limites limites;
    limites.profondeur_max = 2;

    SECTION("deja arrivee") {
        CHECK_FALSE(ordonnanceur_avec({"a"}).commencer_aussitot());
    }
    SECTION("qui veut reprendre") {
        Ordonnanceur ordonnanceur = ordonnanceur_avec({});
        REQUIRE(ordonnanceur.commencer_aussitot());
        ordonnanceur.suspendre(Instant{});
        ordonnanceur.demander_reprise();
        CHECK_FALSE(ordonnanceur.commencer_aussitot());
    }
    SECTION("ni la limite d'imbrication") {
        Ordonnanceur ordonnanceur(limites);
        ordonnanceur.admettre();
        for (int i = 0; i < 2; ++i) {
            REQUIRE(ordonnanceur.commencer_aussitot());
            ordonnanceur.suspendre(Instant{});
        }
        CHECK_FALSE(ordonnanceur.commencer_aussitot());
    }
    SECTION("ni l'admission") {
        CHECK_FALSE(Ordonnanceur(limites).commencer_aussitot());
    }
}

} // namespace cconn::detail

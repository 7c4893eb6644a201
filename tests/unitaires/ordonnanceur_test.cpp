// Tests de Ordonnanceur: une chose à la fois, dans l'ordre, et ce qui s'exécute par-dessus une attente.
// SPDX-License-Identifier: MIT
#include "dialogue/ordonnanceur.hpp"
#include "outils/afficher.hpp"
#include "outils/travaux.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace cconn::detail {
namespace {

using outils::avis_recu;
using outils::commencer;
using outils::fonction;
using outils::Noms;
using outils::noms;
using outils::requete_recue;

using Litteraux = std::vector<const char*>;

/// Un ordonnanceur dont le pair est admis, et où ces commandes attendent.
Ordonnanceur ordonnanceur_avec(const Litteraux& commandes, const Limites& limites = {}) {
    Ordonnanceur ordonnanceur(limites);
    ordonnanceur.admettre();
    for (const char* const nom : commandes) {
        ordonnanceur.deposer(requete_recue(nom), Instant{});
    }
    return ordonnanceur;
}

} // namespace

TEST_CASE("Ordonnanceur : vide, n'a rien a commencer", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({});

    CHECK_FALSE(ordonnanceur.peut_commencer());
    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.profondeur() == 0);
}

TEST_CASE("Ordonnanceur : commence les travaux dans l'ordre d'arrivee", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a"});
    ordonnanceur.deposer(avis_recu("b"), Instant{});
    ordonnanceur.deposer(fonction(), Instant{});
    ordonnanceur.deposer(requete_recue("c"), Instant{});

    Noms ordre;
    while (ordonnanceur.peut_commencer()) {
        ordre.push_back(commencer(ordonnanceur));
        ordonnanceur.finir();
    }

    CHECK(ordre == Noms{"a", "b", "fonction", "c"});
    CHECK(ordonnanceur.en_attente() == 0);
}

TEST_CASE("Ordonnanceur : ne commence rien pendant qu'un travail avance", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b"});

    CHECK(commencer(ordonnanceur) == "a");
    CHECK_FALSE(ordonnanceur.peut_commencer());
    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.en_attente() == 1);

    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "b");
}

TEST_CASE("Ordonnanceur : compte les travaux commences et pas finis", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b"});

    static_cast<void>(commencer(ordonnanceur));
    CHECK(ordonnanceur.profondeur() == 1);
    ordonnanceur.suspendre(Instant{});
    CHECK(ordonnanceur.profondeur() == 1);
    static_cast<void>(commencer(ordonnanceur));
    CHECK(ordonnanceur.profondeur() == 2);
    ordonnanceur.finir();
    CHECK(ordonnanceur.profondeur() == 1);
}

// Admission

TEST_CASE(
    "Ordonnanceur : fait attendre les commandes d'un pair pas encore admis", "[dialogue][admission]"
) {
    Ordonnanceur ordonnanceur(Limites{});
    ordonnanceur.deposer(requete_recue("a"), Instant{});
    ordonnanceur.deposer(avis_recu("b"), Instant{});

    CHECK_FALSE(ordonnanceur.peut_commencer());
    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.en_attente() == 2);

    ordonnanceur.admettre();
    CHECK(commencer(ordonnanceur) == "a");
}

TEST_CASE("Ordonnanceur : execute les fonctions avant l'admission", "[dialogue][admission]") {
    Ordonnanceur ordonnanceur(Limites{});
    ordonnanceur.deposer(requete_recue("a"), Instant{});
    ordonnanceur.deposer(fonction(), Instant{});
    ordonnanceur.deposer(requete_recue("b"), Instant{});

    CHECK(commencer(ordonnanceur) == "fonction");
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "rien");

    ordonnanceur.admettre();
    CHECK(noms(ordonnanceur.vider()) == Noms{"a", "b"});
}

TEST_CASE("Ordonnanceur : admet le pair pendant une fonction", "[dialogue][admission]") {
    Ordonnanceur ordonnanceur(Limites{});
    ordonnanceur.deposer(fonction(), Instant{});
    ordonnanceur.deposer(requete_recue("a"), Instant{});
    static_cast<void>(commencer(ordonnanceur));

    ordonnanceur.admettre();
    CHECK(commencer(ordonnanceur) == "rien");
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "a");
}

// Attendre une réponse

TEST_CASE(
    "Ordonnanceur : commence une commande par-dessus celle qui attend", "[dialogue][imbrication]"
) {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b"});
    static_cast<void>(commencer(ordonnanceur));

    ordonnanceur.suspendre(Instant{});

    CHECK(commencer(ordonnanceur) == "b");
}

TEST_CASE(
    "Ordonnanceur : une reprise passe avant une nouvelle commande", "[dialogue][imbrication]"
) {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b"});
    static_cast<void>(commencer(ordonnanceur));
    ordonnanceur.suspendre(Instant{});

    ordonnanceur.demander_reprise();
    CHECK_FALSE(ordonnanceur.peut_commencer());
    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.essayer_reprendre());

    CHECK(commencer(ordonnanceur) == "rien");
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "b");
}

TEST_CASE("Ordonnanceur : une reprise attend la commande qui avance", "[dialogue][imbrication]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b", "c"});
    static_cast<void>(commencer(ordonnanceur));
    ordonnanceur.suspendre(Instant{});
    static_cast<void>(commencer(ordonnanceur));

    ordonnanceur.demander_reprise();
    CHECK_FALSE(ordonnanceur.essayer_reprendre());
    ordonnanceur.finir();

    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.essayer_reprendre());
}

TEST_CASE(
    "Ordonnanceur : deux reprises passent toutes deux avant une nouvelle commande",
    "[dialogue][imbrication]"
) {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b", "c"});
    static_cast<void>(commencer(ordonnanceur));
    ordonnanceur.suspendre(Instant{});
    static_cast<void>(commencer(ordonnanceur));
    ordonnanceur.suspendre(Instant{});
    ordonnanceur.demander_reprise();
    ordonnanceur.demander_reprise();

    CHECK(ordonnanceur.essayer_reprendre());
    CHECK_FALSE(ordonnanceur.essayer_reprendre());
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "rien");
    CHECK(ordonnanceur.essayer_reprendre());
    ordonnanceur.finir();

    CHECK(commencer(ordonnanceur) == "c");
}

TEST_CASE(
    "Ordonnanceur : n'empile pas au-dela de la profondeur permise",
    "[dialogue][imbrication][limites]"
) {
    const std::size_t limite = GENERATE(1U, 2U, 16U);
    Limites limites;
    limites.profondeur_max = limite;
    Ordonnanceur ordonnanceur = ordonnanceur_avec(Litteraux(limite + 1, "a"), limites);
    for (std::size_t niveau = 1; niveau <= limite; ++niveau) {
        CHECK_FALSE(ordonnanceur.est_sature());
        REQUIRE(commencer(ordonnanceur) == "a");
        CHECK_FALSE(ordonnanceur.est_sature());
        ordonnanceur.suspendre(Instant{});
    }

    CHECK(ordonnanceur.est_sature());
    CHECK(ordonnanceur.profondeur() == limite);
    CHECK(commencer(ordonnanceur) == "rien");

    ordonnanceur.demander_reprise();
    REQUIRE(ordonnanceur.essayer_reprendre());
    CHECK_FALSE(ordonnanceur.est_sature());
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "a");
}

// Ce qui attend

TEST_CASE("Ordonnanceur : dit quand il ne faut plus mettre de cote", "[dialogue][limites]") {
    const std::size_t limite = GENERATE(1U, 2U, 256U);
    Limites limites;
    limites.mises_de_cote_max = limite;
    Ordonnanceur ordonnanceur = ordonnanceur_avec(Litteraux(limite - 1, "a"), limites);

    CHECK_FALSE(ordonnanceur.est_plein());
    ordonnanceur.deposer(requete_recue("b"), Instant{});
    CHECK(ordonnanceur.est_plein());
    CHECK(ordonnanceur.en_attente() == limite);
    static_cast<void>(commencer(ordonnanceur));
    CHECK_FALSE(ordonnanceur.est_plein());
}

TEST_CASE("Ordonnanceur : rend tout ce qui attend, sauf ce qui est en cours", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({"a", "b"});
    ordonnanceur.deposer(fonction(), Instant{});
    static_cast<void>(commencer(ordonnanceur));

    CHECK(noms(ordonnanceur.vider()) == Noms{"b", "fonction"});

    CHECK(ordonnanceur.en_attente() == 0);
    CHECK(ordonnanceur.profondeur() == 1);
    ordonnanceur.finir();
    CHECK(commencer(ordonnanceur) == "rien");
}

TEST_CASE("Ordonnanceur : rend le travail depose, fonction comprise", "[dialogue][ordre]") {
    Ordonnanceur ordonnanceur = ordonnanceur_avec({});
    int executions = 0;
    ordonnanceur.deposer(std::function<void()>([&executions] { ++executions; }), Instant{});

    const auto travail = ordonnanceur.commencer();

    REQUIRE(travail.has_value());
    std::get<std::function<void()>> (*travail)();
    CHECK(executions == 1);
}

} // namespace cconn::detail

// Tests de Ordonnanceur: ce que deviennent les demandes au bas d'une pile pleine.
// SPDX-License-Identifier: MIT
#include "dialogue/ordonnanceur.hpp"
#include "outils/afficher.hpp"
#include "outils/horloge_manuelle.hpp"
#include "outils/travaux.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace cconn::detail {
namespace {

using namespace std::chrono_literals;
using outils::avis_recu;
using outils::commencer;
using outils::fonction;
using outils::Noms;
using outils::noms;
using outils::requete_recue;

/// Une pile d'un seul niveau, dont la commande attend une réponse depuis maintenant.
struct PilePleine {
    explicit PilePleine(std::chrono::milliseconds delai_imbrication = 1s)
        : ordonnanceur([delai_imbrication] {
              Limites limites;
              limites.profondeur_max = 1;
              limites.delai_imbrication = delai_imbrication;
              return limites;
          }()) {
        ordonnanceur.admettre();
        ordonnanceur.deposer(requete_recue("base"), Instant{});
        static_cast<void>(commencer(ordonnanceur));
        ordonnanceur.suspendre(horloge.maintenant());
    }

    void depose(Travail travail) { ordonnanceur.deposer(std::move(travail), horloge.maintenant()); }
    Noms retirees() { return noms(ordonnanceur.retirer_trop_imbriquees(horloge.maintenant())); }

    outils::HorlogeManuelle horloge;
    Ordonnanceur ordonnanceur;
};

} // namespace

TEST_CASE(
    "Ordonnanceur : retire une demande restee trop longtemps en exces", "[dialogue][imbrication]"
) {
    PilePleine pile;
    pile.horloge.avancer(3s);
    pile.depose(requete_recue("de_trop"));

    CHECK(pile.ordonnanceur.prochaine_echeance() == pile.horloge.maintenant() + 1s);
    pile.horloge.avancer(1s - 1ns);
    CHECK(pile.retirees().empty());
    pile.horloge.avancer(1ns);
    CHECK(pile.retirees() == Noms{"de_trop"});

    CHECK(pile.ordonnanceur.en_attente() == 0);
    CHECK(pile.ordonnanceur.prochaine_echeance() == jamais);
}

TEST_CASE(
    "Ordonnanceur : le delai d'une demande court du debut de l'exces", "[dialogue][imbrication]"
) {
    PilePleine pile;
    pile.ordonnanceur.deposer(requete_recue("deja_la"), Instant{});

    CHECK(pile.ordonnanceur.prochaine_echeance() == pile.horloge.maintenant() + 1s);
    pile.horloge.avancer(1s - 1ns);
    CHECK(pile.retirees().empty());
    pile.horloge.avancer(1ns);
    CHECK(pile.retirees() == Noms{"deja_la"});
}

TEST_CASE(
    "Ordonnanceur : ne retire que les demandes echues, dans l'ordre", "[dialogue][imbrication]"
) {
    PilePleine pile;
    pile.depose(requete_recue("a"));
    pile.depose(requete_recue("b"));
    pile.horloge.avancer(600ms);
    pile.depose(requete_recue("c"));
    pile.horloge.avancer(400ms);

    CHECK(pile.retirees() == Noms{"a", "b"});
    CHECK(pile.ordonnanceur.prochaine_echeance() == pile.horloge.maintenant() + 600ms);
    CHECK(noms(pile.ordonnanceur.vider()) == Noms{"c"});
}

TEST_CASE(
    "Ordonnanceur : garde les avis et les fonctions, qui n'ont pas d'appelant",
    "[dialogue][imbrication]"
) {
    PilePleine pile;
    pile.depose(avis_recu("avis"));
    pile.depose(fonction());

    CHECK(pile.ordonnanceur.prochaine_echeance() == jamais);
    pile.depose(requete_recue("demande"));
    pile.horloge.avancer(24h);

    CHECK(pile.retirees() == Noms{"demande"});
    CHECK(noms(pile.ordonnanceur.vider()) == Noms{"avis", "fonction"});
}

TEST_CASE("Ordonnanceur : ne retire rien tant que la pile avance", "[dialogue][imbrication]") {
    PilePleine pile;
    pile.depose(requete_recue("a"));
    pile.ordonnanceur.demander_reprise();
    REQUIRE(pile.ordonnanceur.essayer_reprendre());
    pile.horloge.avancer(24h);

    CHECK(pile.ordonnanceur.prochaine_echeance() == jamais);
    CHECK(pile.retirees().empty());

    pile.ordonnanceur.finir();
    CHECK(commencer(pile.ordonnanceur) == "a");
}

TEST_CASE("Ordonnanceur : redonne le delai entier apres une reprise", "[dialogue][imbrication]") {
    PilePleine pile;
    pile.depose(requete_recue("a"));
    pile.horloge.avancer(900ms);
    pile.ordonnanceur.demander_reprise();
    REQUIRE(pile.ordonnanceur.essayer_reprendre());

    pile.horloge.avancer(5s);
    pile.ordonnanceur.suspendre(pile.horloge.maintenant());

    CHECK(pile.retirees().empty());
    CHECK(pile.ordonnanceur.prochaine_echeance() == pile.horloge.maintenant() + 1s);
}

TEST_CASE(
    "Ordonnanceur : sans exces d'imbrication, une demande attend sans limite",
    "[dialogue][imbrication]"
) {
    const outils::HorlogeManuelle horloge;
    Limites limites;
    limites.profondeur_max = 2;
    Ordonnanceur ordonnanceur(limites);
    ordonnanceur.admettre();
    ordonnanceur.deposer(requete_recue("base"), Instant{});
    static_cast<void>(commencer(ordonnanceur));
    ordonnanceur.deposer(requete_recue("a"), Instant{});
    ordonnanceur.suspendre(horloge.maintenant());

    CHECK(ordonnanceur.prochaine_echeance() == jamais);
    CHECK(ordonnanceur.retirer_trop_imbriquees(Instant::max()).empty());
    CHECK(commencer(ordonnanceur) == "a");
}

TEST_CASE("Ordonnanceur : un delai d'imbrication nul refuse aussitot", "[dialogue][imbrication]") {
    PilePleine pile(0s);
    pile.depose(requete_recue("a"));

    CHECK(pile.retirees() == Noms{"a"});
}

TEST_CASE(
    "Ordonnanceur : un delai d'imbrication immense veut dire jamais", "[dialogue][imbrication]"
) {
    PilePleine pile(std::chrono::milliseconds::max());
    pile.depose(requete_recue("a"));

    CHECK(pile.ordonnanceur.prochaine_echeance() == jamais);
    pile.horloge.avancer(24h);
    CHECK(pile.retirees().empty());
}

} // namespace cconn::detail

// Tests de durabilité: ce que la file garde d'une ouverture à l'autre, ce qu'elle oublie, ses limites.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "base.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::ClientDeTaches;
using outils::DossierTemporaire;
using outils::Evenement;
using outils::Recueil;
using std::chrono::milliseconds;

TEST_CASE("Durabilite : taches, cles, resultats et carnet survivent a la file", "[taches]") {
    const DossierTemporaire dossier;
    std::string finie;
    std::string en_attente;
    {
        BancTaches banc(BancTaches::dans(dossier));
        banc.file_attente.enregistrer_travail("noter", [](ContexteTache& tache, Valeur valeur) {
            tache.noter("valeur", valeur);
            return valeur;
        });
        banc.file_attente.lancer();
        finie = banc.file_attente.soumettre("noter", "été", {.cle = "k"});
        REQUIRE(banc.attendre(finie, EtatTache::terminee));
        en_attente =
            banc.file_attente.soumettre("echo", 2, {.priorite = 3, .delai = std::chrono::hours{1}});
    }
    BancTaches banc(BancTaches::dans(dossier));

    CHECK(banc.file_attente.resultat(finie).vers<std::string>() == "été");
    CHECK(banc.file_attente.lire("valeur").vers<std::string>() == "été");
    CHECK(banc.file_attente.etat(en_attente).etat == EtatTache::en_attente);
    CHECK(banc.file_attente.etat(en_attente).priorite == 3);
    CHECK(banc.file_attente.comptes().en_attente == 1);
    CHECK(banc.file_attente.comptes().terminees == 1);
    banc.file_attente.enregistrer_travail("noter", [](Valeur valeur) { return valeur; });
    CHECK(banc.file_attente.soumettre("noter", "été", {.cle = "k"}) == finie);
    CHECK(banc.file_attente.soumettre("echo", 3) != en_attente);
}

TEST_CASE("Durabilite : une tache sans fonction attend la sienne", "[taches]") {
    const DossierTemporaire dossier;
    std::string id;
    {
        BancTaches banc(BancTaches::dans(dossier));
        banc.file_attente.enregistrer_travail("plus tard", [] {});
        id = banc.file_attente.soumettre("plus tard", nullptr);
    }
    BancTaches banc(BancTaches::dans(dossier));
    banc.file_attente.lancer();
    const std::string autre = banc.file_attente.soumettre("echo", 1);
    REQUIRE(banc.attendre(autre, EtatTache::terminee));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::en_attente);

    banc.file_attente.enregistrer_travail("plus tard", [] { return "enfin"; });
    CHECK(banc.attendre(id, EtatTache::terminee));
}

/// Met toutes les tâches en cours, comme le laisserait la mort d'un serveur.
void laisser_en_cours(const DossierTemporaire& dossier, int essai, int annulation) {
    detail::Base base(dossier.fichier(), detail::Base::Acces::ecriture, milliseconds{1'000});
    base.executer(
        "UPDATE taches SET etat = 1, essai = " + std::to_string(essai) +
        ", annulation = " + std::to_string(annulation)
    );
}

TEST_CASE("Durabilite : ce qu'un arret brutal laisse en cours est refait", "[taches]") {
    const DossierTemporaire dossier;
    std::string id;
    {
        BancTaches banc(BancTaches::dans(dossier));
        id = banc.file_attente.soumettre("echo", 1);
    }
    laisser_en_cours(dossier, 1, 0);
    BancTaches banc(BancTaches::dans(dossier));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::en_attente);
    CHECK(banc.file_attente.etat(id).erreur == "le serveur s'est arrêté pendant l'essai 1");
    banc.file_attente.enregistrer_travail("echo", [](ContexteTache& tache, Valeur) {
        return tache.essai();
    });
    banc.file_attente.lancer();
    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).vers<int>() == 2);
}

TEST_CASE("Durabilite : une tache qui tue le serveur a chaque essai finit echouee", "[taches]") {
    const DossierTemporaire dossier;
    std::string id;
    {
        BancTaches banc(BancTaches::dans(dossier));
        id = banc.file_attente.soumettre("echo", 1);
    }
    laisser_en_cours(dossier, 5, 0);
    const BancTaches banc(BancTaches::dans(dossier));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::echouee);
    CHECK(banc.file_attente.comptes().echouees == 1);
    CHECK(banc.file_attente.comptes().en_attente == 0);
}

TEST_CASE("Durabilite : une annulation demandee survit a un arret brutal", "[taches]") {
    const DossierTemporaire dossier;
    std::string id;
    {
        BancTaches banc(BancTaches::dans(dossier));
        id = banc.file_attente.soumettre("echo", 1);
    }
    laisser_en_cours(dossier, 1, 1);
    const BancTaches banc(BancTaches::dans(dossier));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::annulee);
}

TEST_CASE("Conservation : rien n'est oublie si rien n'est demande", "[taches]") {
    BancTaches banc;
    banc.file_attente.lancer();
    std::string id;
    for (int i = 0; i < 300; ++i) {
        id = banc.file_attente.soumettre("echo", i);
    }
    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.comptes().terminees == 300);
}

TEST_CASE("Conservation : au-dela de resultats_max, les plus anciens sont oublies", "[taches]") {
    auto options = BancTaches::en_memoire();
    options.resultats_max = 10;
    BancTaches banc(options);
    banc.file_attente.lancer();
    std::vector<std::string> ids;
    for (int i = 0; i < 40; ++i) {
        ids.push_back(banc.file_attente.soumettre("echo", i));
    }
    REQUIRE(banc.attendre(ids.back(), EtatTache::terminee));
    CHECK(banc.file_attente.comptes().terminees == 10);
    CHECK(banc.file_attente.etat(ids.front()).etat == EtatTache::inconnue);
    CHECK(banc.file_attente.resultat(ids[35]).vers<int>() == 35);
}

TEST_CASE("Conservation : un resultat plus vieux que duree_resultats est oublie", "[taches]") {
    auto options = BancTaches::en_memoire();
    options.duree_resultats = milliseconds{50};
    BancTaches banc(options);
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("echo", 1);
    CHECK(banc.attendre(id, EtatTache::inconnue));
    CHECK(banc.file_attente.comptes().terminees == 0);
}

TEST_CASE("Conservation : oublier efface une tache finie, et elle seule", "[taches]") {
    BancTaches banc;
    const std::string en_attente = banc.file_attente.soumettre("echo", 1);
    CHECK(banc.file_attente.oublier(en_attente).etat == EtatTache::en_attente);
    CHECK(banc.file_attente.etat(en_attente).etat == EtatTache::en_attente);
    banc.file_attente.lancer();
    REQUIRE(banc.attendre(en_attente, EtatTache::terminee));
    CHECK(banc.file_attente.oublier(en_attente).etat == EtatTache::terminee);
    CHECK(banc.file_attente.etat(en_attente).etat == EtatTache::inconnue);
}

TEST_CASE("Limites : une tache, un nombre et un total d'octets de trop sont refuses", "[taches]") {
    auto options = BancTaches::en_memoire();
    options.taches_max = 3;
    options.taille_tache_max = 100;
    options.octets_max = 150;
    BancTaches banc(options);
    FileAttente& file_attente = banc.file_attente;
    const auto refus = [&](std::size_t taille) {
        return outils::erreur_de([&] { file_attente.soumettre("echo", std::string(taille, 'x')); });
    };
    CHECK(refus(98) == "rien"); // 100 octets avec l'en-tête
    CHECK(refus(99) == "TRAME_TROP_GRANDE : tâche de 101 octets, limite 100");
    CHECK(refus(49) == "ATTENTE_PLEINE : les tâches en attente prendraient 151 octets, limite 150");
    CHECK(refus(1) == "rien");
    CHECK(refus(1) == "rien");
    CHECK(refus(1) == "ATTENTE_PLEINE : 3 tâches attendent, limite 3");

    file_attente.lancer();
    CHECK(outils::attendre_que([&] { return file_attente.comptes().terminees == 3; }));
    CHECK(refus(98) == "rien");
}

TEST_CASE("Limites : les options hors de leurs bornes sont refusees", "[taches]") {
    Serveur serveur(0);
    const auto refus = [&](OptionsTaches options) {
        options.conservation = Conservation::memoire;
        return outils::code_de([&] { FileAttente(serveur, options); });
    };
    CHECK(refus({.prefixe = ""}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.prefixe = "a\nb"}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.travailleurs = 0}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.essais_max = 0}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.recul_initial = milliseconds{-1}}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.bail = milliseconds{0}}) == "ARGUMENT_INVALIDE");
    CHECK(refus({.duree_resultats = milliseconds{0}}) == "ARGUMENT_INVALIDE");
    CHECK(refus({}) == "rien");
    BancTaches banc;
    const auto soumission = [&](const OptionsSoumission& options) {
        return outils::code_de([&] { banc.file_attente.soumettre("echo", 1, options); });
    };
    CHECK(soumission({.cle = std::string(257, 'c')}) == "ARGUMENT_INVALIDE");
    CHECK(soumission({.cle = "\xFF"}) == "ARGUMENT_INVALIDE");
    CHECK(soumission({.delai = milliseconds{-1}}) == "ARGUMENT_INVALIDE");
}

} // namespace
} // namespace cconn::taches

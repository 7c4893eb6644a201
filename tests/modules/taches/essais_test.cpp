// Tests des essais: échecs refaits, recul, bail, et ce qu'on ne refait pas.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::Evenement;
using outils::Recueil;
using std::chrono::milliseconds;

/// Des reculs courts : un test n'attend pas une seconde.
OptionsTaches presse() {
    auto options = BancTaches::en_memoire();
    options.recul_initial = milliseconds{20};
    return options;
}

TEST_CASE("Essais : un essai manque est refait, et son numero se voit", "[taches]") {
    Recueil<int> essais;
    BancTaches banc(presse());
    banc.file_attente.enregistrer_travail("capricieux", [&](ContexteTache& tache) {
        essais.ajouter(tache.essai());
        if (tache.essai() < 3) {
            throw std::runtime_error("pas encore");
        }
        return tache.id();
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("capricieux", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(essais.valeurs() == std::vector<int>{1, 2, 3});
    CHECK(banc.file_attente.resultat(id).vers<std::string>() == id);
    CHECK(banc.file_attente.etat(id).essai == 3);
    CHECK(banc.file_attente.etat(id).erreur.empty());
}

TEST_CASE("Essais : apres le dernier, la tache est echouee et dit pourquoi", "[taches]") {
    std::atomic<int> essais = 0;
    auto options = presse();
    options.essais_max = 2;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("casse", [&] {
        ++essais;
        throw std::runtime_error("toujours non");
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("casse", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    CHECK(essais == 2);
    const ResultatTache resultat = banc.file_attente.resultat(id);
    CHECK(resultat.erreur == "toujours non");
    CHECK_THROWS_AS(resultat.vers<int>(), Erreur);
}

TEST_CASE("Essais : le recul double d'un essai au suivant", "[taches]") {
    Recueil<std::chrono::steady_clock::time_point> debuts;
    auto options = presse();
    options.recul_initial = milliseconds{100};
    options.essais_max = 3;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("casse", [&] {
        debuts.ajouter(std::chrono::steady_clock::now());
        throw std::runtime_error("non");
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("casse", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    const auto instants = debuts.attendre(3);
    REQUIRE(instants.size() == 3);
    CHECK(instants[1] - instants[0] >= milliseconds{99});
    CHECK(instants[2] - instants[1] >= milliseconds{199});
}

TEST_CASE(
    "Essais : une erreur que les memes donnees rendraient encore n'est pas refaite", "[taches]"
) {
    std::atomic<int> essais = 0;
    BancTaches banc(presse());
    banc.file_attente.enregistrer_travail("refus", [&] {
        ++essais;
        throw Erreur(CodeErreur::argument_invalide, "quantité négative");
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("refus", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    CHECK(essais == 1);
    CHECK(banc.file_attente.resultat(id).erreur == "ARGUMENT_INVALIDE : quantité négative");
}

TEST_CASE("Essais : une exception de n'importe quel type n'arrete pas la file", "[taches]") {
    auto options = presse();
    options.essais_max = 1;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("sept", [] { throw 7; });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("sept", nullptr);
    const std::string apres = banc.file_attente.soumettre("echo", "encore là");

    CHECK(banc.attendre(id, EtatTache::echouee));
    CHECK(banc.attendre(apres, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).erreur == "exception d'un type inconnu");
}

TEST_CASE("Essais : une erreur qui n'est pas de l'UTF-8 voyage quand meme", "[taches]") {
    auto options = presse();
    options.essais_max = 1;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("latin", [] { throw std::runtime_error("\xE9t\xE9"); });
    banc.file_attente.lancer();
    const outils::ClientDeTaches client(banc);
    const std::string id = banc.file_attente.soumettre("latin", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    CHECK(client.taches.etat(id).erreur == "?t?");
}

TEST_CASE("Essais : un resultat trop grand echoue sans etre refait", "[taches]") {
    auto options = presse();
    options.taille_tache_max = 1'000;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("gonfler", [] { return std::string(2'000, 'x'); });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("gonfler", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    CHECK(banc.file_attente.resultat(id).erreur == "résultat de 2003 octets, limite 1000");
}

TEST_CASE("Bail : une fonction qui ne le renouvelle pas rend sa tache a une autre", "[taches]") {
    Recueil<bool> a_du_cesser;
    auto options = presse();
    options.travailleurs = 2;
    options.bail = milliseconds{100};
    options.renouvellement = Renouvellement::par_la_fonction;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("figee", [&](ContexteTache& tache) {
        tache.compter("fois");
        if (tache.essai() == 1) {
            a_du_cesser.ajouter(!tache.attendre(std::chrono::minutes{1}));
        }
        return tache.essai();
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("figee", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).vers<int>() == 2);
    CHECK(a_du_cesser.attendre(1) == std::vector<bool>{true});
    banc.file_attente.eteindre();
}

TEST_CASE("Bail : renouvele, il laisse finir une fonction longue", "[taches]") {
    auto options = presse();
    options.bail = milliseconds{400};
    options.renouvellement = Renouvellement::par_la_fonction;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("longue", [](ContexteTache& tache) {
        for (int i = 0; i < 20; ++i) {
            tache.attendre(milliseconds{40});
            tache.renouveler();
        }
        return tache.essai();
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("longue", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).vers<int>() == 1);
}

TEST_CASE("Annulation : une tache en attente est annulee aussitot", "[taches]") {
    BancTaches banc;
    const std::string id = banc.file_attente.soumettre("echo", 1);
    CHECK(banc.file_attente.annuler(id).etat == EtatTache::annulee);
    banc.file_attente.lancer();
    const std::string apres = banc.file_attente.soumettre("echo", 2);
    REQUIRE(banc.attendre(apres, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).etat == EtatTache::annulee);
    CHECK(banc.file_attente.annuler(apres).etat == EtatTache::terminee);
}

TEST_CASE(
    "Annulation : une tache en cours est prevenue, et n'a pas d'effet dans la base", "[taches]"
) {
    Evenement commencee;
    std::atomic<bool> est_prevenue = false;
    BancTaches banc;
    banc.file_attente.enregistrer_travail("longue", [&](ContexteTache& tache) {
        tache.noter("effet", 1);
        commencee.signaler();
        tache.attendre(std::chrono::minutes{1});
        est_prevenue = tache.est_annulee();
        return "fini quand même";
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("longue", nullptr);
    REQUIRE(commencee.attendre());

    const Tache demandee = banc.file_attente.annuler(id);
    CHECK(demandee.etat == EtatTache::en_cours);
    CHECK(demandee.annulation_demandee);
    REQUIRE(banc.attendre(id, EtatTache::annulee));
    CHECK(est_prevenue);
    CHECK(banc.file_attente.lire("effet").est_nil());
    CHECK(banc.file_attente.resultat(id).valeur.est_nil());
}

TEST_CASE("Carnet : les effets d'un essai manque n'ont pas lieu", "[taches]") {
    BancTaches banc(presse());
    banc.file_attente.enregistrer_travail("compter", [](ContexteTache& tache) {
        tache.compter("fois", 10);
        tache.noter("nom", "Ada");
        if (tache.essai() == 1) {
            throw std::runtime_error("coupure");
        }
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("compter", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.lire("fois").vers<int>() == 10);
    CHECK(banc.file_attente.lire("nom").vers<std::string>() == "Ada");
}

TEST_CASE("Carnet : noter, compter et rayer se composent dans l'ordre", "[taches]") {
    BancTaches banc;
    banc.file_attente.enregistrer_travail("composer", [](ContexteTache& tache) {
        tache.noter("a", 5);
        tache.compter("a", 2);
        tache.compter("b", 1);
        tache.compter("b", -3);
        tache.noter("c", 1);
        tache.rayer("c");
        tache.rayer("d");
        tache.compter("d", 4);
        return tache.lire("a");
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("composer", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).valeur.est_nil()); // pas encore écrit quand on l'a lu
    CHECK(banc.file_attente.lire("a").vers<int>() == 7);
    CHECK(banc.file_attente.lire("b").vers<int>() == -2);
    CHECK(banc.file_attente.lire("c").est_nil());
    CHECK(banc.file_attente.lire("d").vers<int>() == 4);
}

TEST_CASE("Carnet : compter sur un texte fait echouer l'essai", "[taches]") {
    auto options = presse();
    options.essais_max = 1;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("noter", [](ContexteTache& tache) {
        tache.noter("nom", "Ada");
    });
    banc.file_attente.enregistrer_travail("compter", [](ContexteTache& tache) {
        tache.noter("autre", 1);
        tache.compter("nom");
    });
    banc.file_attente.lancer();
    banc.file_attente.soumettre("noter", nullptr);
    const std::string id = banc.file_attente.soumettre("compter", nullptr);

    REQUIRE(banc.attendre(id, EtatTache::echouee));
    CHECK(banc.file_attente.etat(id).erreur.find("n'est pas un entier") != std::string::npos);
    CHECK(banc.file_attente.lire("autre").est_nil());
}

} // namespace
} // namespace cconn::taches

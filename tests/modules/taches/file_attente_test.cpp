// Tests de la file d'attente: ordre, états, identifiants, tels que l'original les promettait.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <latch>
#include <set>
#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::ClientDeTaches;
using outils::Evenement;
using outils::Recueil;

TEST_CASE("FileAttente : une tache rend son resultat", "[taches]") {
    BancTaches banc;
    banc.file_attente.enregistrer_travail("double", [](int x) { return 2 * x; });
    banc.file_attente.lancer();
    ClientDeTaches client(banc);

    const std::string id = client.taches.soumettre("double", 21);
    const ResultatTache resultat = client.taches.attendre(id);

    CHECK(resultat.etat == EtatTache::terminee);
    CHECK(resultat.vers<int>() == 42);
}

TEST_CASE(
    "FileAttente : l'identifiant a huit chiffres hexadecimaux, et il est unique", "[taches]"
) {
    BancTaches banc;
    std::set<std::string> identifiants;
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = banc.file_attente.soumettre("echo", i);
        CHECK(id.size() == 8);
        CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
        identifiants.insert(id);
    }
    CHECK(identifiants.size() == 1'000);
}

TEST_CASE("FileAttente : l'identifiant vaut de toute connexion", "[taches]") {
    BancTaches banc;
    banc.file_attente.lancer();
    ClientDeTaches celui_qui_soumet(banc);
    ClientDeTaches un_autre(banc);

    const std::string id = celui_qui_soumet.taches.soumettre("echo", "pour un autre");

    CHECK(un_autre.taches.attendre(id).vers<std::string>() == "pour un autre");
}

TEST_CASE("FileAttente : une tache survit au client qui l'a soumise", "[taches]") {
    BancTaches banc;
    std::string id;
    {
        ClientDeTaches client(banc);
        id = client.taches.soumettre("echo", "orpheline");
    }
    banc.file_attente.lancer();

    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).vers<std::string>() == "orpheline");
}

TEST_CASE("FileAttente : un seul travailleur, dans l'ordre de tous les clients", "[taches]") {
    Recueil<int> ordre;
    std::atomic<int> ensemble = 0;
    BancTaches banc;
    banc.file_attente.enregistrer_travail("noter", [&](int numero) {
        CHECK(++ensemble == 1);
        ordre.ajouter(numero);
        --ensemble;
    });
    ClientDeTaches pair(banc);
    ClientDeTaches impair(banc);
    std::vector<int> attendu;
    for (int i = 0; i < 50; ++i) {
        (i % 2 == 0 ? pair : impair).taches.soumettre("noter", i);
        attendu.push_back(i);
    }
    banc.file_attente.lancer();

    CHECK(ordre.attendre(50) == attendu);
}

TEST_CASE("FileAttente : une tache passe par en_attente, en_cours, terminee", "[taches]") {
    Evenement commencee;
    Evenement finir;
    BancTaches banc;
    banc.file_attente.enregistrer_travail("longue", [&] {
        commencee.signaler();
        finir.attendre();
    });
    const std::string id = banc.file_attente.soumettre("longue", nullptr);
    CHECK(banc.file_attente.etat(id).etat == EtatTache::en_attente);

    banc.file_attente.lancer();
    REQUIRE(commencee.attendre());
    const Tache en_cours = banc.file_attente.etat(id);
    CHECK(en_cours.etat == EtatTache::en_cours);
    CHECK(en_cours.essai == 1);
    CHECK(en_cours.commencee.has_value());
    CHECK_FALSE(en_cours.finie.has_value());
    CHECK(banc.file_attente.resultat(id).etat == EtatTache::en_cours);

    finir.signaler();
    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.etat(id).finie.has_value());
}

TEST_CASE(
    "FileAttente : soumettre et demander un etat n'attendent pas le travailleur", "[taches]"
) {
    Evenement commencee;
    Evenement finir;
    BancTaches banc;
    banc.file_attente.enregistrer_travail("longue", [&] {
        commencee.signaler();
        finir.attendre();
    });
    banc.file_attente.lancer();
    ClientDeTaches client(banc);
    const std::string longue = client.taches.soumettre("longue", nullptr);
    REQUIRE(commencee.attendre());

    const std::string suivante = client.taches.soumettre("echo", 1);
    CHECK(client.taches.etat(longue).etat == EtatTache::en_cours);
    CHECK(client.taches.etat(suivante).etat == EtatTache::en_attente);
    CHECK(client.taches.comptes().en_attente == 1);
    finir.signaler();
    CHECK(client.taches.attendre(suivante).est_reussi());
}

TEST_CASE("FileAttente : un identifiant inconnu est une reponse, pas une erreur", "[taches]") {
    BancTaches banc;
    ClientDeTaches client(banc);
    for (const std::string id : {"01234567", "ffffffff", "", "pas un id", "123456789"}) {
        CAPTURE(id);
        CHECK(client.taches.etat(id).etat == EtatTache::inconnue);
        CHECK(client.taches.resultat(id).etat == EtatTache::inconnue);
        CHECK(client.taches.annuler(id).etat == EtatTache::inconnue);
        CHECK(client.taches.oublier(id).etat == EtatTache::inconnue);
        CHECK(client.taches.suivre(id).etat == EtatTache::inconnue);
        CHECK(client.taches.attendre(id).etat == EtatTache::inconnue);
    }
}

TEST_CASE("FileAttente : un type inconnu est refuse a la soumission", "[taches]") {
    BancTaches banc;
    ClientDeTaches client(banc);
    const auto refus = outils::erreur_de([&] { client.taches.soumettre("4", "donnees"); });
    CHECK(refus == "ARGUMENT_INVALIDE : type de tâche inconnu : « 4 »");
    CHECK(banc.file_attente.comptes().en_attente == 0);
}

TEST_CASE("FileAttente : des donnees d'un autre type sont refusees a la soumission", "[taches]") {
    BancTaches banc;
    banc.file_attente.enregistrer_travail("double", [](int x) { return 2 * x; });
    banc.file_attente.enregistrer_travail("rien", [] {});
    ClientDeTaches client(banc);
    CHECK(outils::code_de([&] {
              client.taches.soumettre("double", "deux");
          }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(outils::code_de([&] {
              client.taches.soumettre("rien", 1);
          }) == "ARGUMENTS_INCOMPATIBLES");
    CHECK(banc.file_attente.comptes().en_attente == 0);
}

TEST_CASE("FileAttente : la plus grande priorite d'abord, puis la plus ancienne", "[taches]") {
    Recueil<std::string> ordre;
    BancTaches banc;
    banc.file_attente.enregistrer_travail("noter", [&](std::string nom) { ordre.ajouter(nom); });
    banc.file_attente.enregistrer_travail("autre", [&](std::string nom) { ordre.ajouter(nom); });
    banc.file_attente.soumettre("noter", "c", {.priorite = 0});
    banc.file_attente.soumettre("autre", "a", {.priorite = 5});
    banc.file_attente.soumettre("noter", "b", {.priorite = 5});
    banc.file_attente.soumettre("noter", "e", {.priorite = -1});
    banc.file_attente.soumettre("autre", "d", {.priorite = 0});
    banc.file_attente.lancer();

    CHECK(ordre.attendre(5) == std::vector<std::string>{"a", "b", "c", "d", "e"});
}

TEST_CASE("FileAttente : n travailleurs avancent ensemble", "[taches]") {
    std::latch tous(4);
    auto options = BancTaches::en_memoire();
    options.travailleurs = 4;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("ensemble", [&] { tous.arrive_and_wait(); });
    banc.file_attente.lancer();
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(banc.file_attente.soumettre("ensemble", nullptr));
    }
    for (const std::string& id : ids) {
        CHECK(banc.attendre(id, EtatTache::terminee));
    }
}

TEST_CASE(
    "FileAttente : une tache differee attend son heure, les autres la depassent", "[taches]"
) {
    BancTaches banc;
    banc.file_attente.lancer();
    using std::chrono::milliseconds;
    const auto debut = std::chrono::steady_clock::now();
    const std::string tard =
        banc.file_attente.soumettre("echo", 1, {.priorite = 9, .delai = milliseconds{300}});
    const std::string jamais =
        banc.file_attente.soumettre("echo", 2, {.delai = std::chrono::hours{1}});
    const std::string vite = banc.file_attente.soumettre("echo", 3);

    REQUIRE(banc.attendre(vite, EtatTache::terminee));
    REQUIRE(banc.attendre(tard, EtatTache::terminee));
    CHECK(std::chrono::steady_clock::now() - debut >= milliseconds{299});
    CHECK(banc.file_attente.etat(jamais).etat == EtatTache::en_attente);
}

TEST_CASE("FileAttente : une meme cle ne cree qu'une tache", "[taches]") {
    BancTaches banc;
    ClientDeTaches client(banc);
    const std::string id = client.taches.soumettre("echo", "payer", {.cle = "commande-7"});

    CHECK(client.taches.soumettre("echo", "payer", {.cle = "commande-7"}) == id);
    CHECK(client.taches.soumettre("echo", "payer", {.cle = "commande-8"}) != id);
    CHECK(banc.file_attente.comptes().en_attente == 2);
    const auto refus = outils::erreur_de([&] {
        client.taches.soumettre("echo", "autre chose", {.cle = "commande-7"});
    });
    CHECK(refus == "ARGUMENT_INVALIDE : la clé « commande-7 » est celle d'une autre tâche, " + id);

    banc.file_attente.lancer();
    CHECK(client.taches.attendre(id).vers<std::string>() == "payer");
    CHECK(client.taches.soumettre("echo", "payer", {.cle = "commande-7"}) == id);
}

TEST_CASE("FileAttente : lister rend les taches par page, par etat et par type", "[taches]") {
    BancTaches banc;
    banc.file_attente.enregistrer_travail("autre", [] {});
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(banc.file_attente.soumettre("echo", i));
    }
    const std::string autre = banc.file_attente.soumettre("autre", nullptr);
    banc.file_attente.annuler(ids[1]);
    ClientDeTaches client(banc);

    const auto noms = [&](const FiltreTaches& filtre) {
        std::vector<std::string> trouves;
        for (const Tache& tache : client.taches.lister(filtre)) {
            trouves.push_back(tache.id);
        }
        return trouves;
    };
    using Ids = std::vector<std::string>;
    CHECK(noms({.limite = 2}) == Ids{ids[0], ids[1]});
    CHECK(noms({.limite = 2, .apres = ids[1]}) == Ids{ids[2], ids[3]});
    CHECK(noms({.etat = EtatTache::annulee}) == Ids{ids[1]});
    CHECK(noms({.etat = EtatTache::en_attente}) == Ids{ids[0], ids[2], ids[3], ids[4], autre});
    CHECK(noms({.type = "autre"}) == Ids{autre});
    CHECK(noms({.etat = EtatTache::en_cours}).empty());
    CHECK(outils::code_de([&] { noms({.limite = 0}); }) == "ARGUMENT_INVALIDE");
    CHECK(outils::code_de([&] { noms({.apres = "zut"}); }) == "ARGUMENT_INVALIDE");
}

TEST_CASE("FileAttente : plusieurs demandes sur une connexion", "[taches]") {
    BancTaches banc;
    banc.file_attente.lancer();
    ClientDeTaches client(banc);
    for (int i = 0; i < 20; ++i) {
        const std::string id = client.taches.soumettre("echo", i);
        CHECK(client.taches.attendre(id).vers<int>() == i);
    }
    CHECK(client.taches.comptes().terminees == 20);
}

} // namespace
} // namespace cconn::taches

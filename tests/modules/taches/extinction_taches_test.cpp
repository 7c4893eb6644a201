// Tests de l'extinction: l'ordre des fins, les fonctions en cours, et ce qui est refusé ensuite.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::ClientDeTaches;
using outils::DossierTemporaire;
using outils::Evenement;
using std::chrono::milliseconds;

TEST_CASE("Extinction : une fonction en cours finit et son resultat est ecrit", "[taches]") {
    const DossierTemporaire dossier;
    std::string id;
    {
        BancTaches banc(BancTaches::dans(dossier));
        Evenement commencee;
        banc.file_attente.enregistrer_travail("longue", [&](ContexteTache& tache) {
            commencee.signaler();
            tache.attendre(milliseconds{100});
            return "fini";
        });
        banc.file_attente.lancer();
        id = banc.file_attente.soumettre("longue", nullptr);
        REQUIRE(commencee.attendre());
        banc.file_attente.eteindre();
    }
    const BancTaches banc(BancTaches::dans(dossier));
    CHECK(banc.file_attente.resultat(id).vers<std::string>() == "fini");
}

TEST_CASE(
    "Extinction : une fonction trop longue est priee de cesser, sa tache sera refaite", "[taches]"
) {
    const DossierTemporaire dossier;
    std::string id;
    {
        auto options = BancTaches::dans(dossier);
        options.delai_extinction = milliseconds{50};
        BancTaches banc(options);
        Evenement commencee;
        banc.file_attente.enregistrer_travail("longue", [&](ContexteTache& tache) {
            tache.noter("effet", 1);
            commencee.signaler();
            return tache.attendre(std::chrono::minutes{1}) ? "jusqu'au bout" : "interrompue";
        });
        banc.file_attente.lancer();
        id = banc.file_attente.soumettre("longue", nullptr);
        REQUIRE(commencee.attendre());
    }
    BancTaches banc(BancTaches::dans(dossier));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::en_attente);
    CHECK(banc.file_attente.etat(id).essai == 1);
    CHECK(banc.file_attente.lire("effet").est_nil());
}

TEST_CASE("Extinction : ensuite tout est refuse, et la file ne se relance pas", "[taches]") {
    BancTaches banc;
    banc.file_attente.lancer();
    CHECK(outils::code_de([&] { banc.file_attente.lancer(); }) == "ETAT_INVALIDE");
    banc.file_attente.eteindre();
    banc.file_attente.eteindre();

    CHECK(outils::code_de([&] { banc.file_attente.soumettre("echo", 1); }) == "ETAT_INVALIDE");
    CHECK(outils::code_de([&] { banc.file_attente.annuler("01234567"); }) == "ETAT_INVALIDE");
    CHECK(outils::code_de([&] {
              static_cast<void>(banc.file_attente.etat("01234567"));
          }) == "ETAT_INVALIDE");
    CHECK(outils::code_de([&] { banc.file_attente.lancer(); }) == "ETAT_INVALIDE");
    ClientDeTaches client(banc);
    CHECK(outils::code_de([&] { client.taches.soumettre("echo", 1); }) == "ETAT_INVALIDE");
}

TEST_CASE("Extinction : une file detruite laisse le serveur a ses clients", "[taches]") {
    Serveur serveur(0, 2);
    serveur.enregistrer_commande("vivant", [] { return true; });
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port());
    ClientTaches taches(client);
    {
        FileAttente file_attente(serveur, BancTaches::en_memoire());
        file_attente.enregistrer_travail("rien", [] {});
        CHECK_FALSE(taches.soumettre("rien", nullptr).empty());
    }
    CHECK(outils::code_de([&] { taches.soumettre("rien", nullptr); }) == "COMMANDE_INCONNUE");
    CHECK(client.appeler<bool>("vivant"));
}

TEST_CASE("Extinction : deux files d'un meme serveur ont chacune leur prefixe", "[taches]") {
    Serveur serveur(0);
    FileAttente images(serveur, {.conservation = Conservation::memoire, .prefixe = "images"});
    FileAttente sons(serveur, {.conservation = Conservation::memoire, .prefixe = "sons"});
    images.enregistrer_travail("dire", [] { return "image"; });
    sons.enregistrer_travail("dire", [] { return "son"; });
    images.lancer();
    sons.lancer();
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port());
    ClientTaches des_images(client, "images");
    ClientTaches des_sons(client, "sons");
    CHECK(
        des_images.attendre(des_images.soumettre("dire", nullptr)).vers<std::string>() == "image"
    );
    CHECK(des_sons.attendre(des_sons.soumettre("dire", nullptr)).vers<std::string>() == "son");
}

TEST_CASE("Extinction : une fonction de la file ne peut pas l'eteindre", "[taches]") {
    BancTaches banc;
    banc.file_attente.enregistrer_travail("suicide", [&] {
        return outils::code_de([&] { banc.file_attente.eteindre(); });
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("suicide", nullptr);
    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.resultat(id).vers<std::string>() == "ETAT_INVALIDE");
}

TEST_CASE("Extinction : sous une charge de soumissions, chacune a sa reponse", "[taches]") {
    for (int tour = 0; tour < 5; ++tour) {
        BancTaches banc;
        banc.file_attente.lancer();
        std::atomic<int> acceptees = 0;
        std::atomic<int> refusees = 0;
        {
            std::vector<std::jthread> fils;
            for (int i = 0; i < 4; ++i) {
                fils.emplace_back([&] {
                    while (refusees < 4) {
                        const auto code =
                            outils::code_de([&] { banc.file_attente.soumettre("echo", 1); });
                        ++(code == "rien" ? acceptees : refusees);
                    }
                });
            }
            REQUIRE(outils::attendre_que([&] { return acceptees > 50; }));
            banc.file_attente.eteindre();
        }
        CHECK(banc.file_attente.comptes().en_cours == 0);
    }
}

} // namespace
} // namespace cconn::taches

// Tests du suivi: états poussés, attente d'un client, et clients qui disparaissent.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::ClientDeTaches;
using outils::Evenement;
using outils::Recueil;

/// Une tâche qui attend qu'on la laisse finir.
class TacheRetenue {
public:
    /// La fonction garde sa part des événements : elle peut finir après le test.
    explicit TacheRetenue(BancTaches& banc) {
        banc.file_attente.enregistrer_travail("retenue", [etapes = etapes_] {
            etapes->commencee.signaler();
            etapes->finir.attendre();
            return "fini";
        });
    }
    [[nodiscard]] Evenement& commencee() const { return etapes_->commencee; }
    [[nodiscard]] Evenement& finir() const { return etapes_->finir; }

private:
    struct Etapes {
        Evenement commencee;
        Evenement finir;
    };
    std::shared_ptr<Etapes> etapes_ = std::make_shared<Etapes>();
};

using Etats = std::vector<EtatTache>;

TEST_CASE("Suivi : les etats sont pousses a qui suit une tache", "[taches]") {
    Recueil<EtatTache> etats;
    BancTaches banc;
    TacheRetenue retenue(banc);
    ClientDeTaches client(banc);
    client.client.lancer_en_fond();
    client.taches.quand_change([&](const Tache& tache) { etats.ajouter(tache.etat); });
    const std::string id = client.taches.soumettre("retenue", nullptr, {.suivi = Suivi::oui});
    CHECK(etats.attendre(1) == Etats{EtatTache::en_attente});

    banc.file_attente.lancer();
    CHECK(etats.attendre(2) == Etats{EtatTache::en_attente, EtatTache::en_cours});
    retenue.finir().signaler();
    CHECK(
        etats.attendre(3) == Etats{EtatTache::en_attente, EtatTache::en_cours, EtatTache::terminee}
    );
}

TEST_CASE("Suivi : qui suit une tache d'un autre en recoit aussi les etats", "[taches]") {
    Recueil<EtatTache> etats;
    BancTaches banc;
    TacheRetenue retenue(banc);
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("retenue", nullptr);
    REQUIRE(retenue.commencee().attendre());
    ClientDeTaches client(banc);
    client.client.lancer_en_fond();
    client.taches.quand_change([&](const Tache& tache) { etats.ajouter(tache.etat); });

    CHECK(client.taches.suivre(id).etat == EtatTache::en_cours);
    retenue.finir().signaler();
    CHECK(etats.attendre(1) == Etats{EtatTache::terminee});
}

TEST_CASE(
    "Suivi : attendre dit chaque etat, lance ou pas, par client ou par connexion", "[taches]"
) {
    BancTaches banc;
    TacheRetenue retenue(banc);
    ClientDeTaches client(banc);
    const bool est_lance = GENERATE(true, false);
    const bool par_connexion = GENERATE(true, false);
    CAPTURE(est_lance, par_connexion);
    if (est_lance) {
        client.client.lancer_en_fond();
    }
    ClientTaches par_la_connexion(client.client.connexion());
    ClientTaches& taches = par_connexion ? par_la_connexion : client.taches;
    const std::string id = taches.soumettre("retenue", nullptr);

    Etats etats;
    const ResultatTache resultat =
        taches.attendre(id, std::chrono::seconds{20}, [&](const Tache& tache) {
            etats.push_back(tache.etat);
            if (tache.etat == EtatTache::en_attente) {
                banc.file_attente.lancer();
            } else {
                retenue.finir().signaler();
            }
        });

    CHECK(resultat.vers<std::string>() == "fini");
    CHECK(etats == Etats{EtatTache::en_attente, EtatTache::en_cours, EtatTache::terminee});
}

TEST_CASE("Suivi : attendre rend l'etat quand le delai est passe", "[taches]") {
    BancTaches banc;
    ClientDeTaches client(banc);
    const std::string id = client.taches.soumettre("echo", 1);
    const ResultatTache resultat = client.taches.attendre(id, std::chrono::milliseconds{50});
    CHECK(resultat.etat == EtatTache::en_attente);
    CHECK_FALSE(resultat.est_reussi());
}

TEST_CASE("Suivi : un client qui disparait ne derange pas la file", "[taches]") {
    BancTaches banc;
    TacheRetenue retenue(banc);
    banc.file_attente.lancer();
    std::string id;
    {
        ClientDeTaches parti(banc);
        id = parti.taches.soumettre("retenue", nullptr, {.suivi = Suivi::oui});
        REQUIRE(retenue.commencee().attendre());
    }
    ClientDeTaches reste(banc);
    const std::string apres = reste.taches.soumettre("echo", 1);
    retenue.finir().signaler();

    CHECK(reste.taches.attendre(apres).est_reussi());
    CHECK(reste.taches.etat(id).etat == EtatTache::terminee);
}

TEST_CASE("Suivi : un suiveur qui ne lit rien ne retient ni file ni autres suiveurs", "[taches]") {
    BancTaches banc;
    banc.file_attente.lancer();
    ClientDeTaches muet(banc); // jamais lancé : personne ne lit
    ClientDeTaches autre(banc);
    std::string derniere;
    for (int i = 0; i < 200; ++i) {
        muet.taches.soumettre("echo", i, {.suivi = Suivi::oui});
        derniere = autre.taches.soumettre("echo", i, {.suivi = Suivi::oui});
    }
    CHECK(autre.taches.attendre(derniere).est_reussi());
}

TEST_CASE("Suivi : ne plus suivre fait taire, et la limite se dit", "[taches]") {
    Recueil<std::string> dits;
    auto options = BancTaches::en_memoire();
    options.suivis_max = 2;
    BancTaches banc(options);
    ClientDeTaches client(banc);
    client.client.lancer_en_fond();
    client.taches.quand_change([&](const Tache& tache) { dits.ajouter(tache.id); });
    const std::string a = client.taches.soumettre("echo", 1);
    const std::string b = client.taches.soumettre("echo", 2);
    const std::string c = client.taches.soumettre("echo", 3);
    client.taches.suivre(a);
    client.taches.suivre(b);
    CHECK(outils::code_de([&] { client.taches.suivre(c); }) == "ATTENTE_PLEINE");
    client.taches.ne_plus_suivre(a);
    client.taches.suivre(c);
    banc.file_attente.lancer();

    CHECK(dits.attendre(4) == std::vector<std::string>{b, b, c, c});
}

TEST_CASE("Suivi : les connexions finies laissent leur place", "[taches]") {
    auto options = BancTaches::en_memoire();
    options.suivis_max = 1;
    BancTaches banc(options);
    const std::string id = banc.file_attente.soumettre("echo", 1);
    {
        ClientDeTaches parti(banc);
        parti.taches.suivre(id);
    }
    REQUIRE(outils::attendre_que([&] { return banc.serveur.nb_clients() == 0; }));
    ClientDeTaches client(banc);
    CHECK(client.taches.suivre(id).etat == EtatTache::en_attente);
}

TEST_CASE("Suivi : la file dit ses changements a l'application, meme si elle leve", "[taches]") {
    Recueil<EtatTache> etats;
    BancTaches banc;
    banc.file_attente.quand_change([&](const Tache& tache) {
        etats.ajouter(tache.etat);
        throw std::runtime_error("non");
    });
    banc.file_attente.lancer();
    banc.file_attente.soumettre("echo", 1);
    CHECK(etats.attendre(2).size() >= 2);
    CHECK(banc.journal.attendre(NiveauJournal::avertissement, "quand_change a levé"));
}

} // namespace
} // namespace cconn::taches

// Les extraits du guide de la file de tâches.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using outils::DossierTemporaire;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Commande {
    std::string numero;
    int montant = 0;
    MSGPACK_DEFINE_MAP(numero, montant)
};

} // namespace

TEST_CASE("Guide : une file, un travail, un client") {
    const DossierTemporaire dossier;
    const std::filesystem::path fichier = dossier.fichier();
    // [extrait : file]
    cconn::Serveur serveur(0, 64);
    cconn::taches::FileAttente file_attente(serveur, {.fichier = fichier});
    file_attente.enregistrer_travail("retourner", [](std::string texte) {
        return std::string(texte.rbegin(), texte.rend());
    });
    file_attente.lancer();
    serveur.lancer_en_fond(); // ou serveur.lancer()
    // [fin : file]

    const int port = serveur.port();
    // [extrait : client]
    cconn::Client client("127.0.0.1", port);
    cconn::taches::ClientTaches taches(client);
    const std::string id = taches.soumettre("retourner", "bonjour");
    const auto resultat = taches.attendre(id).vers<std::string>(); // « ruojnob »
    // [fin : client]
    CHECK(resultat == "ruojnob");

    // [extrait : etat]
    const cconn::taches::Tache tache = taches.etat(id);
    if (tache.etat == cconn::taches::EtatTache::inconnue) {
        // personne n'a soumis cette tâche, ou elle a été oubliée
    }
    // [fin : etat]
    CHECK(tache.etat == cconn::taches::EtatTache::terminee);

    // [extrait : options_soumission]
    taches.soumettre(
        "retourner",
        "plus tard",
        {.cle = "commande-7", .priorite = 5, .delai = std::chrono::minutes{10}}
    );
    // [fin : options_soumission]
    CHECK(taches.comptes().en_attente == 1);

    std::vector<std::string> lignes;
    // [extrait : suivre]
    const std::string suivie = taches.soumettre("retourner", "radar");
    taches.attendre(suivie, seconds{30}, [&](const cconn::taches::Tache& changee) {
        lignes.push_back(suivie + " : " + std::string(nom_etat(changee.etat)));
    });
    // [fin : suivre]
    CHECK(lignes.back() == suivie + " : terminee");
}

TEST_CASE("Guide : les effets d'une tache") {
    outils::BancTaches banc;
    auto& file_attente = banc.file_attente;
    std::vector<std::string> envois;
    const auto envoyer_courriel = [&](const std::string& sujet) {
        envois.push_back(sujet);
    };
    // [extrait : effets]
    file_attente.enregistrer_travail(
        "facturer",
        [&](cconn::taches::ContexteTache& tache, const Commande& commande) {
            // Dans la base : une fois et une seule, avec la fin de la tâche.
            tache.compter("factures");
            tache.noter("facture/" + commande.numero, commande.montant);
            // Au-dehors : au moins une fois ; l'identifiant permet d'écarter un double.
            envoyer_courriel("facture " + commande.numero + ", message " + tache.id());
            return commande.montant;
        }
    );
    // [fin : effets]
    file_attente.lancer();
    const std::string id = file_attente.soumettre("facturer", Commande{"A1", 12});
    REQUIRE(banc.attendre(id, cconn::taches::EtatTache::terminee));
    // [extrait : lire_carnet]
    const int montant = file_attente.lire("facture/A1").vers<int>();
    // [fin : lire_carnet]
    CHECK(montant == 12);
    CHECK(envois.size() == 1);
}

TEST_CASE("Guide : une fonction longue") {
    outils::BancTaches banc;
    auto& file_attente = banc.file_attente;
    int faites = 0;
    const auto faire_un_morceau = [&](int /*i*/) {
        ++faites;
    };
    // [extrait : longue]
    file_attente.enregistrer_travail(
        "calculer",
        [&](cconn::taches::ContexteTache& tache, int morceaux) {
            for (int i = 0; i < morceaux && !tache.doit_cesser(); ++i) {
                faire_un_morceau(i);
            }
        }
    );
    // [fin : longue]
    file_attente.lancer();
    const std::string id = file_attente.soumettre("calculer", 3);
    REQUIRE(banc.attendre(id, cconn::taches::EtatTache::terminee));
    CHECK(faites == 3);
}

TEST_CASE("Guide : regler la file") {
    const DossierTemporaire dossier;
    const std::filesystem::path fichier = dossier.fichier();
    cconn::Serveur serveur(0);
    // [extrait : options]
    cconn::taches::FileAttente file_attente(
        serveur,
        {.fichier = fichier,
         .travailleurs = 4,
         .essais_max = 10,
         .recul_max = minutes{1},
         .duree_resultats = hours{24},
         .resultats_max = 10'000}
    );
    // [fin : options]
    CHECK(file_attente.comptes().en_attente == 0);
}

TEST_CASE("Guide : en memoire") {
    cconn::Serveur serveur(0);
    // [extrait : memoire]
    cconn::taches::FileAttente file_attente(
        serveur, {.conservation = cconn::taches::Conservation::memoire}
    );
    // [fin : memoire]
    CHECK(file_attente.comptes().en_attente == 0);
}

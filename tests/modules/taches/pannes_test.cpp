// Tests des pannes: disque plein, fichier en lecture seule, abîmé, étranger, ou tenu par un autre.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "base.hpp"
#include "outils/erreurs.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace cconn::taches {
namespace {

using outils::BancTaches;
using outils::ClientDeTaches;
using outils::DossierTemporaire;
using std::chrono::milliseconds;

/// Ce que dit l'ouverture d'une file sur ce fichier.
std::string ouvrir(const std::filesystem::path& fichier, milliseconds delai = milliseconds{50}) {
    Serveur serveur(0);
    return outils::erreur_de([&] {
        FileAttente(serveur, {.fichier = fichier, .delai_verrou = delai});
    });
}

bool contient(const std::string& texte, const std::string& morceau) {
    return texte.find(morceau) != std::string::npos;
}

TEST_CASE("Panne : disque plein, rien d'acquitte n'est perdu, et la file repart", "[taches]") {
    const DossierTemporaire dossier;
    std::vector<std::string> acquittees;
    {
        auto options = BancTaches::dans(dossier);
        options.octets_fichier_max = 256 * 1024;
        BancTaches banc(options);
        ClientDeTaches client(banc);
        std::string refus = "rien";
        while (refus == "rien" && acquittees.size() < 1'000) {
            refus = outils::erreur_de([&] {
                acquittees.push_back(client.taches.soumettre("echo", std::string(4'000, 'x')));
            });
        }
        CHECK(contient(refus, "STOCKAGE_INDISPONIBLE : disque plein"));
        CHECK(acquittees.size() > 10);
        // La connexion vit, l'état se lit, et tout ce qui a été acquitté est là.
        CHECK(client.taches.etat(acquittees.front()).etat == EtatTache::en_attente);
        CHECK(client.taches.comptes().en_attente == acquittees.size());
        // De la place se fait : une tâche annulée puis oubliée libère ses pages.
        client.taches.annuler(acquittees.back());
        client.taches.oublier(acquittees.back());
        acquittees.back() = client.taches.soumettre("echo", "de nouveau");
    }
    BancTaches banc(BancTaches::dans(dossier));
    banc.file_attente.lancer();
    for (const std::string& id : acquittees) {
        CHECK(banc.attendre(id, EtatTache::terminee));
    }
}

TEST_CASE("Panne : la fin d'un essai attend que le disque ait de la place", "[taches]") {
    outils::Evenement plein;
    const DossierTemporaire dossier;
    auto options = BancTaches::dans(dossier);
    options.octets_fichier_max = 256 * 1024;
    BancTaches banc(options);
    banc.file_attente.enregistrer_travail("gonfler", [&] {
        plein.attendre();
        return std::string(40'000, 'x');
    });
    banc.file_attente.lancer();
    const std::string id = banc.file_attente.soumettre("gonfler", nullptr);
    std::vector<std::string> remplissage;
    const auto remplir = [&] {
        for (;;) {
            remplissage.push_back(banc.file_attente.soumettre("echo", std::string(4'000, 'x')));
        }
    };
    REQUIRE(banc.attendre(id, EtatTache::en_cours));
    CHECK(outils::code_de(remplir) == "STOCKAGE_INDISPONIBLE");
    plein.signaler();
    CHECK(banc.journal.attendre(NiveauJournal::avertissement, "disque plein"));
    CHECK(banc.file_attente.etat(id).etat == EtatTache::en_cours);

    for (const std::string& de_trop : remplissage) {
        banc.file_attente.annuler(de_trop);
        banc.file_attente.oublier(de_trop);
    }
    REQUIRE(banc.attendre(id, EtatTache::terminee));
    CHECK(banc.file_attente.etat(id).essai == 1);
}

TEST_CASE("Panne : disque vraiment plein, sur un systeme de fichiers de 1 Mio", "[taches]") {
    // Monter demande des droits : ailleurs que chez root, le test du plafond de pages suffit.
    const DossierTemporaire dossier;
    const std::string monter =
        "mount -t tmpfs -o size=1m tmpfs " + dossier.chemin().string() + " 2>/dev/null";
    if (std::system(monter.c_str()) != 0) { // NOLINT(concurrency-mt-unsafe): un seul fil
        WARN("sans le droit de monter un tmpfs, ce test ne dit rien");
        return;
    }
    std::vector<std::string> acquittees;
    {
        BancTaches banc(BancTaches::dans(dossier));
        std::string refus = "rien";
        while (refus == "rien" && acquittees.size() < 10'000) {
            refus = outils::erreur_de([&] {
                acquittees.push_back(banc.file_attente.soumettre("echo", std::string(2'000, 'x')));
            });
        }
        CHECK(contient(refus, "STOCKAGE_INDISPONIBLE"));
        CHECK_FALSE(acquittees.empty());
        for (const std::string& id : acquittees) {
            CHECK(banc.file_attente.etat(id).etat == EtatTache::en_attente);
        }
    }
    CHECK(ouvrir(dossier.fichier()) == "rien");
    const std::string demonter = "umount " + dossier.chemin().string();
    CHECK(std::system(demonter.c_str()) == 0); // NOLINT(concurrency-mt-unsafe): un seul fil
}

TEST_CASE("Panne : un fichier en lecture seule est refuse a l'ouverture", "[taches]") {
    const DossierTemporaire dossier;
    CHECK(ouvrir(dossier.fichier()) == "rien");
    std::filesystem::permissions(dossier.chemin(), std::filesystem::perms(0555));
    std::filesystem::permissions(dossier.fichier(), std::filesystem::perms(0444));
    // Root passe outre les droits : l'essai se fait sous un autre compte.
    const int code = outils::dans_un_enfant([&] {
        if (::geteuid() == 0 && ::seteuid(65'534) != 0) {
            return false;
        }
        return contient(ouvrir(dossier.fichier()), "STOCKAGE_INDISPONIBLE");
    });
    CHECK(code == 0);
    std::filesystem::permissions(dossier.chemin(), std::filesystem::perms(0755));
}

TEST_CASE("Panne : un dossier qui n'existe pas est dit", "[taches]") {
    const DossierTemporaire dossier;
    CHECK(contient(ouvrir(dossier.chemin() / "absent" / "t.sqlite"), "STOCKAGE_INDISPONIBLE"));
}

TEST_CASE("Panne : un fichier qui n'est pas une base est refuse et laisse intact", "[taches]") {
    const DossierTemporaire dossier;
    const std::string contenu(10'000, 'z');
    std::ofstream(dossier.fichier()) << contenu;
    CHECK(contient(ouvrir(dossier.fichier()), "ce n'est pas une base SQLite"));
    std::ifstream flux(dossier.fichier());
    CHECK(std::string(std::istreambuf_iterator<char>(flux), {}) == contenu);
}

TEST_CASE("Panne : la base d'une autre application est refusee et laissee intacte", "[taches]") {
    const DossierTemporaire dossier;
    {
        detail::Base base(dossier.fichier(), detail::Base::Acces::ecriture, milliseconds{0});
        base.executer("CREATE TABLE clients (nom TEXT)");
    }
    CHECK(contient(ouvrir(dossier.fichier()), "n'est pas une file de tâches"));
    detail::Base base(dossier.fichier(), detail::Base::Acces::lecture, milliseconds{0});
    CHECK(base.entier("SELECT count(*) FROM sqlite_schema") == 1);
    CHECK(base.texte("PRAGMA journal_mode") == "delete");
}

TEST_CASE("Panne : une version plus recente est refusee", "[taches]") {
    const DossierTemporaire dossier;
    CHECK(ouvrir(dossier.fichier()) == "rien");
    detail::Base(dossier.fichier(), detail::Base::Acces::ecriture, milliseconds{0})
        .executer("PRAGMA user_version = 99");
    CHECK(contient(ouvrir(dossier.fichier()), "version 99, version 1 attendue"));
}

TEST_CASE("Panne : une page abimee est vue a l'ouverture", "[taches]") {
    const DossierTemporaire dossier;
    {
        BancTaches banc(BancTaches::dans(dossier));
        for (int i = 0; i < 200; ++i) {
            banc.file_attente.soumettre("echo", std::string(500, 'x'));
        }
    }
    {
        std::fstream flux(dossier.fichier(), std::ios::in | std::ios::out | std::ios::binary);
        const auto taille = std::filesystem::file_size(dossier.fichier());
        // L'en-tête de chaque page, la première exceptée : plus rien ne s'y lit.
        for (std::uintmax_t page = 4'096; page < taille; page += 4'096) {
            flux.seekp(static_cast<std::streamoff>(page));
            flux << std::string(100, '\xAA');
        }
    }
    CHECK(contient(ouvrir(dossier.fichier()), "abîmé"));
}

TEST_CASE("Panne : deux files sur le meme fichier, la seconde est refusee", "[taches]") {
    const DossierTemporaire dossier;
    const BancTaches banc(BancTaches::dans(dossier));
    CHECK(contient(ouvrir(dossier.fichier()), "sert déjà à une autre file d'attente"));
}

TEST_CASE("Panne : une base verrouillee le dit, puis repart quand elle est rendue", "[taches]") {
    const DossierTemporaire dossier;
    auto options = BancTaches::dans(dossier);
    options.delai_verrou = milliseconds{50};
    BancTaches banc(options);
    const std::string avant = banc.file_attente.soumettre("echo", 1);
    {
        detail::Base autre(dossier.fichier(), detail::Base::Acces::ecriture, milliseconds{0});
        autre.executer("BEGIN IMMEDIATE");
        const auto refus = outils::erreur_de([&] { banc.file_attente.soumettre("echo", 2); });
        CHECK(contient(refus, "STOCKAGE_INDISPONIBLE : fichier verrouillé par un autre programme"));
        CHECK(banc.file_attente.etat(avant).etat == EtatTache::en_attente);
        autre.executer("ROLLBACK");
    }
    banc.file_attente.lancer();
    const std::string apres = banc.file_attente.soumettre("echo", 3);
    CHECK(banc.attendre(avant, EtatTache::terminee));
    CHECK(banc.attendre(apres, EtatTache::terminee));
}

TEST_CASE("Panne : un verrou rendu a temps ne se remarque pas a l'ouverture", "[taches]") {
    const DossierTemporaire dossier;
    auto premiere = std::make_unique<BancTaches>(BancTaches::dans(dossier));
    std::jthread autre([&] { CHECK(ouvrir(dossier.fichier(), std::chrono::seconds{20}) == "rien"); }
    );
    premiere.reset();
}

} // namespace
} // namespace cconn::taches

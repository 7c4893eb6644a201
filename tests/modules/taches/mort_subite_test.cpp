// Tests de mort subite: le serveur tué à tout instant ne perd ni ne double rien.
// SPDX-License-Identifier: MIT
#include "banc_taches.hpp"
#include "base.hpp"
#include "serveur_mortel.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <thread>
#include <tuple>

namespace cconn::taches {
namespace {

using outils::DossierTemporaire;
using outils::ServeurMortel;
using std::chrono::milliseconds;

constexpr int nb_producteurs = 4;
constexpr int nb_travailleurs = 4;

/// Morts par essai : CCONN_MORTS, 50 d'habitude.
int nb_morts() {
    const char* const demande =
        std::getenv("CCONN_MORTS"); // NOLINT(concurrency-mt-unsafe): lu seul
    return demande == nullptr ? 50 : std::stoi(demande);
}

/// Soumet des tâches l'une après l'autre, et garde sur le disque un reçu de chacune. Après une coupure,
/// soumet de nouveau la même, de même clé.
class Producteur {
public:
    Producteur(int numero, std::filesystem::path journal, const std::atomic<int>& port)
        : numero_(numero),
          journal_(std::move(journal)),
          port_(port),
          fil_([this](const std::stop_token& arret) { produire(arret); }) {}

    void arreter() {
        fil_.request_stop();
        fil_.join();
    }

private:
    void produire(const std::stop_token& arret) {
        const int recus = ::open(journal_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        int tache = 0;
        while (!arret.stop_requested()) {
            try {
                Client client("127.0.0.1", port_, {.journal = [](NiveauJournal, std::string_view) {
                              }});
                ClientTaches taches(client);
                while (!arret.stop_requested()) {
                    const std::string cle = std::to_string(numero_) + "-" + std::to_string(tache);
                    const std::string id =
                        taches.soumettre("compter", std::tuple(numero_, tache), {.cle = cle});
                    const std::string recu = cle + " " + id + "\n";
                    static_cast<void>(!::write(recus, recu.data(), recu.size()));
                    ::fdatasync(recus);
                    ++tache;
                }
            } catch (const Erreur&) {
                outils::Evenement().attendre(
                    1, milliseconds{2}
                ); // le serveur est mort : un autre vient
            }
        }
        ::close(recus);
    }

    int numero_;
    std::filesystem::path journal_;
    const std::atomic<int>& port_;
    std::jthread fil_;
};

/// Les reçus d'un journal : clé, identifiant. Une ligne coupée n'est pas un reçu.
std::map<std::string, std::string> lire_recus(const std::filesystem::path& journal) {
    std::map<std::string, std::string> recus;
    std::ifstream flux(journal);
    for (std::string cle, id; flux >> cle >> id;) {
        recus.emplace(cle, id);
    }
    return recus;
}

/// Compare les reçus aux effets écrits dans la base : aucun ne manque, aucun n'est double.
void verifier_comptes(
    const std::filesystem::path& base, const std::map<std::string, std::string>& recus
) {
    Serveur serveur(0);
    FileAttente file_attente(serveur, {.fichier = base});
    std::size_t perdues = 0;
    std::size_t doubles = 0;
    for (const auto& [cle, id] : recus) {
        const Valeur effet = file_attente.lire("effet/" + cle);
        perdues += effet.est_nil() ? 1 : 0;
        doubles += !effet.est_nil() && effet.vers<int>() != 1 ? 1 : 0;
        perdues += file_attente.etat(id).cle == cle ? 0 : 1;
    }
    CHECK(perdues == 0);
    CHECK(doubles == 0);
    // Celles dont l'acquittement s'est perdu en route comptent aussi une fois et une seule.
    detail::Base lue(base, detail::Base::Acces::lecture, milliseconds{1'000});
    const auto effets = lue.entier("SELECT count(*) FROM carnet WHERE cle LIKE 'effet/%'");
    CHECK(lue.entier("SELECT sum(valeur) FROM carnet WHERE cle LIKE 'effet/%'") == effets);
    CHECK(file_attente.lire("total").vers<std::int64_t>() == effets);
    CHECK(lue.entier("SELECT count(*) FROM taches") == effets);
    CHECK(file_attente.comptes().terminees == static_cast<std::size_t>(effets));
    CHECK(static_cast<std::size_t>(effets) >= recus.size());
}

TEST_CASE("Mort subite : zero perdue, zero doublee", "[taches][morts]") {
    const DossierTemporaire dossier;
    std::atomic<int> port = 1;
    std::vector<std::unique_ptr<Producteur>> producteurs;
    for (int i = 0; i < nb_producteurs; ++i) {
        producteurs.push_back(
            std::make_unique<Producteur>(i, dossier.chemin() / ("recus-" + std::to_string(i)), port)
        );
    }
    std::random_device hasard;
    const unsigned graine = hasard();
    CAPTURE(graine);
    std::mt19937 generateur(graine);
    std::uniform_int_distribution<int> instant_us(0, 300'000);
    std::uniform_int_distribution<int> parmi_huit(0, 7);

    int pire_ouverture_ms = 0;
    for (int mort = 0; mort < nb_morts(); ++mort) {
        CAPTURE(mort);
        ServeurMortel serveur(dossier.fichier(), nb_travailleurs);
        // Une fois sur huit, il meurt aussi pendant qu'il s'ouvre.
        const bool en_ouvrant = parmi_huit(generateur) == 0;
        int restant = instant_us(generateur);
        if (en_ouvrant) {
            restant /= 4;
        } else {
            const auto ouverture = serveur.attendre_ouverture();
            REQUIRE(ouverture.integrite == "ok");
            pire_ouverture_ms = std::max(pire_ouverture_ms, ouverture.millisecondes);
            port = ouverture.port;
        }
        outils::Evenement().attendre(1, std::chrono::microseconds{restant});
        serveur.tuer();
    }

    ServeurMortel dernier(dossier.fichier(), nb_travailleurs);
    const auto ouverture = dernier.attendre_ouverture();
    REQUIRE(ouverture.integrite == "ok");
    port = ouverture.port;
    std::map<std::string, std::string> recus;
    for (int i = 0; i < nb_producteurs; ++i) {
        producteurs[static_cast<std::size_t>(i)]->arreter();
        recus.merge(lire_recus(dossier.chemin() / ("recus-" + std::to_string(i))));
    }
    {
        Client client("127.0.0.1", port);
        ClientTaches taches(client);
        REQUIRE(outils::attendre_que(
            [&] {
                const ComptesTaches comptes = taches.comptes();
                return comptes.en_attente + comptes.en_cours == 0;
            },
            std::chrono::minutes{2}
        ));
    }
    CHECK(dernier.congedier() == 0);
    verifier_comptes(dossier.fichier(), recus);
    WARN(
        nb_morts() << " morts, " << recus.size() << " reçus, pire ouverture " << pire_ouverture_ms
                   << " ms"
    );
}

TEST_CASE("Mort subite : l'ouverture prend moins d'une seconde avec 100 000 taches", "[taches]") {
    const DossierTemporaire dossier;
    {
        Serveur serveur(0);
        const FileAttente creee(serveur, {.fichier = dossier.fichier()});
    }
    {
        detail::Base base(dossier.fichier(), detail::Base::Acces::ecriture, milliseconds{1'000});
        base.executer(
            // Les données sont celles de std::tuple(9, 1), emballées.
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
            "INSERT INTO taches (etat, type, cle, ordre, pret, soumise, donnees) "
            "SELECT 0, 'compter', '9-' || i, 0, 0, 0, x'920901' FROM n"
        );
    }
    // Tué une première fois avec un journal WAL à relire.
    ServeurMortel(dossier.fichier(), nb_travailleurs).attendre_ouverture();
    ServeurMortel serveur(dossier.fichier(), 0);
    const auto ouverture = serveur.attendre_ouverture();

    CHECK(ouverture.integrite == "ok");
    CHECK(ouverture.millisecondes < 1'000);
    WARN("ouverture avec 100 000 tâches : " << ouverture.millisecondes << " ms");
}

} // namespace
} // namespace cconn::taches

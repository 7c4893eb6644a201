// Essais des avis vers des clients lents: ce qui leur est retiré, et que nul autre n'attend.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using cconn::PolitiqueLent;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

constexpr std::size_t taille_bloc = std::size_t{64} << 10;

/// Un serveur dont les files sont courtes.
cconn::OptionsServeur options_courtes(const JournalMemoire& journal) {
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.octets_en_attente_max = std::size_t{1} << 20;
    return options;
}

/// Annonce jusqu'à ce que la file vers ce client sourd soit pleine, TCP compris.
void remplir(const cconn::Connexion& sourd) {
    sourd.regler_envoi("bloc", {.politique = PolitiqueLent::retirer_anciens});
    while (sourd.avis_retires() == 0) {
        REQUIRE(sourd.envoyer("bloc", std::string(taille_bloc, 'x')));
    }
}

} // namespace

TEST_CASE("Clients lents : la derniere position de chacun, et aucune ancienne", "[lent]") {
    constexpr int joueurs = 20;
    constexpr int tours = 200;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 2, options_courtes(journal));
    serveur.regler_envoi("position", {.politique = PolitiqueLent::garder_dernier, .cle = 0});
    serveur.lancer_en_fond();
    PairBrut sourd(serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));
    const auto connexion = serveur.clients().at(0);
    remplir(connexion);
    const auto avant = connexion.avis_retires();

    // Il faut une place par joueur, que des blocs retirés laissent.
    for (int i = 0; i < joueurs * tours; ++i) {
        const int joueur = i % joueurs;
        while (serveur.envoyer("position", joueur, i / joueurs) != 1) {
            REQUIRE(connexion.envoyer("bloc", std::string(100, 'y')));
        }
    }

    std::vector<int> dernieres(joueurs, -1);
    int lues = 0;
    while (lues < joueurs) {
        const std::string lu = sourd.lire();
        int joueur = 0;
        int tour = 0;
        if (std::sscanf(lu.c_str(), "[2,\"position\",[%d,%d]]", &joueur, &tour) == 2) {
            dernieres.at(static_cast<std::size_t>(joueur)) = tour;
            ++lues;
        }
        REQUIRE(lu != "rien");
    }
    CHECK(dernieres == std::vector<int>(joueurs, tours - 1));
    CHECK(connexion.avis_retires() >= avant + joueurs * (tours - 1));
    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "avis lui ont été retirés"));
}

TEST_CASE("Clients lents : les reponses passent, si lent que soit le pair", "[lent]") {
    const JournalMemoire journal;
    auto options = options_courtes(journal);
    options.politique_lent = PolitiqueLent::retirer_anciens;
    cconn::Serveur serveur(0, 2, options);
    serveur.enregistrer_commande("un", [] { return 1; });
    serveur.lancer_en_fond();
    PairBrut sourd(serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));
    const auto connexion = serveur.clients().at(0);

    sourd.envoyer_requete(7, "un");
    std::size_t envoyes = 0;
    while (connexion.avis_retires() < 100) {
        REQUIRE(serveur.envoyer("n", std::string(10'000, 'x')) == 1);
        ++envoyes;
    }

    std::size_t recus = 0;
    bool repondu = false;
    while (!repondu || recus + connexion.avis_retires() < envoyes) {
        const std::string lu = sourd.lire();
        REQUIRE(lu != "rien");
        (lu == "[1,7,null,1]" ? static_cast<void>(repondu = true) : static_cast<void>(++recus));
    }
    CHECK(recus + connexion.avis_retires() == envoyes); // rien d'autre n'est perdu
}

TEST_CASE("Clients lents : deconnecter n'attend pas, et dit pourquoi", "[lent]") {
    const JournalMemoire journal;
    Recueil<cconn::Cause> causes;
    auto options = options_courtes(journal);
    options.politique_lent = PolitiqueLent::deconnecter;
    cconn::Serveur serveur(0, 2, options);
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause cause) {
        causes.ajouter(cause);
    });
    serveur.lancer_en_fond();
    const PairBrut sourd(serveur.port());
    REQUIRE(outils::attendre_clients(serveur, 1));

    while (serveur.envoyer("bloc", std::string(taille_bloc, 'x')) == 1) {
    }

    CHECK(causes.attendre(1) == std::vector<cconn::Cause>{cconn::Cause::client_lent});
}

TEST_CASE("Clients lents : a cinquante, dont cinq sourds, les autres ont tout", "[lent]") {
    constexpr std::size_t nombre = 45;
    constexpr std::size_t sourds = 5;
    constexpr int annonces = 100;
    const JournalMemoire journal;
    std::atomic<int> recues = 0;
    std::atomic<bool> en_ordre = true;
    auto options = options_courtes(journal);
    options.politique_lent = PolitiqueLent::retirer_anciens;
    cconn::Serveur serveur(0, nombre + sourds, options);
    serveur.lancer_en_fond();
    std::vector<PairBrut> muets;
    std::vector<std::unique_ptr<cconn::Client>> clients;
    std::vector<int> dernieres(nombre, -1);
    for (std::size_t i = 0; i < sourds; ++i) {
        muets.emplace_back(serveur.port());
    }
    for (std::size_t i = 0; i < nombre; ++i) {
        clients.push_back(std::make_unique<cconn::Client>("127.0.0.1", serveur.port()));
        clients.back()->enregistrer_commande("annonce", [&, i](int n, const std::string&) {
            en_ordre = en_ordre && n == std::exchange(dernieres[i], n) + 1;
            ++recues;
        });
        clients.back()->lancer_en_fond();
    }
    REQUIRE(outils::attendre_clients(serveur, nombre + sourds));

    for (int n = 0; n < annonces; ++n) {
        // Les sourds ne retiennent personne ; aux autres, on laisse le temps de tout lire.
        CHECK(serveur.envoyer("annonce", n, std::string(taille_bloc, 'x')) == nombre + sourds);
        REQUIRE(outils::attendre_que([&] { return recues == (n + 1) * static_cast<int>(nombre); }));
    }

    CHECK(en_ordre);
    for (auto& client : clients) {
        client->eteindre();
    }
    CHECK(journal.contient(cconn::NiveauJournal::avertissement, "avis lui ont été retirés"));
}

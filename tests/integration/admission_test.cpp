// Essais de l'admission: adresses bloquées, présents et arrivées par adresse, mémoire permise.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "base/memoire.hpp"
#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using outils::PairBrut;

namespace {

const std::string jeton = "6f1e7a0c9b3d4e58";

/// Une connexion à ce port, depuis cette adresse locale.
PairBrut venir_de(const char* adresse, std::uint16_t port) {
    outils::SocketBrut socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in ici = outils::adresse_locale(0);
    REQUIRE(::inet_pton(AF_INET, adresse, &ici.sin_addr) == 1);
    REQUIRE(::bind(socket.numero(), reinterpret_cast<const sockaddr*>(&ici), sizeof ici) == 0);
    const sockaddr_in la_bas = outils::adresse_locale(port);
    REQUIRE(
        ::connect(socket.numero(), reinterpret_cast<const sockaddr*>(&la_bas), sizeof la_bas) == 0
    );
    return PairBrut(std::move(socket));
}

struct Cas {
    explicit Cas(cconn::OptionsServeur options, std::size_t max_clients = 64)
        : serveur(0, max_clients, outils::avec_journal(std::move(options), journal)) {
        serveur.enregistrer_commande("un", [] { return 1; });
        serveur.quand_client_deconnecte([this](cconn::Connexion&, cconn::Cause cause) {
            causes.ajouter(cause);
        });
        serveur.lancer_en_fond();
    }

    outils::JournalMemoire journal;
    outils::Recueil<cconn::Cause> causes;
    cconn::Serveur serveur;
};

/// Ce que répond le serveur à `un` sur cette connexion.
std::string demander(PairBrut& pair) {
    try {
        pair.envoyer_requete(1, "un");
        return pair.lire();
    } catch (const std::runtime_error&) {
        return pair.lire();
    }
}

} // namespace

TEST_CASE("Admission : dix echecs bloquent une adresse, et elle seule", "[admission]") {
    const Cas cas({.jeton = jeton});
    std::atomic<int> refuses = 0;
    std::vector<std::thread> assaillants;
    for (int i = 0; i < 6; ++i) {
        assaillants.emplace_back([&] {
            for (int tour = 0; tour < 2; ++tour) {
                PairBrut pair(cas.serveur.port());
                for (std::uint32_t essai = 1; essai <= 3; ++essai) {
                    try {
                        pair.envoyer_requete(essai, "cconn.authentifier", "mauvais-jeton-" + jeton);
                    } catch (const std::runtime_error&) {
                        break; // congédié
                    }
                    refuses += pair.lire().find("REFUSEE") != std::string::npos ? 1 : 0;
                }
            }
        });
    }
    for (auto& assaillant : assaillants) {
        assaillant.join();
    }

    PairBrut bloque(cas.serveur.port());
    const std::string dit = bloque.lire();
    CHECK(refuses >= 10);
    CHECK(
        dit.find("AUTHENTIFICATION_REFUSEE : trop d'échecs depuis cette adresse") !=
        std::string::npos
    );
    CHECK(bloque.lire() == "fin");

    PairBrut autre = venir_de("127.0.0.2", cas.serveur.port());
    autre.envoyer_requete(1, "cconn.authentifier", jeton);
    CHECK(autre.lire() == "[1,1,null,null]");
    CHECK(demander(autre) == "[1,1,null,1]");
}

TEST_CASE("Admission : tant de clients par adresse", "[admission]") {
    const Cas cas({.admission = {.par_adresse_max = 2, .boucle_locale_exemptee = false}});
    PairBrut un(cas.serveur.port());
    auto deux = std::make_unique<PairBrut>(cas.serveur.port());
    CHECK(demander(un) == "[1,1,null,1]");
    CHECK(demander(*deux) == "[1,1,null,1]");

    PairBrut trois(cas.serveur.port());
    CHECK(trois.lire().find("SERVEUR_PLEIN : 2 clients de cette adresse") != std::string::npos);
    PairBrut ailleurs = venir_de("127.0.0.2", cas.serveur.port());
    CHECK(demander(ailleurs) == "[1,1,null,1]");
    deux.reset();

    CHECK(outils::attendre_que([&] {
        PairBrut quatre(cas.serveur.port());
        return demander(quatre) == "[1,1,null,1]";
    }));
}

TEST_CASE("Admission : tant d'arrivees par seconde", "[admission]") {
    const Cas cas(
        {.admission = {.arrivees_par_adresse = {0.01, 3}, .boucle_locale_exemptee = false}}
    );

    for (int i = 0; i < 3; ++i) {
        PairBrut pair(cas.serveur.port());
        CHECK(demander(pair) == "[1,1,null,1]");
    }
    PairBrut pair(cas.serveur.port());

    CHECK(
        pair.lire().find("DEBIT_DEPASSE : trop d'arrivées de cette adresse, réessayer dans ") !=
        std::string::npos
    );
    CHECK(pair.lire() == "fin");
}

TEST_CASE(
    "Admission : la memoire pleine, le plus gros consommateur s'en va", "[admission][memoire]"
) {
    // Déclaré avant, et détruit après : ses files sont celles d'un autre serveur du processus.
    constexpr std::size_t memoire_max = std::size_t{6} << 20;
    const Cas cas({.memoire_max = memoire_max});
    PairBrut gourmand(cas.serveur.port());
    PairBrut sobre(cas.serveur.port());
    CHECK(demander(gourmand) == "[1,1,null,1]");
    CHECK(demander(sobre) == "[1,1,null,1]");
    const auto clients = cas.serveur.clients();
    REQUIRE(clients.size() == 2);
    const std::string gros(200'000, 'x');

    while (clients.at(0).envoyer("gros", gros)) {
    }

    CHECK(cas.causes.attendre(1).at(0) == cconn::Cause::memoire_pleine);
    CHECK(cas.journal.contient(cconn::NiveauJournal::erreur, "mémoire pleine, client déconnecté"));
    CHECK(demander(sobre) == "[1,1,null,1]");
    CHECK(cas.serveur.nb_clients() == 1);
    // `clients` tient encore la connexion perdue, mais plus sa file : il y a de la place.
    PairBrut nouveau(cas.serveur.port());
    CHECK(demander(nouveau) == "[1,1,null,1]");
}

TEST_CASE(
    "Admission : des files qui grandissent ensemble ne devancent pas le facteur",
    "[admission][memoire]"
) {
    constexpr std::size_t memoire_max = std::size_t{6} << 20;
    constexpr std::size_t nombre = 16;
    const std::string bloc(8'000, 'x');
    Cas cas({.memoire_max = memoire_max});
    std::atomic<std::size_t> acceptes = 0;
    outils::Evenement finies;
    cas.serveur.enregistrer_commande("pousser", [&](const cconn::Connexion& client) {
        // Une file pleine refuse, une connexion finie aussi : personne n'attend personne.
        for (int n = 0; n < 2'000; ++n) {
            acceptes += client.envoyer("bloc", bloc) ? 1U : 0U;
        }
        finies.signaler();
    });
    std::vector<PairBrut> sourds;
    for (std::size_t i = 0; i < nombre; ++i) {
        sourds.emplace_back(cas.serveur.port());
        REQUIRE(demander(sourds.back()) == "[1,1,null,1]");
    }

    for (auto& sourd : sourds) {
        sourd.envoyer_avis("pousser");
    }
    std::size_t plus = 0;
    CHECK(outils::attendre_que([&] {
        plus = std::max(plus, cconn::detail::Memoire::prise());
        return finies.nombre() == nombre;
    }));

    CHECK(acceptes > 0);
    CHECK(plus <= memoire_max + nombre * (cconn::detail::Memoire::taille_sure + 2 * bloc.size()));
    CHECK(cas.causes.attendre(1).at(0) == cconn::Cause::memoire_pleine);
}

TEST_CASE(
    "Admission : la memoire manque, plus de nouveaux ni de grands messages", "[admission][memoire]"
) {
    constexpr std::size_t memoire_max = std::size_t{6} << 20;
    const Cas cas({.memoire_max = memoire_max});
    PairBrut gourmand(cas.serveur.port());
    PairBrut sobre(cas.serveur.port());
    PairBrut grand(cas.serveur.port());
    for (auto* pair : {&gourmand, &sobre, &grand}) {
        REQUIRE(demander(*pair) == "[1,1,null,1]");
    }
    const auto clients = cas.serveur.clients();
    const std::string gros(50'000, 'x');
    const auto refuse = [&] {
        static_cast<void>(clients.at(0).envoyer("gros", gros));
        PairBrut nouveau(cas.serveur.port());
        return demander(nouveau).find("SERVEUR_PLEIN : la mémoire manque") != std::string::npos;
    };

    REQUIRE(outils::attendre_que(refuse));

    CHECK(demander(sobre) == "[1,1,null,1]");
    grand.envoyer_requete(2, "un", std::string(60'000, 'x'));
    CHECK(grand.lire().find("ARGUMENTS_INCOMPATIBLES") != std::string::npos);
    try {
        grand.envoyer_requete(3, "un", std::string(300'000, 'x'));
    } catch (const std::runtime_error&) {
        // coupé avant la fin
    }
    CHECK(grand.lire().find("TRAME_TROP_GRANDE : la mémoire manque") != std::string::npos);
    CHECK(demander(sobre) == "[1,1,null,1]");
}

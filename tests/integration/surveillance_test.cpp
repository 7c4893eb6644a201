// Essais de ce qui se surveille: connexion inactive, commande qui dure, pair disparu.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"
#include "outils/paire_tcp.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::Cause;
using cconn::NiveauJournal;
using outils::code_de;
using outils::Evenement;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::Recueil;

namespace {

int lire_reglage(int descripteur, int niveau, int option) {
    int valeur = -1;
    socklen_t taille = sizeof valeur;
    REQUIRE(::getsockopt(descripteur, niveau, option, &valeur, &taille) == 0);
    return valeur;
}

std::size_t lignes(const JournalMemoire& journal, const std::string& texte) {
    const std::string tout = journal.tout();
    std::size_t nombre = 0;
    for (auto ou = tout.find(texte); ou != std::string::npos; ou = tout.find(texte, ou + 1)) {
        ++nombre;
    }
    return nombre;
}

} // namespace

TEST_CASE("Surveillance : TCP sait un pair disparu en 45 s au plus", "[surveillance]") {
    const outils::PaireTcp paire;
    for (const auto* bout : {paire.client.get(), paire.serveur.get()}) {
        const int socket = bout->descripteur();

        CHECK(lire_reglage(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
        const int repos = lire_reglage(socket, IPPROTO_TCP, TCP_KEEPIDLE);
        const int sondes = lire_reglage(socket, IPPROTO_TCP, TCP_KEEPINTVL) *
                           lire_reglage(socket, IPPROTO_TCP, TCP_KEEPCNT);
        CHECK(repos + sondes <= 45);
        CHECK(lire_reglage(socket, IPPROTO_TCP, TCP_USER_TIMEOUT) == 30'000);
    }
}

TEST_CASE(
    "Surveillance : une connexion inactive est fermee, et le client sait pourquoi", "[surveillance]"
) {
    Recueil<Cause> causes;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction(), .delai_inactif = 40ms});
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());

    CHECK(causes.attendre(1) == std::vector<Cause>{Cause::inactivite});
    CHECK(code_de([&] { client.appeler("un"); }) == "CONNEXION_INACTIVE");
}

TEST_CASE("Surveillance : des battements ne font pas une connexion active", "[surveillance]") {
    Recueil<Cause> causes;
    const JournalMemoire journal;
    cconn::Serveur serveur(
        0, 1, {.journal = journal.fonction(), .battement = 100ms, .delai_inactif = 500ms}
    );
    serveur.quand_client_deconnecte([&](cconn::Connexion&, Cause cause) { causes.ajouter(cause); });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.battement = 60s});
    client.lancer_en_fond();

    CHECK(causes.attendre(1) == std::vector<Cause>{Cause::inactivite});
}

TEST_CASE("Surveillance : une commande en cours n'est pas de l'inactivite", "[surveillance]") {
    Evenement commencee;
    Evenement suite;
    cconn::Serveur serveur(0, 1, {.delai_inactif = 30ms});
    serveur.enregistrer_commande("tarder", [&] {
        commencee.signaler();
        suite.attendre();
        return 1;
    });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());
    const auto appel = client.appeler_async<int>("tarder");
    REQUIRE(commencee.attendre());

    Evenement().attendre(1, 200ms);
    suite.signaler();

    CHECK(appel.valeur() == 1);
}

TEST_CASE("Surveillance : une commande qui dure est nommee, une fois", "[surveillance]") {
    const bool differee = GENERATE(false, true);
    Evenement suite;
    const JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction(), .delai_commande_longue = 20ms};
    options.execution = differee ? cconn::Execution::differee : cconn::Execution::immediate;
    cconn::Serveur serveur(0, 1, options);
    serveur.enregistrer_commande("breve", [] { return 1; });
    serveur.enregistrer_commande("traduire", [&] { suite.attendre(); });
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    const auto breve = client.appeler_async<int>("breve");
    const auto appel = client.appeler_async("traduire");
    std::jthread application([&] {
        while (differee && serveur.attendre_commandes(20s)) {
            serveur.executer_commandes();
        }
    });

    CHECK(journal.attendre(NiveauJournal::avertissement, "la commande traduire de 127.0.0.1"));
    Evenement().attendre(1, 100ms);
    suite.signaler();

    CHECK_NOTHROW(appel.valeur());
    CHECK(lignes(journal, "la commande traduire") == 1);
    CHECK(lignes(journal, "la commande breve") == 0);
    client.eteindre();
    serveur.eteindre();
}

TEST_CASE("Surveillance : a zero, rien n'est surveille", "[surveillance]") {
    Evenement suite;
    const JournalMemoire journal;
    cconn::Serveur serveur(0, 1, {.journal = journal.fonction(), .delai_commande_longue = 0ms});
    serveur.enregistrer_commande("tarder", [&] { suite.attendre(1, 100ms); });
    serveur.lancer_en_fond();
    const cconn::Client client("127.0.0.1", serveur.port());

    client.appeler("tarder");

    CHECK(lignes(journal, "la commande") == 0);
}

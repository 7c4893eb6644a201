// Essais de descripteur_ecoute: servir un socket ouvert par un autre, sans jamais le couper.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/duo.hpp"
#include "outils/erreurs.hpp"
#include "outils/pair_brut.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>

using outils::attendre_clients;
using outils::code_de;
using outils::erreur_de;
using outils::JournalMemoire;
using outils::PairBrut;
using outils::SocketBrut;

namespace {

/// Un serveur sur cette écoute, qui dit son nom.
std::unique_ptr<cconn::Serveur> servir(
    int ecoute,
    const std::string& nom,
    const JournalMemoire& journal,
    std::size_t max_clients = 8,
    cconn::Surplus surplus = cconn::Surplus::refuser
) {
    cconn::OptionsServeur options = outils::avec_journal(cconn::OptionsServeur{}, journal);
    options.surplus = surplus;
    options.descripteur_ecoute = ecoute;
    auto serveur = std::make_unique<cconn::Serveur>(0, max_clients, options);
    serveur->enregistrer_commande("qui", [nom] { return nom; });
    serveur->lancer_en_fond();
    return serveur;
}

std::string qui_repond(std::uint16_t port) {
    return cconn::Client("127.0.0.1", port).appeler<std::string>("qui");
}

} // namespace

TEST_CASE("Ecoute : un serveur sert le socket qu'on lui donne, et dit son port", "[ecoute]") {
    const JournalMemoire journal;
    const SocketBrut ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    // Arrivé avant le serveur, il attend dans la file du système.
    PairBrut avant(ntohs([&] {
        sockaddr_in adresse{};
        socklen_t taille = sizeof adresse;
        ::getsockname(ecoute.numero(), reinterpret_cast<sockaddr*>(&adresse), &taille);
        return adresse.sin_port;
    }()));

    const auto serveur = servir(ecoute.numero(), "un", journal);

    avant.envoyer_requete(1, "qui");
    CHECK(avant.lire() == R"([1,1,null,"un"])");
    CHECK(qui_repond(serveur->port()) == "un");
    CHECK(serveur->adresse() == "127.0.0.1");
}

TEST_CASE("Ecoute : l'eteindre laisse le socket ouvert aux autres", "[ecoute]") {
    const JournalMemoire journal;
    std::optional<SocketBrut> ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    const auto premier = servir(ecoute->numero(), "premier", journal);
    const auto second = servir(ecoute->numero(), "second", journal);
    const std::uint16_t port = premier->port();
    ecoute.reset(); // chaque serveur a sa copie

    premier->eteindre();
    for (int i = 0; i < 20; ++i) {
        CHECK(qui_repond(port) == "second");
    }

    premier->lancer_en_fond();
    second->eteindre();
    for (int i = 0; i < 20; ++i) {
        CHECK(qui_repond(port) == "premier");
    }
    CHECK_FALSE(journal.contient(cconn::NiveauJournal::erreur, ""));
}

TEST_CASE("Ecoute : une fois les serveurs detruits, le port est libre", "[ecoute]") {
    const JournalMemoire journal;
    std::optional<SocketBrut> ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    auto serveur = servir(ecoute->numero(), "un", journal);
    const std::uint16_t port = serveur->port();
    ecoute.reset();

    serveur.reset();

    CHECK(code_de([&] { const cconn::Client client("127.0.0.1", port); }) == "CONNEXION_REFUSEE");
    CHECK(code_de([&] { const cconn::Serveur suivant(port); }) == "rien");
}

TEST_CASE("Ecoute : deux serveurs s'eveillent, un seul a le client", "[ecoute]") {
    const JournalMemoire journal;
    const SocketBrut ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    // Un descripteur bloquant retiendrait dans accept celui qui n'a pas eu le client.
    ::fcntl(ecoute.numero(), F_SETFL, 0);
    const auto premier = servir(ecoute.numero(), "premier", journal);
    const auto second = servir(ecoute.numero(), "second", journal);

    for (int i = 0; i < 200; ++i) {
        CHECK(qui_repond(premier->port()) != "");
    }

    premier->eteindre(); // ne reviendrait pas
    second->eteindre();
    CHECK_FALSE(journal.contient(cconn::NiveauJournal::avertissement, ""));
}

TEST_CASE("Ecoute : un serveur plein laisse les suivants a ceux qui ont de la place", "[ecoute]") {
    const JournalMemoire journal;
    const SocketBrut ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    const auto petit = servir(ecoute.numero(), "petit", journal, 1, cconn::Surplus::attendre);
    cconn::Client reste("127.0.0.1", petit->port());
    REQUIRE(reste.appeler<std::string>("qui") == "petit");

    const auto grand = servir(ecoute.numero(), "grand", journal, 8, cconn::Surplus::attendre);

    for (int i = 0; i < 20; ++i) {
        CHECK(qui_repond(petit->port()) == "grand");
    }
}

TEST_CASE("Ecoute : coupee par un autre, le serveur se tait et s'eteint", "[ecoute]") {
    const JournalMemoire journal;
    const SocketBrut ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    const auto serveur = servir(ecoute.numero(), "un", journal);

    ::shutdown(ecoute.numero(), SHUT_RDWR);

    REQUIRE(journal.attendre(cconn::NiveauJournal::information, "n'écoute plus"));
    serveur->eteindre();
    CHECK_FALSE(journal.contient(cconn::NiveauJournal::avertissement, ""));
}

TEST_CASE("Ecoute : sans descripteur libre, laisse les clients aux autres", "[ecoute]") {
    const int issue = outils::dans_un_enfant([] {
        const JournalMemoire journal;
        cconn::OptionsServeur options = outils::avec_journal(cconn::OptionsServeur{}, journal);
        options.descripteur_ecoute = cconn::ouvrir_ecoute("127.0.0.1", 0);
        cconn::Serveur serveur(0, 1, options);
        serveur.enregistrer_commande("qui", [] { return std::string("un"); });
        cconn::Client client("127.0.0.1", serveur.port());

        outils::epuiser_descripteurs();
        serveur.lancer_en_fond();
        if (!journal.attendre(cconn::NiveauJournal::erreur, "clients congédiés : 0")) {
            return false;
        }
        outils::permettre_descripteurs(8);
        return client.appeler<std::string>("qui") == "un";
    });

    CHECK(issue == 0);
}

TEST_CASE("Ecoute : ce qui n'est pas un socket TCP qui ecoute est refuse", "[ecoute]") {
    const SocketBrut ecoute(cconn::ouvrir_ecoute("127.0.0.1", 0));
    const SocketBrut muet(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketBrut fichier(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto essayer = [](int port, int descripteur) {
        return erreur_de([&] { cconn::Serveur(port, 1, {.descripteur_ecoute = descripteur}); });
    };

    CHECK_THAT(essayer(0, muet.numero()), Catch::StartsWith("ARGUMENT_INVALIDE"));
    CHECK_THAT(essayer(0, fichier.numero()), Catch::StartsWith("ARGUMENT_INVALIDE"));
    CHECK_THAT(essayer(0, 9'999), Catch::StartsWith("ARGUMENT_INVALIDE"));
    CHECK_THAT(essayer(1, ecoute.numero()), Catch::Contains("non 1"));
    CHECK(essayer(0, ecoute.numero()) == "rien");
}

TEST_CASE("Ecoute : ouvrir un port pris ou impossible leve comme un serveur", "[ecoute]") {
    const cconn::Serveur serveur(0);

    CHECK(code_de([&] {
              static_cast<void>(cconn::ouvrir_ecoute("127.0.0.1", serveur.port()));
          }) == "SERVEUR_INJOIGNABLE");
    CHECK(code_de([] {
              static_cast<void>(cconn::ouvrir_ecoute("127.0.0.1", 70'000));
          }) == "ARGUMENT_INVALIDE");
    CHECK(code_de([] {
              static_cast<void>(cconn::ouvrir_ecoute("deux mots", 0));
          }) == "ADRESSE_INCONNUE");
}

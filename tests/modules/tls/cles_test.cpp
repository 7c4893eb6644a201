// Tests de TLS: renouveler les clés sous la charge, et reprendre une session.
// SPDX-License-Identifier: MIT
#include "banc_tls.hpp"
#include "contexte.hpp"
#include "outils/paire_tcp.hpp"
#include "transport_tls.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdint>
#include <openssl/ssl.h>
#include <string>
#include <thread>
#include <vector>

namespace {

using cconn::detail::Ecriture;
using cconn::detail::Lecture;
using cconn::detail::Transport;

using cconn::tls::Cote;
using cconn::tls::Reglages;
using cconn::tls::Reprises;
using cconn::tls::TransportTls;

/// Deux bouts de TLS, ouverts, sans session de cconn au-dessus.
struct PaireTls {
    explicit PaireTls(std::uint64_t octets_par_cle) {
        outils::PaireTcp tcp;
        Reglages du_client = regler(Cote::client, *contexte_client, octets_par_cle);
        ssl_client = du_client.ssl.get();
        serveur = std::make_unique<TransportTls>(
            std::move(tcp.serveur), regler(Cote::serveur, *contexte_serveur, octets_par_cle)
        );
        client = std::make_unique<TransportTls>(std::move(tcp.client), std::move(du_client));
        std::thread autre([&] { refus_serveur = serveur->ouvrir(); });
        refus_client = client->ouvrir();
        autre.join();
    }

    static Reglages regler(Cote cote, SSL_CTX& contexte, std::uint64_t octets_par_cle) {
        Reglages reglages;
        reglages.cote = cote;
        reglages.ssl.reset(SSL_new(&contexte));
        reglages.delai_poignee = outils::delai_large;
        reglages.reprise = {std::make_shared<Reprises>(), "cle"};
        reglages.octets_par_cle = octets_par_cle;
        return reglages;
    }

    cconn::tls::ContexteSsl contexte_serveur =
        cconn::tls::preparer(banc_tls::certificat("serveur"));
    cconn::tls::ContexteSsl contexte_client = cconn::tls::preparer(cconn::tls::ReglagesClient{
        .autorites = banc_tls::pki("autorite.pem")});
    std::unique_ptr<Transport> serveur;
    std::unique_ptr<Transport> client;
    SSL* ssl_client = nullptr; ///< Pour lui faire faire ce que cconn ne fait pas.
    std::optional<cconn::detail::Refus> refus_serveur;
    std::optional<cconn::detail::Refus> refus_client;
};

/// Ce qu'un bout a vu passer : combien d'octets, et une empreinte de leur suite.
struct GrandLivre {
    std::uint64_t octets = 0;
    std::uint64_t empreinte = 0;

    void noter(std::span<const std::uint8_t> morceau) {
        for (const std::uint8_t octet : morceau) {
            empreinte = empreinte * 1'099'511'628'211U + octet;
        }
        octets += morceau.size();
    }
};

/// Envoie `total` octets par paquets inégaux, comme l'émission : ce qui n'est pas parti se représente.
GrandLivre verser(Transport& transport, std::size_t total, unsigned graine) {
    GrandLivre livre;
    std::vector<std::uint8_t> paquet;
    while (livre.octets < total) {
        graine = graine * 1'664'525U + 1'013'904'223U;
        paquet.assign(1 + (graine >> 8U) % 40'000U, static_cast<std::uint8_t>(graine >> 24U));
        std::span<const std::uint8_t> reste(paquet);
        while (!reste.empty()) {
            const Ecriture ecriture = transport.envoyer(reste);
            if (ecriture.genre == Ecriture::Genre::rompue) {
                return livre;
            }
            livre.noter(reste.first(ecriture.taille));
            reste = reste.subspan(ecriture.taille);
            if (!reste.empty()) {
                static_cast<void>(transport.attendre_place(std::chrono::seconds{5}));
            }
        }
    }
    transport.couper(cconn::detail::Sens::ecriture);
    return livre;
}

GrandLivre puiser(Transport& transport) {
    GrandLivre livre;
    std::vector<std::uint8_t> place(50'000);
    for (;;) {
        const Lecture lecture = transport.recevoir(place, outils::dans(outils::delai_large));
        if (lecture.genre != Lecture::Genre::octets) {
            return lecture.genre == Lecture::Genre::fin ? livre : GrandLivre{};
        }
        livre.noter(std::span(place).first(lecture.taille));
    }
}

} // namespace

TEST_CASE("TLS : des flots se croisent entiers pendant que les cles changent", "[tls]") {
    constexpr std::size_t total = std::size_t{6} << 20U;
    const std::uint64_t octets_par_cle = GENERATE(std::uint64_t{1} << 36U, 1'600'000U, 1U);
    INFO(octets_par_cle << " octets par clé");
    PaireTls paire(octets_par_cle);
    REQUIRE_FALSE(paire.refus_client);
    REQUIRE_FALSE(paire.refus_serveur);

    GrandLivre parti_serveur;
    GrandLivre recu_serveur;
    GrandLivre recu_client;
    std::thread a([&] { parti_serveur = verser(*paire.serveur, total, 1); });
    std::thread b([&] { recu_serveur = puiser(*paire.serveur); });
    std::thread c([&] { recu_client = puiser(*paire.client); });
    const GrandLivre parti_client = verser(*paire.client, total, 2);
    a.join();
    b.join();
    c.join();

    INFO(paire.client->refus().value_or(cconn::detail::Refus{}).texte);
    INFO(paire.serveur->refus().value_or(cconn::detail::Refus{}).texte);
    CHECK(parti_client.octets == recu_serveur.octets);
    CHECK(parti_client.empreinte == recu_serveur.empreinte);
    CHECK(parti_serveur.octets == recu_client.octets);
    CHECK(parti_serveur.empreinte == recu_client.empreinte);
}

TEST_CASE("TLS : une fin annoncee juste apres le changement des cles arrive", "[tls]") {
    const PaireTls paire(1);
    REQUIRE_FALSE(paire.refus_client);
    std::vector<std::uint8_t> octets(100);

    REQUIRE(paire.client->envoyer(octets).taille == octets.size());
    paire.client->couper(cconn::detail::Sens::ecriture);

    CHECK(puiser(*paire.serveur).octets == octets.size());
    CHECK_FALSE(paire.serveur->refus());
}

TEST_CASE("TLS : un flot sans retour change de cles autant qu'il faut", "[tls]") {
    const PaireTls paire(1);
    REQUIRE_FALSE(paire.refus_client);
    GrandLivre recu;
    GrandLivre retour;
    std::thread serveur([&] {
        recu = puiser(*paire.serveur);
        paire.serveur->couper(cconn::detail::Sens::ecriture);
    });
    std::thread lecteur([&] { retour = puiser(*paire.client); });

    // À chaque enregistrement, le serveur répond qu'il change aussi les siennes, et rien d'autre.
    const GrandLivre parti = verser(*paire.client, std::size_t{2} << 20U, 3);
    serveur.join();
    lecteur.join();

    INFO(paire.client->refus().value_or(cconn::detail::Refus{}).texte);
    INFO(paire.serveur->refus().value_or(cconn::detail::Refus{}).texte);
    CHECK_FALSE(paire.client->refus());
    CHECK_FALSE(paire.serveur->refus());
    CHECK(recu.octets == parti.octets);
    CHECK(recu.empreinte == parti.empreinte);
    CHECK(retour.octets == 0);
}

TEST_CASE("TLS : un pair qui ne fait que changer ses cles est suivi, puis ferme", "[tls]") {
    const PaireTls paire(std::uint64_t{1} << 36U);
    REQUIRE_FALSE(paire.refus_client);
    std::vector<Lecture> lectures;
    std::atomic<bool> fini = false;
    std::thread serveur([&] {
        std::vector<std::uint8_t> place(100);
        do {
            lectures.push_back(paire.serveur->recevoir(place, outils::dans(outils::delai_large)));
        } while (lectures.back().genre == Lecture::Genre::octets);
        fini = true;
    });
    const std::vector<std::uint8_t> octets(10);
    const auto envoyer = [&](std::size_t taille) {
        const auto morceau = std::span(octets).first(taille);
        while (paire.client->envoyer(morceau).genre == Ecriture::Genre::pleine && !fini) {
            static_cast<void>(paire.client->attendre_place(std::chrono::milliseconds{20}));
        }
    };

    // Vingt-sept octets chacun ; le contenu remet le compte à zéro.
    for (const int fois : {1'500, 1'500, 1'500, 5'000}) {
        for (int rang = 0; rang < fois; ++rang) {
            SSL_key_update(paire.ssl_client, SSL_KEY_UPDATE_NOT_REQUESTED);
            SSL_do_handshake(paire.ssl_client);
            envoyer(0); // fait partir ce qui attend
        }
        envoyer(octets.size());
    }
    serveur.join();

    REQUIRE(lectures.size() == 4);
    CHECK(lectures[2].taille == octets.size());
    CHECK(lectures[3].genre == Lecture::Genre::rompue);
    CHECK_THAT(
        paire.serveur->refus().value_or(cconn::detail::Refus{}).texte,
        Catch::Matchers::StartsWith("plus de 65536 octets de TLS sans contenu")
    );
}

TEST_CASE("TLS : un client revenu reprend sa session, et une seule fois chacune", "[tls]") {
    const auto chiffrement = banc_tls::chiffrer_client();
    banc_tls::ServeurOpenssl serveur("serveur");
    const auto joindre = [&] {
        cconn::Client client(
            "127.0.0.1", serveur.port(), {.journal = [](auto, auto) {}, .chiffrement = chiffrement}
        );
        // Le ticket suit la poignée de main : il faut le lire.
        static_cast<void>(client.appeler_async("x").attendre(std::chrono::milliseconds{300}));
    };

    joindre();
    joindre();

    CHECK(serveur.programme().lire_jusqua("Reused session-id"));
}

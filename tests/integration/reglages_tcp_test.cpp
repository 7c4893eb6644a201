// Essais des réglages d'une connexion TCP: les mêmes aux deux bouts, hérités ou non.
// SPDX-License-Identifier: MIT
#include "outils/paire_tcp.hpp"

#include <catch2/catch.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using outils::PaireTcp;

TEST_CASE("TransportTcp : les deux bouts sont regles pareil", "[transport][tcp]") {
    struct Reglage {
        int niveau;
        int option;
        int valeur;
    };
    const auto attendu = GENERATE(
        Reglage{IPPROTO_TCP, TCP_NODELAY, 1},
        Reglage{SOL_SOCKET, SO_KEEPALIVE, 1},
        Reglage{IPPROTO_TCP, TCP_KEEPIDLE, 15},
        Reglage{IPPROTO_TCP, TCP_KEEPINTVL, 10},
        Reglage{IPPROTO_TCP, TCP_KEEPCNT, 3},
        Reglage{IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000},
        Reglage{IPPROTO_TCP, TCP_NOTSENT_LOWAT, 128 * 1024}
    );
    const PaireTcp paire("127.0.0.1");

    // Celui du serveur hérite de son écoute.
    for (const auto* const bout : {paire.client.get(), paire.serveur.get()}) {
        int valeur = -1;
        socklen_t taille = sizeof valeur;
        ::getsockopt(bout->descripteur(), attendu.niveau, attendu.option, &valeur, &taille);
        CHECK(valeur == attendu.valeur);
    }
}

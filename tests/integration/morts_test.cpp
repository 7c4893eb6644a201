// Tests des morts au milieu d'un message: le serveur revient à ce qu'il était, ses voisins ne voient rien.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/duo.hpp"
#include "outils/pair_brut.hpp"
#include "outils/processus.hpp"
#include "outils/ressources.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;
using outils::PairBrut;

enum class Mort { fin, demi_fin, rupture, tue };

std::ostream& operator<<(std::ostream& flux, Mort mort) {
    constexpr std::array noms{"FIN", "demi-fermeture", "RST", "kill -9"};
    return flux << noms.at(static_cast<std::size_t>(mort));
}

/// Ecrit le début d'un message, puis meurt ainsi.
void mourir(Mort mort, std::uint16_t port, std::string_view debut) {
    if (mort == Mort::tue) {
        static_cast<void>(outils::dans_un_enfant([&] {
            PairBrut pair(port);
            pair.envoyer(debut);
            return ::raise(SIGKILL) == 0;
        }));
        return;
    }
    PairBrut pair(port);
    pair.envoyer(debut);
    if (mort == Mort::rupture) {
        pair.rompre();
    } else if (mort == Mort::demi_fin) {
        pair.couper_ecriture();
        static_cast<void>(pair.lire()); // le serveur ferme à son tour
    }
}

/// Un serveur dans un enfant, sur ce port (0 : libre). Il faut le tuer.
struct Victime {
    pid_t enfant = -1;
    std::uint16_t port = 0;
};

Victime naitre(std::uint16_t port) {
    std::array<int, 2> tube{};
    REQUIRE(::pipe2(tube.data(), O_CLOEXEC) == 0);
    Victime victime;
    victime.enfant = ::fork();
    if (victime.enfant == 0) {
        try {
            cconn::Serveur serveur(port, 128);
            const std::uint16_t ouvert = serveur.port();
            if (::write(tube[1], &ouvert, sizeof ouvert) != sizeof ouvert) {
                ::_exit(1);
            }
            serveur.lancer();
        } catch (const cconn::Erreur& /*le parent lira une fin*/) {
            ::_exit(1);
        }
    }
    ::close(tube[1]);
    if (::read(tube[0], &victime.port, sizeof victime.port) != sizeof victime.port) {
        victime.port = 0;
    }
    ::close(tube[0]);
    return victime;
}

void tuer(const Victime& victime) {
    ::kill(victime.enfant, SIGKILL);
    ::waitpid(victime.enfant, nullptr, 0);
}

} // namespace

TEST_CASE("Morts : au milieu d'un message, rien ne reste et les voisins ne voient rien") {
    const auto mort = GENERATE(Mort::fin, Mort::demi_fin, Mort::rupture, Mort::tue);
    INFO(mort);
    const outils::JournalMemoire journal;
    cconn::Serveur serveur(0, 64, {.journal = journal.fonction()});
    serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    serveur.lancer_en_fond();
    const cconn::Client voisin("127.0.0.1", serveur.port());
    CHECK(voisin.appeler<std::string>("echo", "avant") == "avant");
    const auto avant = outils::ressources();
    const std::string message = PairBrut::trame(0, 1, "echo", std::tuple(std::string(1'000, 'x')));

    // Tous les octets d'un en-tête, puis de loin en loin jusqu'au message entier.
    for (std::size_t coupe = 0; coupe <= message.size(); coupe += coupe < 12 ? 1 : 97) {
        mourir(mort, serveur.port(), std::string_view(message).substr(0, coupe));
        REQUIRE(voisin.appeler<std::string>("echo", "pendant") == "pendant");
    }

    REQUIRE(outils::attendre_clients(serveur, 1));
    CHECK(outils::attendre_que([&] {
        const auto apres = outils::ressources();
        return apres.descripteurs <= avant.descripteurs && apres.fils <= avant.fils + 1;
    }));
    CHECK(voisin.appeler<std::string>("echo", "après") == "après");
}

TEST_CASE("Morts : un serveur tue avec cent clients rend son port aussitot") {
    std::uint16_t port = 0;
    for (int tour = 0; tour < 5; ++tour) {
        Victime victime;
        const auto duree = outils::duree_de([&] { victime = naitre(port); });
        REQUIRE(victime.port != 0);
        CHECK(duree < 5s); // sans charge, quelques millisecondes
        CHECK((port == 0 || victime.port == port));
        port = victime.port;
        std::vector<std::unique_ptr<PairBrut>> clients;
        for (int numero = 0; numero < 100; ++numero) {
            clients.push_back(std::make_unique<PairBrut>(port));
        }
        clients.back()->envoyer_requete(1, "absente");
        CHECK(clients.back()->lire().find("COMMANDE_INCONNUE") != std::string::npos);

        const Victime second = naitre(port);
        CHECK(second.port == 0); // le port n'est pas partagé
        tuer(second);
        tuer(victime);
    }
}

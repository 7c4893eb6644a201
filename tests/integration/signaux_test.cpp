// Tests sous une pluie de signaux: aucun appel n'échoue, rien ne se perd ni ne se double.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

std::atomic<int> signaux_recus = 0;

/// Le gestionnaire de SIGUSR1 d'une application, le temps d'une portée.
class Gestionnaire {
public:
    explicit Gestionnaire(int drapeaux) {
        struct sigaction action {};
        action.sa_handler = [](int /*signal*/) {
            ++signaux_recus;
        };
        action.sa_flags = drapeaux;
        ::sigaction(SIGUSR1, &action, &ancien_);
    }
    Gestionnaire(const Gestionnaire&) = delete;
    Gestionnaire& operator=(const Gestionnaire&) = delete;
    Gestionnaire(Gestionnaire&&) = delete;
    Gestionnaire& operator=(Gestionnaire&&) = delete;
    ~Gestionnaire() { ::sigaction(SIGUSR1, &ancien_, nullptr); }

private:
    struct sigaction ancien_ {};
};

/// Envoie SIGUSR1 mille fois par seconde, tour à tour à chaque fil de ce processus.
class Pluie {
public:
    Pluie()
        : fil_([](const std::stop_token& arret) {
              outils::Evenement jamais;
              while (!arret.stop_requested()) {
                  for (const auto& fil : std::filesystem::directory_iterator("/proc/self/task")) {
                      const long numero = std::stol(fil.path().filename().string());
                      ::syscall(SYS_tgkill, ::getpid(), numero, SIGUSR1);
                      jamais.attendre(1, 1ms);
                  }
              }
          }) {}

private:
    std::jthread fil_;
};

} // namespace

TEST_CASE("Signaux : mille par seconde ne font echouer ni perdre aucun message", "[hote]") {
    const int drapeaux = GENERATE(0, SA_RESTART);
    INFO("drapeaux " << drapeaux);
    const Gestionnaire gestionnaire(drapeaux);
    const int avant = signaux_recus;
    std::atomic<std::uint64_t> somme = 0;
    std::atomic<std::uint64_t> nombre = 0;
    cconn::Serveur serveur(0, 4);
    serveur.enregistrer_commande("doubler", [](std::uint64_t n) { return 2 * n; });
    serveur.enregistrer_commande("noter", [&](std::uint64_t n) {
        somme += n;
        ++nombre;
    });
    serveur.lancer_en_fond();

    std::uint64_t envoyes = 0;
    std::uint64_t total = 0;
    int faux = 0;
    {
        const Pluie pluie;
        cconn::Client client("127.0.0.1", serveur.port());
        while (signaux_recus < avant + 100) {
            for (int tour = 0; tour < 20; ++tour) {
                ++envoyes;
                total += envoyes;
                faux += client.envoyer("noter", envoyes) ? 0 : 1;
                faux += client.appeler<std::uint64_t>("doubler", envoyes) == 2 * envoyes ? 0 : 1;
            }
        }
    }

    CHECK(faux == 0);
    CHECK(nombre == envoyes);
    CHECK(somme == total);
}

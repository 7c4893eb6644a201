// Essais de la reconnexion sous charge: serveur tué et relancé, cent clients qui reviennent.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/erreurs.hpp"
#include "outils/journal_memoire.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace std::chrono_literals;
using outils::code_de;
using outils::JournalMemoire;
using outils::Recueil;

extern char** environ; // NOLINT(readability-redundant-declaration): absent de certains unistd.h

namespace {

/// `serveur_a_tuer`, dans un autre processus, toujours sur le même port une fois connu.
class ServeurATuer {
public:
    ServeurATuer() { lancer(); }
    ServeurATuer(const ServeurATuer&) = delete;
    ServeurATuer& operator=(const ServeurATuer&) = delete;
    ~ServeurATuer() {
        tuer();
        std::filesystem::remove(livre_);
    }

    void lancer() {
        std::array<int, 2> tube{};
        if (::pipe2(tube.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("pas de tube");
        }
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, tube[1], 1);
        std::string programme = CCONN_SERVEUR_A_TUER;
        std::string port = std::to_string(port_);
        std::array<char*, 4> arguments{programme.data(), port.data(), livre_.data(), nullptr};
        const int issue =
            ::posix_spawn(&pid_, programme.c_str(), &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(tube[1]);
        std::array<char, 16> lu{};
        const ssize_t taille = issue == 0 ? ::read(tube[0], lu.data(), lu.size() - 1) : 0;
        ::close(tube[0]);
        if (taille <= 0) {
            throw std::runtime_error("le serveur ne s'est pas lancé");
        }
        port_ = std::stoi(lu.data());
    }

    void tuer() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
            pid_ = -1;
        }
    }

    [[nodiscard]] int port() const { return port_; }

    /// Combien de fois chaque numéro a été exécuté.
    [[nodiscard]] std::map<std::int64_t, int> livre() const {
        std::map<std::int64_t, int> comptes;
        std::ifstream lecture(livre_, std::ios::binary);
        std::int64_t numero = 0;
        while (lecture.read(reinterpret_cast<char*>(&numero), sizeof numero)) {
            ++comptes[numero];
        }
        return comptes;
    }

private:
    std::string livre_ =
        (std::filesystem::temp_directory_path() / ("livre_" + std::to_string(::getpid()))).string();
    int port_ = 0;
    pid_t pid_ = -1;
};

/// Ce que les appelants savent de leurs appels, numéro par numéro.
struct Bilan {
    std::vector<std::int64_t> reussis;
    std::vector<std::int64_t> inconnus;
    std::vector<std::int64_t> jamais_partis;
    std::vector<std::string> autres;
};

/// Appelle sans arrêt jusqu'à `fini`, chaque appel avec un numéro à lui.
Bilan appeler_sans_cesse(
    const cconn::Client& client,
    std::int64_t rang,
    const std::atomic<bool>& fini,
    std::atomic<int>& reussites
) {
    Bilan bilan;
    for (std::int64_t n = rang << 32; !fini; ++n) {
        try {
            if (client.appeler<std::int64_t>("inscrire", n) != n) {
                bilan.autres.emplace_back("réponse croisée");
            }
            bilan.reussis.push_back(n);
            ++reussites;
        } catch (const cconn::Erreur& erreur) {
            if (erreur.code_cconn() == cconn::CodeErreur::jamais_envoye) {
                bilan.jamais_partis.push_back(n);
                std::this_thread::yield();
            } else if (erreur.code_cconn() == cconn::CodeErreur::connexion_perdue) {
                bilan.inconnus.push_back(n);
            } else {
                bilan.autres.emplace_back(erreur.what());
            }
        }
    }
    return bilan;
}

void verifier(const Bilan& bilan, const std::map<std::int64_t, int>& livre) {
    const auto fois = [&](std::int64_t n) {
        const auto trouve = livre.find(n);
        return trouve == livre.end() ? 0 : trouve->second;
    };
    CHECK(bilan.autres == std::vector<std::string>{});
    CHECK(std::ranges::all_of(bilan.reussis, [&](auto n) { return fois(n) == 1; }));
    CHECK(std::ranges::all_of(bilan.inconnus, [&](auto n) { return fois(n) <= 1; }));
    CHECK(std::ranges::all_of(bilan.jamais_partis, [&](auto n) { return fois(n) == 0; }));
}

cconn::OptionsClient tenace(const JournalMemoire& journal) {
    return {
        .journal = journal.fonction(),
        .reconnexion = cconn::Reconnexion{.delai_initial = 5ms, .delai_max = 50ms}};
}

} // namespace

TEST_CASE(
    "Reconnexion sous charge : serveur tue et relance, les deux livres s'accordent", "[reconnexion]"
) {
    constexpr int nb_clients = 4;
    constexpr int coupures = 4;
    const JournalMemoire journal;
    ServeurATuer serveur;
    std::atomic<bool> fini = false;
    std::atomic<int> reussites = 0;
    std::vector<Bilan> bilans(2 * nb_clients);
    std::vector<std::unique_ptr<cconn::Client>> clients;
    std::vector<std::jthread> fils;
    for (std::size_t i = 0; i < nb_clients; ++i) {
        clients.push_back(
            std::make_unique<cconn::Client>("127.0.0.1", serveur.port(), tenace(journal))
        );
        if (i % 2 == 0) {
            clients.back()->lancer_en_fond(); // les autres se rouvrent dans leurs appels
        }
        for (std::size_t fil = 2 * i; fil <= 2 * i + 1; ++fil) {
            fils.emplace_back([&, &client = *clients.back(), fil] {
                bilans[fil] =
                    appeler_sans_cesse(client, static_cast<std::int64_t>(fil) + 1, fini, reussites);
            });
        }
    }

    for (int coupure = 0; coupure < coupures; ++coupure) {
        const int avant = reussites;
        REQUIRE(outils::attendre_que([&] { return reussites > avant + 200; }));
        serveur.tuer();
        serveur.lancer(); // sur le même port, où des connexions finissent encore
    }
    const int avant = reussites;
    REQUIRE(outils::attendre_que([&] { return reussites > avant + 200; }));
    fini = true;
    fils.clear();

    const auto livre = serveur.livre();
    std::size_t inconnus = 0;
    for (const Bilan& bilan : bilans) {
        verifier(bilan, livre);
        CHECK_FALSE(bilan.reussis.empty());
        inconnus += bilan.inconnus.size();
    }
    // Un appel en vol par fil et par coupure, et ceux d'une connexion que le mourant n'a pas acceptée.
    CHECK(inconnus <= 4 * nb_clients * coupures);
}

TEST_CASE("Reconnexion sous charge : cent clients reviennent, tous", "[reconnexion]") {
    constexpr std::size_t nombre = 100;
    const JournalMemoire journal;
    ServeurATuer serveur;
    std::atomic<std::size_t> connexions = 0;
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (std::size_t i = 0; i < nombre; ++i) {
        clients.push_back(
            std::make_unique<cconn::Client>("127.0.0.1", serveur.port(), tenace(journal))
        );
        clients.back()->quand_connecte([&] { ++connexions; });
        clients.back()->lancer_en_fond();
    }
    REQUIRE(connexions == nombre);

    serveur.tuer();
    serveur.lancer();

    // Un mourant accepte parfois encore, puis coupe : un client peut s'y reprendre à deux fois.
    CHECK(outils::attendre_que([&] { return connexions >= 2 * nombre; }));
    for (const auto& client : clients) {
        CHECK(outils::attendre_que([&] {
            return code_de([&] { client->appeler("inscrire", 1); }) == "rien";
        }));
        CHECK(client->etat() == cconn::EtatClient::connecte);
    }
}

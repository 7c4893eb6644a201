// Essais de l'héritage: ce que les ouvriers ne gardent pas de l'hôte, et l'hôte à plusieurs fils.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Contexte;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using essai::Temoin;
using outils::JournalMemoire;

namespace {

// L'allocateur d'ASan 14 ne se prépare pas à fork : un ouvrier né pendant qu'un autre fil alloue attend
// un verrou que personne ne rendra. Vu : un ouvrier sur vingt.
#if defined(__SANITIZE_ADDRESS__)
constexpr int fils_qui_allouent = 0;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr int fils_qui_allouent = 0;
#else
constexpr int fils_qui_allouent = 4;
#endif
#else
constexpr int fils_qui_allouent = 4;
#endif

std::atomic<int> signaux_recus = 0; // dans chaque processus, le sien

/// Dit ce que cet ouvrier tient.
class Inventaire final : public Essai {
public:
    using Essai::Essai;

    void preparer(cconn::Serveur& serveur) override {
        Essai::preparer(serveur);
        serveur.enregistrer_commande("signaux_recus", [] { return signaux_recus.load(); });
        serveur.enregistrer_commande("est_relie", [](int descripteur) {
            int genre = 0;
            socklen_t taille = sizeof genre;
            return ::getsockopt(descripteur, SOL_SOCKET, SO_TYPE, &genre, &taille) == 0;
        });
        serveur.enregistrer_commande("signaler", [](int signal) { ::raise(signal); });
    }
};

} // namespace

TEST_CASE(
    "Heritage : une connexion que l'hote ferme n'est pas tenue par un ouvrier", "[ouvriers]"
) {
    const JournalMemoire journal;
    std::array<int, 2> bouts{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, bouts.data()) == 0);
    Ouvriers ouvriers(essai::config(journal), application<Inventaire>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 1));

    ::close(bouts[0]);

    pollfd attente{bouts[1], POLLIN, 0};
    CHECK(::poll(&attente, 1, 20'000) == 1);
    char octet = 0;
    CHECK(::read(bouts[1], &octet, 1) == 0);
    CHECK_FALSE(nouveau_client(ouvriers.port())->appeler<bool>("est_relie", bouts[1]));
    ::close(bouts[1]);
}

TEST_CASE("Heritage : les descripteurs demandes sont gardes", "[ouvriers]") {
    const JournalMemoire journal;
    std::array<int, 2> bouts{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, bouts.data()) == 0);
    auto config = essai::config(journal);
    config.descripteurs_gardes = {bouts[0]};
    Ouvriers ouvriers(config, application<Inventaire>);
    ouvriers.lancer();

    auto client = nouveau_client(ouvriers.port());
    CHECK(client->appeler<bool>("est_relie", bouts[0]));
    CHECK_FALSE(client->appeler<bool>("est_relie", bouts[1]));
    ::close(bouts[0]);
    ::close(bouts[1]);
}

TEST_CASE("Heritage : un ouvrier n'a que son ecoute, son journal et ses clients", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Inventaire>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    auto client = nouveau_client(ouvriers.port());

    int relies = 0;
    for (int descripteur = 3; descripteur < 64; ++descripteur) {
        relies += client->appeler<bool>("est_relie", descripteur) ? 1 : 0;
    }
    // L'écoute, ses copies dans le serveur, le journal, et ce client.
    CHECK(relies == 5);
}

TEST_CASE(
    "Heritage : deux groupes d'ouvriers dans un hote s'arretent l'un sans l'autre", "[ouvriers]"
) {
    const JournalMemoire journal;
    Ouvriers premier(essai::config(journal, 2), application<Essai>);
    Ouvriers second(essai::config(journal, 2), application<Essai>);
    premier.lancer();
    second.lancer();
    REQUIRE(attendre_service(second, 2));

    CHECK(premier.arreter(20s) == 0);
    CHECK(nouveau_client(second.port())->appeler<int>("compter") == 1);
    CHECK(second.arreter(20s) == 0);
}

TEST_CASE(
    "Heritage : un gestionnaire de signal de l'hote ne s'execute pas chez un ouvrier", "[ouvriers]"
) {
    struct sigaction action {};
    struct sigaction ancienne {};
    action.sa_handler = [](int /*signal*/) {
        ++signaux_recus;
    };
    ::sigaction(SIGWINCH, &action, &ancienne);
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<Inventaire>);
    ouvriers.lancer();
    auto client = nouveau_client(ouvriers.port());

    client->appeler("signaler", SIGWINCH);

    CHECK(client->appeler<int>("signaux_recus") == 0);
    ::sigaction(SIGWINCH, &ancienne, nullptr);
}

TEST_CASE("Heritage : un hote qui ignore SIGCHLD n'empeche pas de remplacer", "[ouvriers]") {
    const auto avant = std::signal(SIGCHLD, SIG_IGN);
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 1));

    essai::signaler(ouvriers.etat().ouvriers[0].pid, SIGKILL);

    CHECK(outils::attendre_que([&] { return ouvriers.etat().remplacements() == 1; }));
    CHECK(ouvriers.arreter() == 0);
    static_cast<void>(std::signal(SIGCHLD, avant));
}

TEST_CASE("Heritage : lancer pendant que d'autres fils allouent et ecrivent", "[ouvriers]") {
    const JournalMemoire journal;
    std::atomic<bool> fini = false;
    std::vector<std::jthread> fils;
    for (int i = 0; i < fils_qui_allouent; ++i) {
        fils.emplace_back([&fini] {
            while (!fini) {
                const auto texte = std::make_unique<std::string>(1'000, 'x');
                static_cast<void>(std::fprintf(stdout, "%s", ""));
            }
        });
    }
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);

    for (int i = 0; i < 10; ++i) {
        ouvriers.lancer();
        CHECK(nouveau_client(ouvriers.port())->appeler<int>("compter") == 1);
        CHECK(ouvriers.arreter(20s) == 0);
    }
    fini = true;
}

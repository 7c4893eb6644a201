// Essais de la solidarité des processus: l'hôte tué, le contremaître tué, Ctrl-C, SIGTERM.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/erreurs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <vector>

using namespace std::chrono_literals;
using cconn::NiveauJournal;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Essai;
using essai::nouveau_client;
using essai::Ouvriers;
using outils::attendre_que;
using outils::code_de;
using outils::JournalMemoire;

namespace {

constexpr std::size_t nb_ouvriers = 3;

/// Ce que l'hôte fait savoir au test.
struct Annonce {
    std::uint16_t port = 0;
    std::array<int, nb_ouvriers + 1> pids{};
};

/// Un processus à part qui lance des ouvriers, chef de son groupe, et que le test tuera.
class Hote final {
public:
    /// @param ensuite  ce que l'hôte fait d'eux avant de s'annoncer.
    explicit Hote(const std::function<void(Ouvriers&)>& ensuite = [](Ouvriers&) {}) {
        std::array<int, 2> tube{};
        REQUIRE(::pipe2(tube.data(), O_CLOEXEC) == 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::setpgid(0, 0);
            vivre(tube[1], ensuite);
        }
        ::close(tube[1]);
        const bool lue = ::read(tube[0], &annonce_, sizeof annonce_) == sizeof annonce_;
        ::close(tube[0]);
        if (!lue) {
            throw std::runtime_error("l'hôte ne s'est pas annoncé");
        }
    }
    Hote(const Hote&) = delete;
    Hote& operator=(const Hote&) = delete;
    Hote(Hote&&) = delete;
    Hote& operator=(Hote&&) = delete;
    ~Hote() { tuer(SIGKILL); }

    /// Envoie ce signal et attend la fin de l'hôte, sans rien dire à ses enfants.
    void tuer(int signal) {
        if (pid_ > 0) {
            ::kill(pid_, signal);
            ::waitpid(std::exchange(pid_, 0), nullptr, 0);
        }
    }
    void signaler_groupe(int signal) const { ::kill(-pid_, signal); }

    [[nodiscard]] std::uint16_t port() const { return annonce_.port; }
    [[nodiscard]] const auto& pids() const { return annonce_.pids; }
    [[nodiscard]] bool enfants_finis() const {
        return attendre_que([this] { return std::ranges::none_of(pids(), essai::vit); });
    }

private:
    [[noreturn]] static void vivre(int tube, const std::function<void(Ouvriers&)>& ensuite) {
        cconn::ouvriers::Config config;
        config.port = 0;
        config.nb_ouvriers = nb_ouvriers;
        config.journal = [](NiveauJournal /*niveau*/, std::string_view /*texte*/) {
        };
        // Ctrl-C ne tue pas cet hôte-ci : on voit alors ce qu'en font les ouvriers.
        static_cast<void>(std::signal(SIGINT, [](int /*signal*/) {}));
        Ouvriers ouvriers(config, application<Essai>);
        ouvriers.lancer();
        Annonce annonce;
        if (attendre_service(ouvriers, nb_ouvriers)) {
            annonce.port = ouvriers.port();
            std::ranges::copy(essai::processus(ouvriers), annonce.pids.begin());
            ensuite(ouvriers);
            static_cast<void>(::write(tube, &annonce, sizeof annonce) < 0);
        }
        while (true) {
            ::pause();
        }
    }

    pid_t pid_ = -1;
    Annonce annonce_;
};

} // namespace

TEST_CASE(
    "Solidarite : l'hote tue par SIGKILL, tous finissent et le port est libre", "[ouvriers]"
) {
    Hote hote;
    const auto client = nouveau_client(hote.port());
    REQUIRE(client->appeler<int>("compter") == 1);

    hote.tuer(SIGKILL);

    CHECK(hote.enfants_finis());
    CHECK(code_de([&] { client->appeler("pid"); }) == "CONNEXION_PERDUE");
    CHECK(attendre_que([&] {
        return code_de([&] { const cconn::Serveur suivant(hote.port()); }) == "rien";
    }));
}

TEST_CASE("Solidarite : meme si un ouvrier est dans une commande sans fin", "[ouvriers]") {
    Hote hote;
    const auto client = nouveau_client(hote.port());
    client->envoyer("bloquer");

    hote.tuer(SIGKILL);

    CHECK(hote.enfants_finis());
}

TEST_CASE("Solidarite : meme si un enfant de l'hote tient encore ses descripteurs", "[ouvriers]") {
    // Cet enfant-là garde une copie du bout de l'hôte : sa fermeture ne dira rien.
    const essai::CompteurPartage pid_enfant;
    Hote hote([&](Ouvriers&) {
        const pid_t enfant = ::fork();
        if (enfant == 0) {
            while (true) {
                ::pause();
            }
        }
        pid_enfant.valeur() = enfant;
    });

    hote.tuer(SIGKILL);

    CHECK(hote.enfants_finis());
    CHECK(essai::vit(pid_enfant.valeur()));
    essai::signaler(pid_enfant.valeur(), SIGKILL);
}

TEST_CASE("Solidarite : hote et contremaitre tues ensemble, les ouvriers finissent", "[ouvriers]") {
    Hote hote;

    essai::signaler(hote.pids()[0], SIGKILL);
    hote.tuer(SIGKILL);

    CHECK(hote.enfants_finis());
}

TEST_CASE("Solidarite : le contremaitre tue est remplace, et ses ouvriers avec lui", "[ouvriers]") {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, 2), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto avant = essai::processus(ouvriers);

    essai::signaler(avant[0], SIGKILL);
    // Connecté pendant qu'il n'y a personne : il attend, et sera servi.
    auto client = nouveau_client(ouvriers.port());

    CHECK(journal.attendre(NiveauJournal::erreur, "le contremaître est mort"));
    CHECK(attendre_que([&] { return ouvriers.etat().remplacements() == 2; }));
    CHECK(attendre_service(ouvriers, 2));
    CHECK(attendre_que([&] { return std::ranges::none_of(avant, essai::vit); }));
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("compter") == 1);
    CHECK(ouvriers.arreter() == 0);
}

TEST_CASE("Solidarite : SIGTERM au contremaitre arrete tout", "[ouvriers]") {
    const JournalMemoire journal;
    essai::Temoin temoin;
    Ouvriers ouvriers(essai::config(journal, temoin, 2), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, 2));
    const auto pids = essai::processus(ouvriers);

    essai::signaler(pids[0], SIGTERM);

    CHECK(attendre_que([&] { return std::ranges::all_of(pids, essai::a_disparu); }));
    CHECK(temoin.attendre(2) == "FF"); // proprement
    CHECK(code_de([&] { nouveau_client(ouvriers.port()); }) == "CONNEXION_REFUSEE");
    CHECK(ouvriers.arreter() == 0);
    ouvriers.lancer();
    CHECK(nouveau_client(ouvriers.port())->appeler<int>("compter") == 1);
}

TEST_CASE("Solidarite : Ctrl-C sur tout le groupe, c'est l'hote qui decide", "[ouvriers]") {
    Hote hote;
    const auto client = nouveau_client(hote.port());
    const int pid = client->appeler<int>("pid");

    hote.signaler_groupe(SIGINT);

    CHECK(client->appeler<int>("pid") == pid);
    CHECK(std::ranges::all_of(hote.pids(), essai::vit));
}

// Essai de charge: deux cents clients pendant que les ouvriers sont tués tour à tour.
// SPDX-License-Identifier: MIT
#include "application_essai.hpp"
#include "outils/duree.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cconn::ouvriers::application;
using essai::attendre_service;
using essai::Essai;
using essai::Ouvriers;
using outils::JournalMemoire;

namespace {

constexpr std::size_t nb_clients = 200;
constexpr std::size_t nb_fils = 8;
constexpr std::size_t nb_ouvriers = 4;
constexpr auto entre_deux_morts = 400ms;

/// Les ouvriers tués, et combien.
class Victimes {
public:
    void ajouter(int pid) {
        const std::lock_guard verrou(mutex_);
        pids_.insert(pid);
    }
    [[nodiscard]] bool contient(int pid) const {
        const std::lock_guard verrou(mutex_);
        return pids_.contains(pid);
    }
    [[nodiscard]] std::size_t nombre() const {
        const std::lock_guard verrou(mutex_);
        return pids_.size();
    }

private:
    mutable std::mutex mutex_;
    std::set<int> pids_;
};

struct Comptes {
    std::atomic<std::uint64_t> echanges = 0;
    std::atomic<std::uint64_t> pertes = 0;
    std::atomic<std::uint64_t> refus = 0;
    std::atomic<std::uint64_t> pertes_sans_victime = 0;
    std::atomic<std::uint64_t> changements = 0; ///< Un client servi par un autre que le sien.
};

/// Un client qui échange, et revient quand son ouvrier est mort.
class Habitue {
public:
    Habitue(std::uint16_t port, const Victimes& victimes, Comptes& comptes)
        : port_(port),
          victimes_(&victimes),
          comptes_(&comptes) {}

    void echanger() {
        try {
            if (client_ == nullptr) {
                pid_ = 0;
                victimes_avant_ = victimes_->nombre();
                client_ = essai::nouveau_client(port_);
            }
            const int pid = client_->appeler<int>("pid");
            comptes_->changements += pid_ != 0 && pid != pid_ ? 1U : 0U;
            pid_ = pid;
            ++comptes_->echanges;
        } catch (const cconn::Erreur& erreur) {
            noter(erreur);
            client_.reset();
        }
    }

private:
    void noter(const cconn::Erreur& erreur) {
        if (erreur.code_cconn() != cconn::CodeErreur::connexion_perdue) {
            ++comptes_->refus;
            return;
        }
        ++comptes_->pertes;
        // L'ouvrier a pu être tué avant de dire son nom : il suffit alors qu'il y ait eu un mort.
        const bool explique =
            pid_ != 0 ? victimes_->contient(pid_) : victimes_->nombre() > victimes_avant_;
        comptes_->pertes_sans_victime += explique ? 0U : 1U;
    }

    std::uint16_t port_;
    const Victimes* victimes_;
    Comptes* comptes_;
    std::unique_ptr<cconn::Client> client_;
    int pid_ = 0;
    std::size_t victimes_avant_ = 0;
};

/// Fait échanger sa part des clients jusqu'à la fin.
void frequenter(
    std::uint16_t port, const Victimes& victimes, Comptes& comptes, const std::atomic<bool>& fini
) {
    std::vector<Habitue> habitues;
    for (std::size_t i = 0; i < nb_clients / nb_fils; ++i) {
        habitues.emplace_back(port, victimes, comptes);
    }
    while (!fini) {
        for (Habitue& habitue : habitues) {
            habitue.echanger();
        }
    }
}

/// Tue un ouvrier après l'autre, quand il sert.
void decimer(const Ouvriers& ouvriers, Victimes& victimes) {
    const auto echeance = std::chrono::steady_clock::now() + outils::duree();
    const outils::Evenement jamais;
    for (std::size_t tour = 0; std::chrono::steady_clock::now() < echeance; ++tour) {
        jamais.attendre(1, entre_deux_morts);
        const auto ouvrier = ouvriers.etat().ouvriers[tour % nb_ouvriers];
        if (ouvrier.sert) {
            victimes.ajouter(ouvrier.pid); // d'abord : un client peut le constater aussitôt
            essai::signaler(ouvrier.pid, SIGKILL);
        }
    }
}

} // namespace

TEST_CASE(
    "Charge : 200 clients, les ouvriers tues tour a tour, le service ne refuse personne",
    "[ouvriers]"
) {
    const JournalMemoire journal;
    Ouvriers ouvriers(essai::config(journal, nb_ouvriers), application<Essai>);
    ouvriers.lancer();
    REQUIRE(attendre_service(ouvriers, nb_ouvriers));
    Victimes victimes;
    Comptes comptes;
    std::atomic<bool> fini = false;
    {
        std::vector<std::jthread> fils;
        for (std::size_t i = 0; i < nb_fils; ++i) {
            fils.emplace_back(
                frequenter, ouvriers.port(), std::cref(victimes), std::ref(comptes), std::cref(fini)
            );
        }
        decimer(ouvriers, victimes);
        fini = true;
    }

    std::cout << victimes.nombre() << " ouvriers tués, " << comptes.echanges << " échanges, "
              << comptes.pertes << " connexions perdues" << std::endl;
    CHECK(victimes.nombre() > 0);
    CHECK(comptes.refus == 0);
    CHECK(comptes.pertes_sans_victime == 0);
    CHECK(comptes.changements == 0);
    CHECK(comptes.pertes > 0);
    CHECK(comptes.echanges > comptes.pertes);
    CHECK(attendre_service(ouvriers, nb_ouvriers));
    CHECK(ouvriers.etat().remplacements() == victimes.nombre());
    CHECK(ouvriers.arreter(30s) == 0);
}

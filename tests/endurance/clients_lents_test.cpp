// Des clients sourds parmi des centaines: les autres n'attendent pas, la mémoire reste bornée.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "outils/chiffres.hpp"
#include "outils/journal_memoire.hpp"
#include "outils/pair_brut.hpp"
#include "outils/processus.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

using namespace std::chrono_literals;

namespace {

std::int64_t maintenant() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

/// Les retards des annonces chez tous les clients, en nanosecondes.
class Retards {
public:
    void noter(std::int64_t depart) {
        const std::int64_t retard = maintenant() - depart;
        const std::lock_guard verrou(mutex_);
        retards_.push_back(retard);
    }
    [[nodiscard]] std::size_t nombre() const {
        const std::lock_guard verrou(mutex_);
        return retards_.size();
    }
    /// Le 99e centile, et tout recommence.
    std::int64_t centile99() {
        const std::lock_guard verrou(mutex_);
        const auto rang = static_cast<std::ptrdiff_t>(retards_.size() * 99 / 100);
        std::nth_element(retards_.begin(), retards_.begin() + rang, retards_.end());
        const std::int64_t centile = retards_[static_cast<std::size_t>(rang)];
        retards_.clear();
        return centile;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::int64_t> retards_;
};

constexpr std::size_t nb_sourds = 10;
constexpr std::size_t nb_livraisons = 90'000;

/// Trois cents, ou ce que dit CCONN_CLIENTS.
std::size_t lire_nb_clients() {
    const std::string demandes = outils::variable("CCONN_CLIENTS");
    return demandes.empty() ? 300 : std::stoul(demandes);
}

/// Annonce à tous, et attend chaque fois que les clients qui lisent aient tout reçu.
std::int64_t mesurer(cconn::Serveur& serveur, Retards& retards, std::size_t nb_clients) {
    const std::string charge(std::size_t{64} << 10, 'x');
    for (std::size_t n = 1; n <= nb_livraisons / nb_clients; ++n) {
        serveur.envoyer("annonce", maintenant(), charge);
        if (!outils::attendre_que([&] { return retards.nombre() >= n * nb_clients; }, 60s)) {
            return -1;
        }
    }
    return retards.centile99();
}

} // namespace

TEST_CASE("Clients lents : dix sourds n'en retardent pas des centaines", "[endurance]") {
    const std::size_t nb_clients = lire_nb_clients();
    outils::permettre_descripteurs(3 * nb_clients);
    Retards retards;
    outils::Recueil<cconn::Cause> causes;
    const outils::JournalMemoire journal;
    cconn::OptionsServeur options{.journal = journal.fonction()};
    options.limites.delai_client_lent = 2s;
    cconn::Serveur serveur(0, nb_clients + nb_sourds, options);
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause cause) {
        causes.ajouter(cause);
    });
    serveur.lancer_en_fond();
    std::vector<std::unique_ptr<cconn::Client>> clients;
    for (std::size_t i = 0; i < nb_clients; ++i) {
        clients.push_back(std::make_unique<cconn::Client>("127.0.0.1", serveur.port()));
        clients.back()->enregistrer_commande(
            "annonce", [&](std::int64_t depart, const std::string&) { retards.noter(depart); }
        );
        clients.back()->lancer_en_fond();
    }
    REQUIRE(outils::attendre_que([&] { return serveur.nb_clients() == nb_clients; }));

    const std::int64_t sans = mesurer(serveur, retards, nb_clients);
    std::vector<outils::PairBrut> sourds;
    for (std::size_t i = 0; i < nb_sourds; ++i) {
        sourds.emplace_back(serveur.port());
    }
    REQUIRE(outils::attendre_que([&] { return serveur.nb_clients() == nb_clients + nb_sourds; }));
    const std::int64_t avec = mesurer(serveur, retards, nb_clients);

    std::cout << "clients lents : 99e centile " << sans / 1'000 << " µs sans sourd, "
              << avec / 1'000 << " µs avec " << nb_sourds << std::endl;
    outils::publier("clients", nb_clients);
    outils::publier("sourds", nb_sourds);
    outils::publier("p99_sans_sourds_us", static_cast<std::uint64_t>(sans / 1'000));
    outils::publier("p99_avec_sourds_us", static_cast<std::uint64_t>(avec / 1'000));
    REQUIRE(sans > 0);
    REQUIRE(avec > 0);
    CHECK(avec <= 2 * sans);
    const auto congedies = causes.attendre(nb_sourds, 30s);
    CHECK(congedies == std::vector<cconn::Cause>(nb_sourds, cconn::Cause::client_lent));
    outils::publier("sourds_deconnectes_client_lent", congedies.size());
    CHECK(serveur.nb_clients() == nb_clients);
    for (auto& client : clients) {
        client->quand_deconnecte(nullptr);
        client->eteindre();
    }
}

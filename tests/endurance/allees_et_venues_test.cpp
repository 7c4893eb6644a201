// Dix mille clients qui viennent et s'en vont: rien ne s'accumule.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/ressources.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace {

using namespace std::chrono_literals;

constexpr int nb_rodages = 500;
constexpr int nb_venues = 10'000;
constexpr std::size_t place_memoire = std::size_t{2} << 20;

/// Compte les départs, et permet de les attendre.
class Departs {
public:
    void noter() {
        const std::lock_guard verrou(mutex_);
        ++nombre_;
        signal_.notify_all();
    }

    [[nodiscard]] bool attendre(int nombre) {
        std::unique_lock verrou(mutex_);
        return signal_.wait_for(verrou, 20s, [&] { return nombre_ >= nombre; });
    }

private:
    std::mutex mutex_;
    std::condition_variable signal_;
    int nombre_ = 0;
};

} // namespace

TEST_CASE("Allees et venues : dix mille clients ne laissent rien derriere eux", "[endurance]") {
    cconn::Serveur serveur(0, 4);
    Departs departs;
    std::atomic<int> arrivees = 0;
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.quand_client_connecte([&](cconn::Connexion& client) {
        client.donnees<int>() = ++arrivees;
        return true;
    });
    serveur.quand_client_deconnecte([&](cconn::Connexion&, cconn::Cause) { departs.noter(); });
    serveur.lancer_en_fond();
    const auto venir = [&](int fois) {
        for (int numero = 0; numero < fois; ++numero) {
            cconn::Client client("127.0.0.1", serveur.port());
            REQUIRE(client.appeler<int>("somme", numero, 1) == numero + 1);
        }
    };
    venir(nb_rodages);
    REQUIRE(departs.attendre(nb_rodages));
    const auto avant = outils::ressources();

    venir(nb_venues);
    REQUIRE(departs.attendre(nb_rodages + nb_venues));

    const auto apres = outils::ressources();
    INFO("mémoire : " << avant.memoire << " puis " << apres.memoire << " octets");
    CHECK(arrivees == nb_rodages + nb_venues);
    CHECK(apres.descripteurs <= avant.descripteurs + 4); // ceux qui finissent de se fermer
    CHECK(apres.fils <= avant.fils + 4);
    if constexpr (CCONN_MEMOIRE_FIDELE != 0) {
        CHECK(apres.memoire <= avant.memoire + place_memoire);
    }
    CHECK(serveur.nb_clients() <= 1);
}

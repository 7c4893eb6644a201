// Des appels système qui échouent ou s'arrêtent en chemin, au hasard: rien ne se perd ni ne se croise.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "pannes/mode.hpp"
#include "pannes/panne.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using pannes::Pannes;

constexpr std::uint64_t nb_graines_courtes = 20;
constexpr std::uint64_t nb_graines_longues = 1'000;
constexpr int messages_courts = 60;
constexpr int messages_longs = 10'000;
/// Le pair lit toujours : un envoi refusé serait une faute, quelle que soit la charge de la machine.
constexpr auto delai_envoi = 30s;

/// Ce qu'un bout a envoyé, ou reçu, dans un sens : combien, et une empreinte de tout, dans l'ordre.
class Registre {
public:
    void noter(std::uint64_t numero, const std::string& texte) {
        const std::lock_guard verrou(mutex_);
        ++nombre_;
        for (const std::uint64_t mot : {numero, std::uint64_t{std::hash<std::string>{}(texte)}}) {
            empreinte_ = (empreinte_ ^ mot) * 0x0000'0100'0000'01b3;
        }
    }
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> lire() const {
        const std::lock_guard verrou(mutex_);
        return {nombre_, empreinte_};
    }

private:
    mutable std::mutex mutex_;
    std::uint64_t nombre_ = 0;
    std::uint64_t empreinte_ = 0xcbf2'9ce4'8422'2325;
};

/// De 1 octet à 1 Mio, surtout de petits.
std::string charge(std::mt19937_64& hasard, std::size_t bits_max) {
    const std::size_t bits = hasard() % (bits_max + 1);
    const std::size_t taille = 1 + hasard() % (std::size_t{1} << bits);
    return std::string(taille, static_cast<char>('a' + hasard() % 26));
}

/// Un bout : ce qui en part, ce qui y arrive, et la marque que tout y est arrivé.
struct Comptes {
    Registre envoyes;
    Registre recus;
    std::uint64_t refuses = 0;
    outils::Evenement fini;

    template<class Bout>
    void recevoir_de(Bout& bout) {
        bout.enregistrer_commande("noter", [this](std::uint64_t rang, const std::string& texte) {
            recus.noter(rang, texte);
        });
        bout.enregistrer_commande("fin", [this] { fini.signaler(); });
    }

    /// Envoie tant de messages, puis la marque. Rien n'est appelé : le pair qui attend une réponse
    /// perd les avis en excès, au lieu de cesser de lire.
    template<class Bout>
    void inonder(const Bout& bout, std::uint64_t graine, int messages) {
        std::mt19937_64 hasard(graine);
        const std::size_t bits_max = pannes::toutes() ? 20 : 14;
        for (int numero = 0; numero < messages; ++numero) {
            const std::string texte = charge(hasard, numero % 16 == 0 ? bits_max : 10);
            const auto rang = static_cast<std::uint64_t>(numero);
            if (bout.envoyer("noter", rang, texte)) {
                envoyes.noter(rang, texte);
            } else {
                ++refuses;
            }
        }
        refuses += bout.envoyer("fin") ? 0U : 1U;
    }
};

/// Deux bouts se parlent sous les pannes de cette graine. @return les pannes faites.
std::uint64_t parler(std::uint64_t graine, int messages) {
    Comptes du_serveur;
    Comptes du_client;
    cconn::Serveur serveur(0, 1, {.delai_envoi = delai_envoi});
    du_serveur.recevoir_de(serveur);
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port(), {.delai_envoi = delai_envoi});
    du_client.recevoir_de(client);
    client.lancer_en_fond();
    REQUIRE(outils::attendre_que([&] { return serveur.nb_clients() == 1; }));
    const auto vers_client = serveur.clients().at(0);

    Pannes::semer(graine, 10 + static_cast<unsigned>(graine % 190));
    {
        const std::jthread fil([&] { du_client.inonder(client, graine, messages); });
        du_serveur.inonder(vers_client, graine + 1, messages);
    }
    CHECK(du_serveur.fini.attendre());
    CHECK(du_client.fini.attendre());
    const std::uint64_t faites = Pannes::faites();
    Pannes::desarmer();

    CHECK(du_client.refuses + du_serveur.refuses == 0);
    CHECK(du_serveur.recus.lire() == du_client.envoyes.lire());
    CHECK(du_client.recus.lire() == du_serveur.envoyes.lire());
    CHECK(du_client.envoyes.lire().first == static_cast<std::uint64_t>(messages));
    return faites;
}

} // namespace

TEST_CASE("Pannes au hasard : ce qui est recu est ce qui a ete envoye, dans l'ordre") {
    const std::string une_graine = pannes::variable("CCONN_GRAINE");
    const std::uint64_t premiere = une_graine.empty() ? 1 : std::stoull(une_graine);
    const std::uint64_t nombre = !une_graine.empty() ? 1
                                 : pannes::toutes()  ? nb_graines_longues
                                                     : nb_graines_courtes;
    const int messages = pannes::toutes() ? messages_longs : messages_courts;
    const auto echeance = pannes::echeance();
    std::uint64_t faites = 0;
    std::uint64_t jouees = 0;
    for (; jouees < nombre && std::chrono::steady_clock::now() < echeance; ++jouees) {
        const std::uint64_t graine = premiere + jouees;
        INFO("rejouer par CCONN_GRAINE=" << graine);
        faites += parler(graine, messages);
    }
    CHECK(faites > 0);
    pannes::publier("graines", jouees);
    pannes::publier("messages", 2 * jouees * static_cast<std::uint64_t>(messages));
    pannes::publier("pannes", faites);
}

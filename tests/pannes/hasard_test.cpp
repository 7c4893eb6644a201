// Des appels système qui échouent ou s'arrêtent en chemin, au hasard: rien ne se perd ni ne se croise.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/attendre.hpp"
#include "pannes/mode.hpp"
#include "pannes/panne.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
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

/// Envoie tant de messages par là ; ce qui est accepté est noté.
template<class Bout>
void inonder(const Bout& bout, std::uint64_t graine, int messages, Registre& envoyes) {
    std::mt19937_64 hasard(graine);
    const std::size_t bits_max = pannes::toutes() ? 20 : 14;
    for (int numero = 0; numero < messages; ++numero) {
        const std::string texte = charge(hasard, numero % 16 == 0 ? bits_max : 10);
        const auto rang = static_cast<std::uint64_t>(numero);
        if (bout.envoyer("noter", rang, texte)) {
            envoyes.noter(rang, texte);
        }
    }
}

/// Deux bouts se parlent sous les pannes de cette graine. @return les pannes faites.
std::uint64_t parler(std::uint64_t graine, int messages) {
    Registre envoyes_client;
    Registre envoyes_serveur;
    Registre recus_serveur;
    Registre recus_client;
    cconn::Serveur serveur(0, 1);
    serveur.enregistrer_commande("noter", [&](std::uint64_t rang, const std::string& texte) {
        recus_serveur.noter(rang, texte);
    });
    serveur.enregistrer_commande("fin", [] {});
    serveur.lancer_en_fond();
    cconn::Client client("127.0.0.1", serveur.port());
    client.enregistrer_commande("noter", [&](std::uint64_t rang, const std::string& texte) {
        recus_client.noter(rang, texte);
    });
    client.enregistrer_commande("fin", [] {});
    client.lancer_en_fond();
    client.appeler("fin");
    const auto vers_client = serveur.clients().at(0);

    Pannes::semer(graine, 10 + static_cast<unsigned>(graine % 190));
    {
        const std::jthread fil([&] { inonder(client, graine, messages, envoyes_client); });
        inonder(vers_client, graine + 1, messages, envoyes_serveur);
    }
    client.appeler("fin");
    vers_client.appeler("fin");
    const std::uint64_t faites = Pannes::faites();
    Pannes::desarmer();

    CHECK(recus_serveur.lire() == envoyes_client.lire());
    CHECK(recus_client.lire() == envoyes_serveur.lire());
    CHECK(envoyes_client.lire().first > 0);
    return faites;
}

} // namespace

TEST_CASE("Pannes au hasard : ce qui est recu est ce qui a ete envoye, dans l'ordre") {
    const std::string une_graine = pannes::variable("CCONN_GRAINE");
    const std::uint64_t premiere = une_graine.empty() ? 1 : std::stoull(une_graine);
    const std::uint64_t nombre = !une_graine.empty() ? 1
                                 : pannes::toutes()  ? nb_graines_longues
                                                     : nb_graines_courtes;
    std::uint64_t faites = 0;
    for (std::uint64_t graine = premiere; graine < premiere + nombre; ++graine) {
        INFO("rejouer par CCONN_GRAINE=" << graine);
        faites += parler(graine, pannes::toutes() ? 10'000 : 60);
    }
    CHECK(faites > 0);
    pannes::publier("T-30 " + std::to_string(nombre) + " graines", faites, 0);
}

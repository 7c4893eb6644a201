// Cinquante paires de bouts, huit fils de chaque côté, qui s'appellent et se rappellent.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "outils/chiffres.hpp"
#include "outils/duree.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using cconn::Client;
using cconn::Connexion;
using cconn::Serveur;

constexpr int nb_paires = 50;
constexpr int nb_fils = 8;
constexpr auto silence_max = 10s;

/// Ce qu'un fil demande à l'autre bout, que celui-ci redemande à l'appelant, et ce qu'il en fait.
std::int64_t transformer(std::int64_t valeur) {
    return 3 * valeur + 1;
}

/// Un serveur et son client, qui se rappellent l'un l'autre.
class Paire {
public:
    Paire() {
        enregistrer(serveur_);
        serveur_.lancer_en_fond();
        client_ = std::make_unique<Client>("127.0.0.1", serveur_.port());
        enregistrer(*client_);
        client_->lancer_en_fond();
        client_->appeler("pret"); // le serveur nous a acceptés : `clients()` nous contient
    }

    void demarrer() {
        for (int rang = 0; rang < nb_fils; ++rang) {
            fils_.emplace_back([this, rang](const std::stop_token& arret) {
                echanger(*client_, 2 * rang, arret);
            });
            fils_.emplace_back([this, rang](const std::stop_token& arret) {
                const Connexion vers_client = serveur_.clients().at(0);
                echanger(vers_client, 2 * rang + 1, arret);
            });
        }
    }

    void demander_arret() {
        for (auto& fil : fils_) {
            fil.request_stop();
        }
    }

    void arreter() {
        fils_.clear();
        client_->eteindre();
        serveur_.eteindre();
    }

    [[nodiscard]] std::uint64_t echanges() const { return echanges_; }
    [[nodiscard]] std::uint64_t rappels() const { return rappels_; }
    [[nodiscard]] std::string premiere_erreur() {
        const std::lock_guard verrou(mutex_);
        return premiere_erreur_;
    }

private:
    template<class Bout>
    void enregistrer(Bout& bout) {
        bout.enregistrer_commande("pret", [] {});
        bout.enregistrer_commande("rappeler", [](Connexion& appelant, std::int64_t valeur) {
            return appelant.appeler<std::int64_t>("transformer", valeur);
        });
        bout.enregistrer_commande("transformer", [this](std::int64_t valeur) {
            ++rappels_;
            return transformer(valeur);
        });
    }

    template<class Bout>
    void echanger(const Bout& pair, std::int64_t rang, const std::stop_token& arret) {
        for (std::int64_t numero = 0; !arret.stop_requested(); ++numero) {
            const std::int64_t valeur = rang << 40 | numero;
            try {
                const auto reponse = pair.template appeler<std::int64_t>("rappeler", valeur);
                if (reponse != transformer(valeur)) {
                    noter_erreur("réponse croisée : " + std::to_string(reponse));
                }
            } catch (const cconn::Erreur& erreur) {
                noter_erreur(erreur.what());
                return;
            }
            ++echanges_;
        }
    }

    void noter_erreur(const std::string& texte) {
        const std::lock_guard verrou(mutex_);
        if (premiere_erreur_.empty()) {
            premiere_erreur_ = texte;
        }
    }

    std::atomic<std::uint64_t> echanges_ = 0;
    std::atomic<std::uint64_t> rappels_ = 0;
    std::mutex mutex_;
    std::string premiere_erreur_;
    Serveur serveur_{0};
    std::unique_ptr<Client> client_;
    std::vector<std::jthread> fils_;
};

/// Attend la fin. @return faux si une paire a passé `silence_max` sans un échange.
bool surveiller(
    const std::vector<std::unique_ptr<Paire>>& paires, std::chrono::steady_clock::time_point fin
) {
    std::mutex mutex;
    std::condition_variable jamais; // personne ne la signale : seule l'échéance réveille
    std::unique_lock verrou(mutex);
    std::vector<std::uint64_t> precedents(paires.size(), 0);
    for (auto tour = std::chrono::steady_clock::now() + silence_max; tour < fin;
         tour += silence_max) {
        jamais.wait_until(verrou, tour, [] { return false; });
        for (std::size_t rang = 0; rang < paires.size(); ++rang) {
            const auto echanges = paires[rang]->echanges();
            if (echanges == std::exchange(precedents[rang], echanges)) {
                return false;
            }
        }
    }
    jamais.wait_until(verrou, fin, [] { return false; });
    return true;
}

} // namespace

TEST_CASE("Echanges croises : cinquante paires ne se bloquent ni ne se trompent", "[endurance]") {
    std::vector<std::unique_ptr<Paire>> paires;
    for (int rang = 0; rang < nb_paires; ++rang) {
        paires.push_back(std::make_unique<Paire>());
    }

    for (auto& paire : paires) {
        paire->demarrer();
    }
    const bool avance = surveiller(paires, std::chrono::steady_clock::now() + outils::duree());
    for (auto& paire : paires) {
        paire->demander_arret();
    }
    for (auto& paire : paires) {
        paire->arreter();
    }

    CHECK(avance);
    std::uint64_t total = 0;
    for (auto& paire : paires) {
        CHECK(paire->premiere_erreur().empty());
        CHECK(paire->rappels() == paire->echanges());
        total += paire->echanges();
    }
    outils::publier("paires", paires.size());
    outils::publier("echanges_avec_rappel", total);
    WARN("échanges avec rappel : " << total);
}

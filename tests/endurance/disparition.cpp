// Les deux bouts d'une ligne qui va disparaître: chacun dit quand il l'a su, et ce que ses appels deviennent.
// SPDX-License-Identifier: MIT
//
// Usage : endurance_disparition serveur <adresse> | client <adresse> <port>
// Écrit une ligne par fait, « instant rôle issue », l'instant étant celui de l'horloge monotone de la
// machine ; vit jusqu'à la fin de son entrée.
#include <cconn/cconn.hpp>

#include "outils/evenement.hpp"

#include <chrono>
#include <functional>
#include <iostream>
#include <limits>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// Plus long que ce que l'on mesure : la fin d'un appel est celle de sa connexion.
constexpr auto delai_appel = 180s;
constexpr std::size_t taille_bloc = 1'024;

void dire(std::string_view role, std::string_view issue) {
    static std::mutex mutex;
    const std::chrono::duration<double> instant =
        std::chrono::steady_clock::now().time_since_epoch();
    const std::lock_guard verrou(mutex);
    std::cout << std::fixed << instant.count() << ' ' << role << ' ' << issue << std::endl;
}

void attendre_la_fin_de_l_entree() {
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
}

/// La cadence d'une charge ; un arrêt l'abrège au prochain pas.
void souffler(std::chrono::milliseconds duree) {
    outils::Evenement().attendre(1, duree);
}

void servir(const std::string& adresse) {
    cconn::OptionsServeur options;
    options.adresse = adresse;
    options.delai_envoi = delai_appel;
    std::mutex mutex;
    std::vector<std::pair<cconn::Connexion, std::string>> noms;
    std::vector<cconn::Reponse<int>> jamais_donnees;
    std::vector<std::jthread> fils;
    cconn::Serveur serveur(0, 100, options);
    serveur.enregistrer_commande("nommer", [&](cconn::Connexion& client, std::string nom) {
        const std::lock_guard verrou(mutex);
        noms.emplace_back(client, std::move(nom));
    });
    serveur.enregistrer_commande("echo", [](int n) { return n; });
    serveur.enregistrer_commande("noter", [](const std::string& /*bloc*/) {});
    serveur.enregistrer_commande("jamais", [&] {
        const std::lock_guard verrou(mutex);
        return jamais_donnees.emplace_back();
    });
    serveur.enregistrer_commande("abonner", [&](const cconn::Connexion& client) {
        const std::lock_guard verrou(mutex);
        fils.emplace_back([client](const std::stop_token& arret) {
            while (!arret.stop_requested() && client.envoyer("bloc", std::string(taille_bloc, 'x'))
            ) {
                souffler(20ms);
            }
        });
    });
    serveur.quand_client_deconnecte([&](cconn::Connexion& client, cconn::Cause cause) {
        const std::lock_guard verrou(mutex);
        for (const auto& [connexion, nom] : noms) {
            if (connexion == client) {
                dire(nom, cconn::nom_cause(cause));
            }
        }
    });
    serveur.lancer_en_fond();
    std::cout << serveur.port() << std::endl;
    attendre_la_fin_de_l_entree();
}

/// Un client dans un de ces rôles ; `agir` est ce qu'il fait, sur un fil à lui, jusqu'à ce qu'il n'y ait
/// plus de connexion.
class Bout {
public:
    Bout(
        const std::string& adresse,
        int port,
        std::string role,
        std::function<void(cconn::Client&)> agir
    )
        : role_(std::move(role)),
          client_(adresse, port, options()) {
        client_.enregistrer_commande("bloc", [](const std::string& /*bloc*/) {});
        client_.quand_deconnecte([this](cconn::Cause cause) {
            dire(role_, cconn::nom_cause(cause));
        });
        client_.lancer_en_fond();
        client_.appeler("nommer", role_);
        dire(role_, "present");
        fil_ = std::jthread([this, agir = std::move(agir)] {
            try {
                agir(client_);
            } catch (const cconn::Erreur& erreur) {
                dire(role_ + "-appel", cconn::nom_code(erreur.code_cconn()));
            }
        });
    }

    Bout(const Bout&) = delete;
    Bout& operator=(const Bout&) = delete;
    Bout(Bout&&) = delete;
    Bout& operator=(Bout&&) = delete;
    ~Bout() { client_.eteindre(); } // avant de joindre le fil, qui attend peut-être une réponse

private:
    static cconn::OptionsClient options() {
        cconn::OptionsClient options;
        options.delai_appel = delai_appel;
        options.delai_envoi = delai_appel;
        return options;
    }

    std::string role_;
    cconn::Client client_;
    std::jthread fil_;
};

void etre_clients(const std::string& adresse, int port) {
    Bout oisif(adresse, port, "oisif", [](cconn::Client& /*client*/) {});
    Bout attente(adresse, port, "attente", [](cconn::Client& client) {
        client.appeler<int>("jamais");
    });
    Bout appelant(adresse, port, "appelant", [](cconn::Client& client) {
        for (int n = 0;; ++n) {
            client.appeler<int>("echo", n);
            souffler(10ms);
        }
    });
    Bout envoyeur(adresse, port, "envoyeur", [](cconn::Client& client) {
        while (client.envoyer("noter", std::string(taille_bloc, 'x'))) {
            souffler(20ms);
        }
    });
    Bout abonne(adresse, port, "abonne", [](cconn::Client& client) { client.appeler("abonner"); });
    attendre_la_fin_de_l_entree();
}

} // namespace

int main(int nb, char** arguments) {
    const std::vector<std::string> mots(arguments + 1, arguments + nb);
    if (mots.size() == 2 && mots[0] == "serveur") {
        servir(mots[1]);
    } else if (mots.size() == 3 && mots[0] == "client") {
        etre_clients(mots[1], std::stoi(mots[2]));
    } else {
        std::cerr << "usage : endurance_disparition serveur adresse | client adresse port\n";
        return 2;
    }
    return 0;
}

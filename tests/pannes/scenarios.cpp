// Huit usages de cconn, assez courts pour être rejoués à chaque panne possible.
// SPDX-License-Identifier: MIT
#include "pannes/scenarios.hpp"

#include <cconn/cconn.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

namespace pannes {

namespace {

using namespace std::chrono_literals;
using cconn::Client;
using cconn::Connexion;
using cconn::Serveur;

constexpr auto delai = 400ms;

template<class Options>
Options options() {
    Options options;
    options.delai_appel = delai;
    options.delai_envoi = delai;
    options.delai_extinction = delai;
    options.journal = [](cconn::NiveauJournal /*niveau*/, std::string_view /*texte*/) {
    };
    return options;
}

template<class Options>
Options options_differees() {
    auto differees = options<Options>();
    differees.execution = cconn::Execution::differee;
    return differees;
}

const auto options_serveur = options<cconn::OptionsServeur>;
const auto options_client = options<cconn::OptionsClient>;

/// Attend sans événement à attendre : une panne a pu l'empêcher. Le scénario n'en a pas besoin.
template<class Condition>
void attendre(Condition condition) {
    const auto echeance = std::chrono::steady_clock::now() + delai;
    while (!condition() && std::chrono::steady_clock::now() < echeance) {
        std::this_thread::yield();
    }
}

void appeler() {
    Serveur serveur(0, 2, options_serveur());
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_client());
    for (int numero = 0; numero < 3; ++numero) {
        client.appeler<int>("somme", numero, 1);
    }
    client.envoyer("somme", 1, 2);
    client.appeler_async<int>("somme", 1, 2).puis([](int) {});
    client.eteindre();
}

void annoncer() {
    std::atomic<int> recues = 0;
    Serveur serveur(0, 3, options_serveur());
    serveur.lancer_en_fond();
    Client premier("127.0.0.1", serveur.port(), options_client());
    Client second("127.0.0.1", serveur.port(), options_client());
    for (Client* client : {&premier, &second}) {
        client->enregistrer_commande("annonce", [&](const std::string& /*texte*/) { ++recues; });
        client->lancer_en_fond();
    }
    attendre([&] { return serveur.nb_clients() == 2; });
    for (int numero = 0; numero < 3; ++numero) {
        serveur.envoyer("annonce", std::string(2'000, 'x'));
    }
    attendre([&] { return recues == 6; });
}

void imbriquer() {
    Serveur serveur(0, 1, options_serveur());
    const auto descendre = [](Connexion& pair, int reste) -> int {
        return reste == 0 ? 0 : 1 + pair.appeler<int>("descendre", reste - 1);
    };
    serveur.enregistrer_commande("descendre", descendre);
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_client());
    client.enregistrer_commande("descendre", descendre);
    client.lancer_en_fond();
    client.appeler<int>("descendre", 5);
}

void envoyer_grand() {
    Serveur serveur(0, 1, options_serveur());
    serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_client());
    client.appeler<std::string>("echo", std::string(std::size_t{1} << 20, 'x'));
    client.envoyer("echo", std::string(std::size_t{3} << 20, 'y'));
    client.appeler<std::string>("echo", "fin");
}

void eteindre_en_charge() {
    Serveur serveur(0, 2, options_serveur());
    std::atomic<int> servis = 0;
    serveur.enregistrer_commande("compter", [&] { return ++servis; });
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_client());
    client.lancer_en_fond();
    std::jthread charge([&client](const std::stop_token& arret) {
        try {
            while (!arret.stop_requested()) {
                client.appeler<int>("compter");
                client.envoyer("compter");
            }
        } catch (const cconn::Erreur& /*attendue*/) {
            return;
        } catch (const std::bad_alloc& /*permise*/) {
            return;
        }
    });
    attendre([&] { return servis >= 20; });
    serveur.eteindre();
}

void remplir_boite() {
    Serveur serveur(0, 1, options_serveur());
    auto boite = serveur.boite<std::string>("message");
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_client());
    auto reponses = client.boite<int>("nombre");
    client.envoyer("message", "un");
    client.envoyer("message", "deux");
    for (int numero = 0; numero < 2; ++numero) {
        static_cast<void>(boite.recevoir(delai));
    }
    serveur.envoyer("nombre", 5);
    static_cast<void>(reponses.recevoir(100ms));
}

void boucler() {
    int executees = 0;
    Serveur serveur(0, 1, options_differees<cconn::OptionsServeur>());
    serveur.enregistrer_commande("bouger", [&](int /*pas*/) { ++executees; });
    serveur.lancer_en_fond();
    Client client("127.0.0.1", serveur.port(), options_differees<cconn::OptionsClient>());
    client.enregistrer_commande("etat", [](int /*tic*/) {});
    for (int tic = 0; tic < 5; ++tic) {
        client.envoyer("bouger", tic);
        serveur.attendre_commandes(20ms);
        serveur.executer_commandes();
        serveur.envoyer("etat", tic);
        client.executer_commandes();
    }
    client.eteindre();
    serveur.eteindre();
}

void refuser() {
    auto options = options_serveur();
    options.limites.taille_message_max = 4'096;
    Serveur serveur(0, 1, options);
    serveur.lancer_en_fond();
    Client premier("127.0.0.1", serveur.port(), options_client());
    for (const char* nom : {"absente", "inconnue"}) {
        try {
            premier.appeler(nom);
        } catch (const cconn::Erreur& /*attendue*/) {
            continue;
        }
    }
    Client second("127.0.0.1", serveur.port(), options_client()); // de trop
    try {
        second.appeler("absente");
    } catch (const cconn::Erreur& /*attendue*/) {
        static_cast<void>(premier.envoyer("absente", std::string(10'000, 'x')));
    }
    premier.eteindre();
}

} // namespace

const std::array<Scenario, 8>& scenarios() {
    static const std::array<Scenario, 8> tous{{
        {"appeler", appeler},
        {"annoncer", annoncer},
        {"imbriquer", imbriquer},
        {"envoyer_grand", envoyer_grand},
        {"eteindre_en_charge", eteindre_en_charge},
        {"remplir_boite", remplir_boite},
        {"boucler", boucler},
        {"refuser", refuser},
    }};
    return tous;
}

} // namespace pannes

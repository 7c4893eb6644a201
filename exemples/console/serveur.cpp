// Le serveur de la console: une table ordonnée de motifs, et une ligne par message échangé.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "commun/ligne_commande.hpp"
#include "console/ligne.hpp"

#include <array>
#include <csignal>
#include <ctime>
#include <exception>
#include <iostream>
#include <string>
#include <syncstream>
#include <unistd.h>
#include <vector>

namespace {

constexpr int port_ordinaire = 1991;
constexpr std::size_t max_clients = 64;

/// Une ligne d'un seul tenant : plusieurs clients peuvent parler en même temps.
template<class... T>
void dire(const T&... morceaux) {
    (std::osyncstream(std::cout) << ... << morceaux) << std::endl;
}

// Ce que fait chaque commande.

void saluer(cconn::Connexion& client) {
    std::array<char, 256> nom{};
    gethostname(nom.data(), nom.size() - 1);
    client.envoyer("MSG", std::string("Hello from ") + nom.data());
}

void fermer(cconn::Connexion& client) {
    client.envoyer("CLOSE", "CONFIRM"); // délivré, puis la connexion se ferme
    client.fermer();
}

void dire_heure(cconn::Connexion& client) {
    const std::time_t maintenant = std::time(nullptr);
    std::tm date{};
    localtime_r(&maintenant, &date);
    std::array<char, 32> texte{};
    std::strftime(texte.data(), texte.size(), "%d.%m.%Y %H:%M:%S", &date);
    client.envoyer("TIME", texte.data());
}

void refuser(cconn::Connexion& client) {
    client.envoyer("MSG", "Command not found");
}

// [extrait : table]
struct Reaction {
    const char* motif;
    void (*agir)(cconn::Connexion& client);
    const char* aide;
};

// Dans cet ordre : la première qui convient l'emporte, et « HELLO » convient à « HELLOWORLD ».
constexpr std::array reactions{
    Reaction{"HELLO", saluer, "Le serveur salue, avec le nom de sa machine."},
    Reaction{"CLOSE", fermer, "Ferme la connexion."},
    Reaction{"TIME", dire_heure, "La date et l'heure du serveur."},
    Reaction{".*", refuser, ""},
};

void enregistrer(cconn::Serveur& serveur) {
    for (const auto& [motif, agir, aide] : reactions) {
        const auto reagir =
            [agir = agir](cconn::Connexion& client, std::string nom, cconn::Arguments mots) {
                dire(client.adresse(), " -> ", console::joindre(nom, mots));
                agir(client);
            };
        serveur.enregistrer_motif(motif, reagir, aide);
    }
    // Tout ce qui part vers un client passe par ici.
    serveur.quand_envoi(".*", [](cconn::Envoi& envoi) {
        dire(envoi.connexion().adresse(), " <- ", console::joindre(envoi.nom(), envoi.arguments()));
    });
}
// [fin : table]

/// Ce que la console du client propose de compléter.
std::vector<std::string> nommer_commandes(cconn::Serveur& serveur) {
    std::vector<std::string> noms;
    for (const auto& motif : serveur.motifs()) {
        if (!motif.aide.empty()) {
            noms.push_back(motif.nom);
        }
    }
    return noms;
}

void saluer_et_accompagner(cconn::Serveur& serveur) {
    serveur.quand_client_connecte([](cconn::Connexion& client) {
        dire(client.adresse(), " connecté");
        return client.envoyer("MSG", "Welcome aboard !");
    });
    serveur.quand_client_deconnecte([](cconn::Connexion& client, cconn::Cause cause) {
        if (cause == cconn::Cause::connexion_rompue) {
            dire(client.adresse(), " a rompu la connexion");
        } else {
            dire(client.adresse(), " déconnecté : ", texte(cause));
        }
    });
}

int servir(int port) {
    // Ctrl-C sera attendu plus bas, au lieu de tuer le programme.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);

    cconn::Serveur serveur(port, max_clients);
    enregistrer(serveur);
    serveur.enregistrer_commande("commandes", nommer_commandes);
    saluer_et_accompagner(serveur);
    serveur.lancer_en_fond();
    dire("Serveur prêt sur ", serveur.adresse(), ":", serveur.port());

    int signal = 0;
    sigwait(&arret, &signal);
    serveur.eteindre();
    dire("Serveur éteint");
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) try {
    int port = port_ordinaire;
    CLI::App app("Le serveur de la console : HELLO, CLOSE, TIME.", "serveur");
    app.add_option("port", port, "Port où écouter, 1991 par défaut ; 0 en prend un libre")
        ->check(ligne_commande::nombre(0, 65535));
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    return servir(port);
} catch (const std::exception& erreur) {
    std::cerr << "Le serveur ne peut pas ouvrir ce port, pris par un autre peut-être : "
              << erreur.what() << '\n';
    return EXIT_FAILURE;
}

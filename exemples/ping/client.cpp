// Le client de ping: il appelle le serveur, et le serveur l'appelle.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>

// Usage : client [ip] [port] [rester] ; « rester » écoute les annonces jusqu'à Ctrl-C, et retrouve le
// serveur s'il est relancé.
int main(int argc, char** argv) try {
    // Ctrl-C sera attendu plus bas, au lieu de tuer le programme.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);

    const bool reste = argc > 3 && std::string_view(argv[3]) == "rester";
    cconn::OptionsClient options;
    if (reste) {
        options.reconnexion = cconn::Reconnexion{};
    }
    cconn::Client client(
        argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? std::stoi(argv[2]) : 12800, options
    );
    std::cout << "Connecté à " << client.adresse() << std::endl;

    client.enregistrer_commande("pong", [](std::string mot) {
        std::cout << "le serveur dit pong « " << mot << " »" << std::endl;
    });
    client.enregistrer_commande("somme", [](int a, int b) {
        std::cout << "le serveur demande somme(" << a << ", " << b << ")" << std::endl;
        return a + b;
    });
    client.enregistrer_commande("annonce", [reste](cconn::Client& moi, std::string annonce) {
        std::cout << "annonce à tous : " << annonce << std::endl;
        if (!reste) {
            moi.eteindre();
        }
    });
    if (reste) {
        client.quand_etat_change([](cconn::EtatClient etat) {
            std::cout << texte(etat) << std::endl;
        });
    } else {
        // La fin de la connexion met fin à la même attente que Ctrl-C.
        client.quand_deconnecte([](cconn::Cause) { kill(getpid(), SIGTERM); });
    }

    const int somme = client.appeler<int>("somme", 12, 34);
    std::cout << "chez le serveur, somme(12, 34) donne " << somme << std::endl;
    client.envoyer("ping", "bonjour");

    client.lancer_en_fond();
    int signal = 0;
    sigwait(&arret, &signal);
    client.eteindre();
    std::cout << "Client éteint" << std::endl;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

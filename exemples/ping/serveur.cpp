// Le serveur de ping: il répond, appelle ses clients en retour, et parle à tous à la fois.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <syncstream>

/// Une ligne d'un seul tenant : plusieurs clients peuvent parler en même temps.
template<class... T>
void dire(const T&... morceaux) {
    (std::osyncstream(std::cout) << ... << morceaux) << std::endl;
}

int main(int argc, char** argv) try {
    // Ctrl-C sera attendu plus bas, au lieu de tuer le programme.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);

    cconn::Serveur serveur(argc > 1 ? std::stoi(argv[1]) : 12800, 23);

    serveur.quand_client_connecte([](cconn::Connexion& client) {
        dire(client.adresse(), " arrive");
        return true; // faux le refuserait
    });
    serveur.quand_client_deconnecte([](cconn::Connexion& client, cconn::Cause cause) {
        dire(client.adresse(), " s'en va : ", texte(cause));
    });
    serveur.enregistrer_commande("somme", [](cconn::Connexion& client, int a, int b) {
        dire(client.adresse(), " demande somme(", a, ", ", b, ")");
        return a + b;
    });
    const auto ping = [](cconn::Serveur& moi, cconn::Connexion& client, std::string mot) {
        dire(client.adresse(), " dit ping « ", mot, " »");
        client.envoyer("pong", mot);
        dire("chez lui, somme(20, 22) donne ", client.appeler<int>("somme", 20, 22));
        const auto joints = moi.envoyer("annonce", client.adresse() + " a dit " + mot);
        dire("annonce faite à tous, clients joints : ", joints);
    };
    serveur.enregistrer_commande("ping", ping);

    serveur.lancer_en_fond();
    dire("Serveur prêt sur ", serveur.adresse(), ":", serveur.port());
    int signal = 0;
    sigwait(&arret, &signal);
    serveur.eteindre();
    dire("Serveur éteint");
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

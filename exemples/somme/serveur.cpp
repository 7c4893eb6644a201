// Le serveur de somme: il additionne, et fait additionner celui qui l'appelle.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>

int main(int argc, char** argv) try {
    // [extrait : retenir_signaux]
    // Ctrl-C sera attendu plus bas, au lieu de tuer le programme.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);
    // [fin : retenir_signaux]

    cconn::Serveur serveur(argc > 1 ? std::stoi(argv[1]) : 12800);

    // [extrait : somme]
    // Rendre la somme répond à qui l'a demandée. La renvoyer par `client.envoyer("somme", a + b)`
    // appellerait la commande `somme` du client, qui renverrait la sienne, et ainsi sans fin.
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    // [fin : somme]

    // [extrait : demander_somme]
    // Appelle celui qui appelle : il calcule pendant qu'il attend notre réponse.
    serveur.enregistrer_commande("demander_somme", [](cconn::Connexion& client, int a, int b) {
        const int somme = client.appeler<int>("somme", a, b);
        std::cout << "le client trouve " << a << " + " << b << " = " << somme << std::endl;
        return somme;
    });
    // [fin : demander_somme]

    serveur.lancer_en_fond();
    std::cout << "Serveur prêt sur " << serveur.adresse() << ":" << serveur.port() << std::endl;
    // [extrait : attendre_signal]
    int signal = 0;
    sigwait(&arret, &signal);
    serveur.eteindre();
    // [fin : attendre_signal]
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

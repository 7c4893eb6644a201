// Un premier serveur: il additionne pour ses clients et leur souhaite la bienvenue.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    cconn::Serveur serveur(argc > 1 ? std::stoi(argv[1]) : 12800, 23); // port, clients au plus

    // Ce que la fonction rend répond à qui a appelé.
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });

    // [extrait : bonjour]
    // Une commande peut en envoyer une autre à celui qui l'appelle.
    serveur.enregistrer_commande("bonjour", [](cconn::Connexion& client, std::string nom) {
        client.envoyer("bienvenue", "Bonjour " + nom + ", vous appelez de " + client.adresse());
    });
    // [fin : bonjour]

    std::cout << "Serveur prêt sur 127.0.0.1:" << serveur.port() << std::endl;
    serveur.lancer(); // sert les clients jusqu'à Ctrl-C
}

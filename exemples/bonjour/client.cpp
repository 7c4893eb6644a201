// Un premier client: il demande une somme, se présente, et attend la bienvenue.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
    cconn::Client client(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? std::stoi(argv[2]) : 12800);

    // [extrait : bienvenue]
    // Le serveur appelle aussi les commandes du client.
    client.enregistrer_commande("bienvenue", [](cconn::Client& c, std::string texte) {
        std::cout << texte << std::endl;
        c.eteindre();
    });
    // [fin : bienvenue]

    std::cout << "12 + 34 = " << client.appeler<int>("somme", 12, 34) << std::endl;
    // [extrait : attendre]
    client.envoyer("bonjour", "Ada");
    client.lancer(); // exécute les commandes du serveur jusqu'à eteindre
    // [fin : attendre]
}

// Le client de somme: il fait additionner le serveur, puis additionne pour lui.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <exception>
#include <iostream>
#include <string>

int main(int argc, char** argv) try {
    cconn::Client client(argc > 1 ? argv[1] : "127.0.0.1", argc > 2 ? std::stoi(argv[2]) : 12800);

    // [extrait : somme]
    client.enregistrer_commande("somme", [](int a, int b) {
        std::cout << "je calcule " << a << " + " << b << std::endl;
        return a + b;
    });

    const int ici = client.appeler<int>("somme", 12, 34);
    std::cout << "le serveur trouve 12 + 34 = " << ici << std::endl;

    // Ce client n'est pas lancé : la commande du serveur s'exécute pendant cette attente.
    const int retour = client.appeler<int>("demander_somme", 20, 22);
    std::cout << "le serveur a reçu de moi " << retour << std::endl;
    // [fin : somme]

    try {
        client.appeler<int>("somme", "douze", 34);
    } catch (const cconn::Erreur& erreur) {
        std::cout << erreur.what() << std::endl;
    }
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

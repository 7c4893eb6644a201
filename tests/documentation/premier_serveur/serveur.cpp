// La première étape du tutoriel: un serveur d'une seule commande.
// SPDX-License-Identifier: MIT
// [extrait : programme]
#include <cconn/cconn.hpp>

#include <iostream>

int main() {
    cconn::Serveur serveur(12800, 23);

    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });

    std::cout << "Serveur prêt sur 127.0.0.1:" << serveur.port() << std::endl;
    serveur.lancer();
}
// [fin : programme]

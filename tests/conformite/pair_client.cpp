// Pair client: un client cconn avec les commandes de commandes_pair.hpp, pour le témoin.
// SPDX-License-Identifier: MIT
//
// Usage : pair_client <port> servir [réglage=entier]...
//         pair_client <port> appeler <nom> [entier]...
// « servir » exécute les commandes du serveur jusqu'à ce qu'il parte, puis écrit la cause. « appeler »
// appelle sans jamais lancer le client, et écrit le résultat ou l'erreur, sur une ligne. Dans les deux
// cas, sort avec 0.
#include "commandes_pair.hpp"

#include <iostream>
#include <string>

namespace {

void servir(cconn::Client& client) {
    client.quand_deconnecte([](cconn::Cause cause) {
        std::cout << cconn::texte(cause) << std::endl;
    });
    client.lancer();
}

void appeler(cconn::Client& client, const std::string& nom, const cconn::Arguments& arguments) {
    try {
        std::cout << client.appeler<cconn::Valeur>(nom, arguments).vers_texte() << std::endl;
    } catch (const cconn::Erreur& erreur) {
        std::cout << erreur.what() << std::endl;
    }
}

} // namespace

int main(int nb, char** arguments) {
    if (nb < 3) {
        std::cerr << "usage : pair_client <port> servir|appeler …\n";
        return 2;
    }
    cconn::OptionsClient options;
    options.limites = pair::limites(nb, arguments);
    options.journal = pair::taire;
    cconn::Client client("127.0.0.1", std::stoi(arguments[1]), std::move(options));
    pair::Notes notes;
    pair::enregistrer_commandes(client, notes);

    if (std::string(arguments[2]) == "servir") {
        servir(client);
        return 0;
    }
    cconn::Arguments valeurs;
    for (int rang = 4; rang < nb; ++rang) {
        valeurs.ajouter(std::stoi(arguments[rang]));
    }
    appeler(client, arguments[3], valeurs);
}

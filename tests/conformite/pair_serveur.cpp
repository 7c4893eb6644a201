// Pair serveur: un serveur cconn avec les commandes de commandes_pair.hpp, pour le témoin.
// SPDX-License-Identifier: MIT
//
// Usage : pair_serveur [max_clients=n] [attendre=1] [delai_message=ms] [profondeur_max=n]
//                      [mises_de_cote_max=n] [taille_message_max=octets] [jeton=texte]
// Écrit son port sur une ligne, puis sert jusqu'à la fin de son entrée ou la commande « eteindre ».
#include "commandes_pair.hpp"

#include <iostream>
#include <string>
#include <thread>

int main(int nb, char** arguments) {
    const bool attendre = pair::reglage(nb, arguments, "attendre", 0) != 0;
    const auto max_clients =
        static_cast<std::size_t>(pair::reglage(nb, arguments, "max_clients", 100));
    cconn::OptionsServeur options;
    options.limites = pair::limites(nb, arguments);
    options.surplus = attendre ? cconn::Surplus::attendre : cconn::Surplus::refuser;
    options.jeton = pair::texte(nb, arguments, "jeton");
    options.journal = pair::taire;
    cconn::Serveur serveur(0, max_clients, std::move(options));

    pair::Notes notes;
    pair::enregistrer_commandes(serveur, notes);
    serveur.enregistrer_commande("diffuser", [](cconn::Serveur& s, std::string nom) {
        return s.envoyer(nom, "à tous");
    });
    serveur.quand_client_connecte([](cconn::Connexion& client) {
        return client.ip() != "127.0.0.9"; // le témoin vient de là pour être refusé
    });

    std::cout << serveur.port() << std::endl;
    std::jthread garde([&serveur] {
        std::string ligne;
        while (std::getline(std::cin, ligne)) {
        }
        serveur.eteindre();
    });
    serveur.lancer();
}

// Trois joueurs dans une boucle de jeu: à chaque tic, ils bougent et lisent l'état du monde.
// SPDX-License-Identifier: MIT
#include "jeu.hpp"

#include <cmath>
#include <exception>
#include <iostream>
#include <list>
#include <string>
#include <utility>
#include <vector>

// Usage : client [ip] [port] [secondes] ; 3 secondes si rien n'est dit.
int main(int argc, char** argv) try {
    const std::string ip = argc > 1 ? argv[1] : "127.0.0.1";
    const int port = argc > 2 ? std::stoi(argv[2]) : 12800;
    const long duree = argc > 3 ? std::stol(argv[3]) : 3;
    Cadence cadence;

    // [extrait : client]
    long dernier_tic = 0;
    std::vector<Joueur> monde;
    std::list<cconn::Client> joueurs;
    for (int rang = 0; rang < 3; ++rang) {
        cconn::OptionsClient options{.execution = cconn::Execution::differee};
        cconn::Client& joueur = joueurs.emplace_back(ip, port, options);
        joueur.enregistrer_commande("etat", [&](long tic, std::vector<Joueur> etat) {
            dernier_tic = tic;
            monde = std::move(etat);
        });
    }
    // [fin : client]

    for (long tic = 1; tic <= duree * tics_par_seconde && joueurs.front().est_ouverte(); ++tic) {
        float angle = static_cast<float>(tic) / 20;
        // [extrait : tic]
        for (cconn::Client& joueur : joueurs) {
            joueur.executer_commandes(); // jamais lancé : lit ce qui est arrivé, et l'exécute
            joueur.envoyer("bouger", std::cos(angle), std::sin(angle));
            angle += 2;
        }
        // [fin : tic]
        if (tic % tics_par_seconde == 0 && !monde.empty()) {
            std::cout << "tic " << dernier_tic << " du serveur, " << monde.size()
                      << " joueurs, le premier en " << std::lround(monde.front().x) << ", "
                      << std::lround(monde.front().y) << std::endl;
        }
        if (!cadence.attendre_tic()) {
            break;
        }
    }
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

// Le serveur de jeu: à chaque tic, exécute ce qui est arrivé et diffuse l'état du monde.
// SPDX-License-Identifier: MIT
#include "jeu.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// Usage : serveur [port] [secondes] ; sans durée, jusqu'à Ctrl-C.
int main(int argc, char** argv) try {
    const int port = argc > 1 ? std::stoi(argv[1]) : 12800;
    const long duree = argc > 2 ? std::stol(argv[2]) : 0;
    Cadence cadence;

    // [extrait : serveur]
    cconn::Serveur serveur(port, 64, {.execution = cconn::Execution::differee});

    // Sans verrou : les fonctions ci-dessous ne s'exécutent que dans `executer_commandes`.
    std::map<std::uint64_t, Joueur> monde;
    serveur.quand_client_connecte([&monde](cconn::Connexion& client) {
        monde[client.identifiant()] = {client.identifiant(), 50, 50};
        return true;
    });
    serveur.quand_client_deconnecte([&monde](cconn::Connexion& client, cconn::Cause) {
        monde.erase(client.identifiant());
    });
    serveur.enregistrer_commande("bouger", [&](cconn::Connexion& client, float dx, float dy) {
        Joueur& joueur = monde[client.identifiant()];
        joueur.x = std::clamp(joueur.x + dx, 0.F, 100.F);
        joueur.y = std::clamp(joueur.y + dy, 0.F, 100.F);
    });
    serveur.lancer_en_fond();
    // [fin : serveur]
    std::cout << "Serveur prêt sur " << serveur.adresse() << ":" << serveur.port() << std::endl;

    std::size_t commandes = 0;
    const long dernier_tic = duree * tics_par_seconde;
    // [extrait : boucle]
    for (long tic = 1; duree == 0 || tic <= dernier_tic; ++tic) {
        commandes += serveur.executer_commandes(8ms).executees;

        std::vector<Joueur> joueurs;
        for (const auto& [numero, joueur] : monde) {
            joueurs.push_back(joueur);
        }
        serveur.envoyer("etat", tic, joueurs);

        if (tic % tics_par_seconde == 0) {
            std::cout << tic << " tics, " << std::exchange(commandes, 0) << " commandes, "
                      << serveur.nb_clients() << " clients" << std::endl;
        }
        if (!cadence.attendre_tic()) {
            break;
        }
    }
    serveur.eteindre();
    // [fin : boucle]
    std::cout << "Serveur éteint" << std::endl;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

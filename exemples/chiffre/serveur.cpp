// Un serveur chiffré, qui sait par leur certificat qui sont ses clients.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/tls/tls.hpp>

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

// Usage : serveur [port] [dossier des certificats]
int main(int argc, char** argv) try {
    const std::filesystem::path dossier = argc > 2 ? argv[2] : ".";
    const auto chiffrement = cconn::tls::chiffrer_serveur(
        {.certificat = dossier / "serveur.pem",
         .cle = dossier / "serveur.cle",
         .autorites = dossier / "autorite.pem"}
    );
    cconn::Serveur serveur(argc > 1 ? std::stoi(argv[1]) : 12800, 23, {.chiffrement = chiffrement});

    serveur.enregistrer_commande("confier", [](cconn::Connexion& client, std::string secret) {
        std::cout << client.nom_certifie() << " confie : " << secret << std::endl;
        return "bien reçu, " + client.nom_certifie();
    });

    std::cout << "Serveur prêt sur 127.0.0.1:" << serveur.port() << std::endl;
    serveur.lancer(); // jusqu'à Ctrl-C
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

// Un client chiffré : il vérifie à qui il parle, et prouve qui il est.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/tls/tls.hpp>

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

// Usage : client [hôte] [port] [dossier des certificats]
int main(int argc, char** argv) try {
    const std::string hote = argc > 1 ? argv[1] : "127.0.0.1";
    const int port = argc > 2 ? std::stoi(argv[2]) : 12800;
    const std::filesystem::path dossier = argc > 3 ? argv[3] : ".";
    const auto identite = cconn::tls::chiffrer_client(
        {.autorites = dossier / "autorite.pem",
         .certificat = dossier / "alice.pem",
         .cle = dossier / "alice.cle"}
    );

    const cconn::Client client(hote, port, {.chiffrement = identite});
    std::cout << "le serveur est bien " << client.nom_certifie() << std::endl;
    std::cout << client.appeler<std::string>("confier", "le mot de passe") << std::endl;

    // Sans certificat, le même serveur ne veut rien entendre.
    const auto anonyme = cconn::tls::chiffrer_client({.autorites = dossier / "autorite.pem"});
    const cconn::Client inconnu(hote, port, {.chiffrement = anonyme});
    inconnu.appeler("confier", "n'importe quoi");
} catch (const cconn::Erreur& erreur) {
    std::cout << erreur.what() << std::endl;
    return erreur.code_cconn() == cconn::CodeErreur::certificat_refuse ? 0 : 1;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

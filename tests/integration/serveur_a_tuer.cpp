// Un serveur que les essais tuent : il inscrit chaque appel dans un grand livre qui lui survit.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <unistd.h>

/// Usage : serveur_a_tuer <port> <livre>. Écrit son port sur sa sortie quand il écoute.
int main(int nombre, char** arguments) {
    if (nombre != 3) {
        return 2;
    }
    try {
        const int livre = ::open(arguments[2], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        cconn::Serveur serveur(std::atoi(arguments[1]), 256);
        serveur.enregistrer_commande("inscrire", [livre](std::int64_t numero) {
            // Une seule écriture, en ajout : entière ou absente, même si l'on meurt juste après.
            if (::write(livre, &numero, sizeof numero) != sizeof numero) {
                std::abort();
            }
            return numero;
        });
        std::printf("%d\n", static_cast<int>(serveur.port()));
        std::fflush(stdout);
        serveur.lancer();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    return 0;
}

// Un serveur de tâches fait pour être tué : il s'ouvre, dit son port, et travaille jusqu'à sa mort.
// SPDX-License-Identifier: MIT
//
// Usage : serveur_mortel <base> <travailleurs> ; 0 travailleur : n'exécute rien.
// Écrit une ligne : « <port> <millisecondes d'ouverture> <verdict de integrity_check> ».
#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <tuple>

namespace {

using cconn::taches::ContexteTache;
using cconn::taches::FileAttente;

/// Le verdict d'une connexion qui n'a rien à voir avec la file.
std::string integrite(const std::string& fichier) {
    sqlite3* base = nullptr;
    std::string verdict = "illisible";
    if (sqlite3_open_v2(fichier.c_str(), &base, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        const auto noter = [](void* ou, int /*nb*/, char** colonnes, char** /*noms*/) {
            *static_cast<std::string*>(ou) = colonnes[0];
            return 0;
        };
        sqlite3_exec(base, "PRAGMA integrity_check(1)", noter, &verdict, nullptr);
    }
    sqlite3_close_v2(base);
    return verdict;
}

void servir(const std::string& fichier, std::size_t travailleurs) {
    cconn::Serveur serveur(0, 100);
    const auto debut = std::chrono::steady_clock::now();
    FileAttente file_attente(
        serveur,
        // Ces essais-là ne manquent que par la mort du serveur : aucun nombre n'est de trop.
        {.fichier = fichier,
         .travailleurs = travailleurs == 0 ? 1 : travailleurs,
         .essais_max = 1'000'000,
         .taches_max = 1'000'000}
    );
    const auto duree = std::chrono::steady_clock::now() - debut;
    // L'effet : une unité au compte de cette tâche, et une au total.
    file_attente.enregistrer_travail(
        "compter",
        [](ContexteTache& tache, const std::tuple<int, int>& qui) {
            const auto [producteur, numero] = qui;
            tache.compter("effet/" + std::to_string(producteur) + "-" + std::to_string(numero));
            tache.compter("total");
            return tache.essai();
        }
    );
    if (travailleurs > 0) {
        file_attente.lancer();
    }
    serveur.lancer_en_fond();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duree).count();
    std::printf(
        "%u %lld %s\n",
        unsigned{serveur.port()},
        static_cast<long long>(ms),
        integrite(fichier).c_str()
    );
    std::fflush(stdout);
    static_cast<void>(std::getchar()); // jusqu'à la mort, ou jusqu'à celle du test
}

} // namespace

int main(int nb, char** arguments) {
    if (nb != 3) {
        std::fputs("usage : serveur_mortel <base> <travailleurs>\n", stderr);
        return 2;
    }
    try {
        servir(arguments[1], std::stoul(arguments[2]));
    } catch (const std::exception& erreur) {
        std::fprintf(stderr, "serveur_mortel : %s\n", erreur.what());
        return 1;
    }
    return 0;
}

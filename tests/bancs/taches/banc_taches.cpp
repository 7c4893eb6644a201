// Banc de la file de tâches: soumissions par seconde, rapportées à SQLite seul sur le même disque.
// SPDX-License-Identifier: MIT
//
// Usage : banc_taches <dossier> [secondes par mesure] [tours]
//
// Le serveur est un processus à part. Chaque tour mesure tout, l'un après l'autre ; les rapports sont
// ceux d'un même tour, le compte rendu donne leur médiane.
#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

#include "outils/evenement.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using cconn::Client;
using cconn::Serveur;
using cconn::taches::ClientTaches;
using cconn::taches::FileAttente;
using Horloge = std::chrono::steady_clock;

constexpr std::size_t nb_clients = 64;
constexpr std::size_t nb_travailleurs = 4;
const std::string donnees(100, 'x');

/// Répète `geste` pendant `duree`. @return fois par seconde.
double cadence(double duree, const std::function<void()>& geste) {
    const auto debut = Horloge::now();
    std::size_t fois = 0;
    double ecoule = 0;
    while (ecoule < duree) {
        geste();
        ++fois;
        ecoule = std::chrono::duration<double>(Horloge::now() - debut).count();
    }
    return static_cast<double>(fois) / ecoule;
}

void exiger(bool condition, const char* quoi) {
    if (!condition) {
        throw std::runtime_error(quoi);
    }
}

/// Une insertion par transaction, même table en plus simple, mêmes réglages de durabilité.
double sqlite_seul(const std::filesystem::path& dossier, double duree) {
    const std::string fichier = (dossier / "sqlite_seul.sqlite").string();
    sqlite3* base = nullptr;
    exiger(sqlite3_open(fichier.c_str(), &base) == SQLITE_OK, "SQLite ne s'ouvre pas");
    const auto executer = [&](const char* sql) {
        exiger(sqlite3_exec(base, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    };
    executer("PRAGMA journal_mode = WAL");
    executer("PRAGMA synchronous = FULL");
    executer("CREATE TABLE IF NOT EXISTS t (rang INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT, "
             "etat INTEGER, donnees BLOB)");
    sqlite3_stmt* inserer = nullptr;
    sqlite3_prepare_v2(
        base, "INSERT INTO t (type, etat, donnees) VALUES ('rien', 0, ?)", -1, &inserer, nullptr
    );
    const int taille = static_cast<int>(donnees.size());
    const double resultat = cadence(duree, [&] {
        sqlite3_bind_blob(inserer, 1, donnees.data(), taille, SQLITE_STATIC);
        exiger(sqlite3_step(inserer) == SQLITE_DONE, "insertion refusée");
        sqlite3_reset(inserer);
    });
    sqlite3_finalize(inserer);
    sqlite3_close(base);
    return resultat;
}

/// Un serveur de tâches dans un processus enfant.
class ServeurEnfant {
public:
    enum class Travail { aucun, lance };

    ServeurEnfant(const std::filesystem::path& fichier, Travail travail) {
        int tube[2];
        exiger(::pipe(tube) == 0, "pipe");
        exiger(::pipe(arret_) == 0, "pipe");
        enfant_ = ::fork();
        if (enfant_ == 0) {
            ::close(arret_[1]);
            ::_exit(servir(fichier, travail, tube[1]));
        }
        ::close(tube[1]);
        ::close(arret_[0]);
        exiger(::read(tube[0], &port_, sizeof port_) == sizeof port_, "le serveur ne part pas");
        ::close(tube[0]);
    }
    ServeurEnfant(const ServeurEnfant&) = delete;
    ServeurEnfant& operator=(const ServeurEnfant&) = delete;
    ServeurEnfant(ServeurEnfant&&) = delete;
    ServeurEnfant& operator=(ServeurEnfant&&) = delete;
    ~ServeurEnfant() {
        ::close(arret_[1]);
        ::waitpid(enfant_, nullptr, 0);
    }

    [[nodiscard]] int port() const { return port_; }

private:
    int servir(const std::filesystem::path& fichier, Travail travail, int tube) const {
        try {
            Serveur serveur(0, 2 * nb_clients);
            FileAttente file_attente(
                serveur,
                {.fichier = fichier, .travailleurs = nb_travailleurs, .taches_max = 100'000'000}
            );
            file_attente.enregistrer_travail("rien", [](const std::string&) {});
            if (travail == Travail::lance) {
                file_attente.lancer();
            }
            serveur.lancer_en_fond();
            const int port = serveur.port();
            exiger(::write(tube, &port, sizeof port) == sizeof port, "write");
            char lettre = 0;
            static_cast<void>(!::read(arret_[0], &lettre, 1));
        } catch (const std::exception& erreur) {
            std::fprintf(stderr, "serveur : %s\n", erreur.what());
            return 1;
        }
        return 0;
    }

    pid_t enfant_ = -1;
    int arret_[2] = {-1, -1};
    int port_ = 0;
};

/// `nombre` clients, chacun attendant l'acquittement d'une tâche avant de soumettre la suivante.
double soumettre(int port, std::size_t nombre, double duree) {
    std::atomic<std::size_t> total = 0;
    std::atomic<bool> est_fini = false;
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < nombre; ++i) {
        clients.push_back(std::make_unique<Client>("127.0.0.1", port));
    }
    const auto debut = Horloge::now();
    {
        std::vector<std::jthread> fils;
        for (const auto& client : clients) {
            fils.emplace_back([&] {
                ClientTaches taches(*client);
                while (!est_fini) {
                    taches.soumettre("rien", donnees);
                    ++total;
                }
            });
        }
        outils::Evenement().attendre(
            1,
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(duree
            ))
        );
        est_fini = true;
    }
    const double ecoule = std::chrono::duration<double>(Horloge::now() - debut).count();
    return static_cast<double>(total) / ecoule;
}

/// De la soumission au résultat écrit : 64 clients, puis l'attente que la file soit vide.
double traverser(int port, double duree) {
    Client client("127.0.0.1", port);
    ClientTaches taches(client);
    const auto debut = Horloge::now();
    soumettre(port, nb_clients, duree);
    for (auto comptes = taches.comptes(); comptes.en_attente + comptes.en_cours != 0;) {
        comptes = taches.comptes();
    }
    const double ecoule = std::chrono::duration<double>(Horloge::now() - debut).count();
    return static_cast<double>(taches.comptes().terminees) / ecoule;
}

struct Tour {
    double sqlite = 0;
    double un = 0;
    double soixante_quatre = 0;
    double bout_en_bout = 0;
};

Tour mesurer(const std::filesystem::path& dossier, double duree) {
    Tour tour;
    tour.sqlite = sqlite_seul(dossier, duree);
    {
        const ServeurEnfant serveur(dossier / "un.sqlite", ServeurEnfant::Travail::aucun);
        tour.un = soumettre(serveur.port(), 1, duree);
    }
    {
        const ServeurEnfant serveur(dossier / "beaucoup.sqlite", ServeurEnfant::Travail::aucun);
        tour.soixante_quatre = soumettre(serveur.port(), nb_clients, duree);
    }
    {
        const ServeurEnfant serveur(dossier / "travail.sqlite", ServeurEnfant::Travail::lance);
        tour.bout_en_bout = traverser(serveur.port(), duree);
    }
    return tour;
}

double mediane(const std::vector<Tour>& tours, const std::function<double(const Tour&)>& mesure) {
    std::vector<double> valeurs;
    std::transform(tours.begin(), tours.end(), std::back_inserter(valeurs), mesure);
    std::sort(valeurs.begin(), valeurs.end());
    return valeurs[valeurs.size() / 2];
}

void rendre_compte(const std::vector<Tour>& tours) {
    using Mesure = double (*)(const Tour&);
    const auto ligne = [&](const char* nom, Mesure cadence, Mesure rapport) {
        std::printf(
            "%-44s %9.0f /s   %6.2f fois SQLite seul\n",
            nom,
            mediane(tours, cadence),
            mediane(tours, rapport)
        );
    };
    ligne(
        "SQLite seul, une insertion par transaction",
        [](const Tour& t) { return t.sqlite; },
        [](const Tour&) { return 1.0; }
    );
    ligne(
        "soumettre, un client",
        [](const Tour& t) { return t.un; },
        [](const Tour& t) { return t.un / t.sqlite; }
    );
    ligne(
        "soumettre, 64 clients",
        [](const Tour& t) { return t.soixante_quatre; },
        [](const Tour& t) { return t.soixante_quatre / t.sqlite; }
    );
    ligne(
        "de bout en bout, 64 clients, 4 travailleurs",
        [](const Tour& t) { return t.bout_en_bout; },
        [](const Tour& t) { return t.bout_en_bout / t.sqlite; }
    );
    const double gain = mediane(tours, [](const Tour& t) { return t.soixante_quatre / t.un; });
    std::printf("64 clients rapportés à un seul : %.1f fois (8 au moins)\n", gain);
}

} // namespace

int main(int nb, char** arguments) {
    if (nb < 2 || nb > 4) {
        std::fputs("usage : banc_taches <dossier> [secondes par mesure] [tours]\n", stderr);
        return 2;
    }
    try {
        const std::filesystem::path dossier = arguments[1];
        const double duree = nb > 2 ? std::stod(arguments[2]) : 3;
        const int nb_tours = nb > 3 ? std::stoi(arguments[3]) : 5;
        std::vector<Tour> tours;
        for (int i = 0; i < nb_tours; ++i) {
            const auto ici = dossier / ("tour-" + std::to_string(i));
            std::filesystem::create_directories(ici);
            tours.push_back(mesurer(ici, duree));
            std::filesystem::remove_all(ici);
        }
        rendre_compte(tours);
    } catch (const std::exception& erreur) {
        std::fprintf(stderr, "banc_taches : %s\n", erreur.what());
        return 1;
    }
    return 0;
}

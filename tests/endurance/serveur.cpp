// Le serveur que les essais de charge et d'attaque prennent pour cible, avec les options par défaut.
// SPDX-License-Identifier: MIT
//
// Usage : endurance_serveur [clients au plus]. Écrit son port, sert jusqu'à la fin de son entrée, puis
// écrit ses statistiques. À qui demande `pousser`, envoie autant de blocs, qu'il les lise ou non.
#include <cconn/cconn.hpp>

#include "endurance/registre.hpp"

#include <chrono>
#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

namespace {

/// Un registre par client, sous le numéro qu'il se donne : il survit à ses connexions.
class Registres {
public:
    void noter(std::uint64_t client, const std::string& message) {
        const std::lock_guard verrou(mutex_);
        par_client_[client].noter(message);
    }
    std::tuple<std::uint64_t, std::uint64_t> lire(std::uint64_t client) {
        const std::lock_guard verrou(mutex_);
        const auto& registre = par_client_[client];
        return {registre.nombre(), registre.empreinte()};
    }

private:
    std::mutex mutex_;
    std::map<std::uint64_t, endurance::Registre> par_client_;
};

} // namespace

int main(int nb, char** arguments) {
    const std::size_t places = nb > 1 ? std::stoul(arguments[1]) : 1'000;
    Registres registres;
    cconn::Serveur serveur(0, places);
    serveur.enregistrer_commande("echo", [](std::string texte) { return texte; });
    serveur.enregistrer_commande("noter", [&](std::uint64_t client, const std::string& message) {
        registres.noter(client, message);
    });
    serveur.enregistrer_commande("registre", [&](std::uint64_t client) {
        return registres.lire(client);
    });
    serveur.enregistrer_commande(
        "pousser",
        [](const cconn::Connexion& client, std::uint64_t nombre, std::uint64_t octets) {
            const std::string bloc(octets, 'x');
            std::uint64_t acceptes = 0;
            for (std::uint64_t rang = 0; rang < nombre; ++rang) {
                acceptes += client.envoyer("bloc", bloc) ? 1U : 0U;
            }
            return acceptes;
        }
    );
    serveur.lancer_en_fond();
    std::cout << serveur.port() << std::endl;

    std::cin.ignore(std::numeric_limits<std::streamsize>::max());

    const auto debut = std::chrono::steady_clock::now();
    serveur.eteindre();
    const std::chrono::duration<double> duree = std::chrono::steady_clock::now() - debut;
    std::cout << "# extinction " << duree.count() << "\n"
              << cconn::texte_prometheus(serveur.statistiques()) << std::flush;
    return 0;
}

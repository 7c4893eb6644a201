// Des clients ordinaires, qui tiennent leur registre pendant que d'autres attaquent ou que la ligne souffre.
// SPDX-License-Identifier: MIT
//
// Usage : endurance_clients <port> <clients> <secondes> <appels par seconde et par client> [port direct]
// Chaque client appelle, envoie, se reconnecte s'il est coupé, puis compare son registre à celui que le
// serveur tient, lu par le port direct. Écrit ses chiffres en JSON.
#include <cconn/cconn.hpp>

#include "endurance/registre.hpp"
#include "outils/evenement.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;
using Horloge = std::chrono::steady_clock;

constexpr auto delai_appel = 10s;

struct Reglages {
    int port;
    int clients;
    std::chrono::seconds duree;
    int cadence;
    int port_direct;
};

struct Bilan {
    std::uint64_t appels = 0;
    std::uint64_t faux = 0; ///< Réponses qui ne sont pas celles de leur appel.
    std::uint64_t coupures = 0;
    std::uint64_t envoyes = 0;
    std::uint64_t recus = 0;
    std::uint64_t registres_faux =
        0; ///< Ce que le serveur a n'est pas le début de ce qui est parti.
    std::uint64_t registres_courts = 0; ///< C'en est le début, mais pas tout.
    std::map<std::string, std::uint64_t> erreurs;
    std::vector<std::uint32_t> durees; ///< Microsecondes.

    void ajouter(const Bilan& autre) {
        appels += autre.appels;
        faux += autre.faux;
        coupures += autre.coupures;
        envoyes += autre.envoyes;
        recus += autre.recus;
        registres_faux += autre.registres_faux;
        registres_courts += autre.registres_courts;
        for (const auto& [nom, combien] : autre.erreurs) {
            erreurs[nom] += combien;
        }
        durees.insert(durees.end(), autre.durees.begin(), autre.durees.end());
    }
};

/// Personne ne l'abrège : c'est la cadence d'un client.
void attendre_jusqua(Horloge::time_point instant) {
    outils::Evenement().attendre(
        1, std::max(0ns, std::chrono::nanoseconds(instant - Horloge::now()))
    );
}

cconn::OptionsClient options() {
    cconn::OptionsClient options;
    options.delai_appel = delai_appel;
    options.journal = [](cconn::NiveauJournal /*niveau*/, std::string_view /*texte*/) {
    };
    return options;
}

/// Un client et ses connexions successives. Chacune a son numéro, donc son registre ; d'un processus à
/// l'autre, les numéros diffèrent.
class Ordinaire {
public:
    Ordinaire(const Reglages& reglages, int rang)
        : reglages_(reglages),
          numero_(
              static_cast<std::uint64_t>(::getpid()) << 40U | static_cast<std::uint64_t>(rang)
                                                                  << 24U
          ) {}

    void vivre(Horloge::time_point fin) {
        const auto pas = std::chrono::nanoseconds(1s) / std::max(1, reglages_.cadence);
        auto prochain = Horloge::now();
        while (Horloge::now() < fin) {
            try {
                ++numero_;
                rang_ = 0;
                cconn::Client client("127.0.0.1", reglages_.port, options());
                for (; Horloge::now() < fin; prochain += pas) {
                    attendre_jusqua(prochain);
                    parler(client);
                }
                client.appeler<std::string>("echo", "fin"); // ce qui est parti avant est arrivé
                envoyes_[numero_] = {rang_, true};
            } catch (const cconn::Erreur& erreur) {
                envoyes_[numero_] = {rang_, false};
                ++bilan.coupures;
                ++bilan.erreurs[std::string(cconn::nom_code(erreur.code_cconn()))];
                prochain = std::max(prochain, Horloge::now() + 20ms);
            }
        }
    }

    /// Ce que le serveur a reçu de chaque connexion en est tout, ou le début si elle a été coupée.
    void verifier(const cconn::Client& direct) {
        for (const auto& [numero, partis] : envoyes_) {
            const auto [nombre, empreinte] =
                direct.appeler<std::tuple<std::uint64_t, std::uint64_t>>("registre", numero);
            endurance::Registre attendu;
            for (std::uint64_t rang = 0; rang < nombre && rang < partis.nombre; ++rang) {
                attendu.noter(endurance::message(numero, rang));
            }
            const bool debut = nombre <= partis.nombre && attendu.empreinte() == empreinte;
            bilan.registres_faux += debut ? 0U : 1U;
            bilan.registres_courts += debut && partis.entier && nombre < partis.nombre ? 1U : 0U;
            bilan.envoyes += partis.nombre;
            bilan.recus += nombre;
        }
    }

    Bilan bilan;

private:
    struct Partis {
        std::uint64_t nombre = 0;
        bool entier = false; ///< La connexion a vécu jusqu'au bout.
    };

    void parler(cconn::Client& client) {
        if (client.envoyer("noter", numero_, endurance::message(numero_, rang_))) {
            ++rang_;
        }
        const std::string unique = std::to_string(numero_) + '/' + std::to_string(bilan.appels);
        const auto debut = Horloge::now();
        const bool juste = client.appeler<std::string>("echo", unique) == unique;
        const auto duree =
            std::chrono::duration_cast<std::chrono::microseconds>(Horloge::now() - debut);
        ++bilan.appels;
        bilan.faux += juste ? 0U : 1U;
        bilan.durees.push_back(static_cast<std::uint32_t>(duree.count()));
    }

    const Reglages& reglages_;
    std::uint64_t numero_;
    std::uint64_t rang_ = 0;
    std::map<std::uint64_t, Partis> envoyes_;
};

double quantile(const std::vector<std::uint32_t>& triees, double part) {
    if (triees.empty()) {
        return 0;
    }
    const auto rang = static_cast<std::size_t>(part * static_cast<double>(triees.size() - 1));
    return static_cast<double>(triees[rang]) / 1'000;
}

void ecrire(Bilan& bilan) {
    std::sort(bilan.durees.begin(), bilan.durees.end());
    std::cout << "{\"appels\": " << bilan.appels << ", \"faux\": " << bilan.faux
              << ", \"coupures\": " << bilan.coupures << ", \"envoyes\": " << bilan.envoyes
              << ", \"recus\": " << bilan.recus << ", \"registres_faux\": " << bilan.registres_faux
              << ", \"registres_courts\": " << bilan.registres_courts << ", \"erreurs\": {";
    const char* virgule = "";
    for (const auto& [nom, combien] : bilan.erreurs) {
        std::cout << virgule << '"' << nom << "\": " << combien;
        virgule = ", ";
    }
    std::cout << "}, \"p50_ms\": " << quantile(bilan.durees, 0.5)
              << ", \"p99_ms\": " << quantile(bilan.durees, 0.99)
              << ", \"max_ms\": " << quantile(bilan.durees, 1) << "}" << std::endl;
}

} // namespace

int main(int nb, char** arguments) {
    if (nb < 5) {
        std::cerr << "usage : endurance_clients port clients secondes cadence [port direct]\n";
        return 2;
    }
    const Reglages reglages{
        std::stoi(arguments[1]),
        std::stoi(arguments[2]),
        std::chrono::seconds(std::stoi(arguments[3])),
        std::stoi(arguments[4]),
        std::stoi(arguments[nb > 5 ? 5 : 1])};
    const auto fin = Horloge::now() + reglages.duree;
    std::vector<std::unique_ptr<Ordinaire>> ordinaires;
    for (int rang = 1; rang <= reglages.clients; ++rang) {
        ordinaires.push_back(std::make_unique<Ordinaire>(reglages, rang));
    }
    {
        std::vector<std::jthread> fils;
        for (const auto& ordinaire : ordinaires) {
            fils.emplace_back([&ordinaire, fin] { ordinaire->vivre(fin); });
        }
    }
    Bilan total;
    const cconn::Client direct("127.0.0.1", reglages.port_direct, options());
    for (const auto& ordinaire : ordinaires) {
        ordinaire->verifier(direct);
        total.ajouter(ordinaire->bilan);
    }
    ecrire(total);
    return total.faux + total.registres_faux + total.registres_courts == 0 ? 0 : 1;
}

// Banc TLS: des appels de cconn chiffrés face à un écho d'OpenSSL, bloquant, écrit de même.
// SPDX-License-Identifier: MIT
//
// Usage : banc_tls <dossier de la PKI> [secondes par mesure] [tours]
// Les deux se mesurent tour à tour, chacun face à un serveur d'un autre processus ; le rapport est la
// médiane de ceux des tours. Voir docs/guides/chiffrer.md.
#include <cconn/cconn.hpp>
#include <cconn/tls/tls.hpp>

#include "prise_tls.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using banc_tls::ContexteSsl;
using banc_tls::EcouteTls;
using banc_tls::PriseTls;
using std::chrono::duration;
using std::chrono::steady_clock;

/// Un serveur dans un processus à part, tué à la fin.
class ServeurApart {
public:
    explicit ServeurApart(const std::function<void(int sortie)>& corps) {
        std::array<int, 2> tube{};
        if (::pipe(tube.data()) != 0 || (processus_ = ::fork()) < 0) {
            std::abort();
        }
        if (processus_ == 0) {
            corps(tube[1]);
            ::_exit(0);
        }
        ::close(tube[1]);
        if (::read(tube[0], &port_, sizeof port_) != sizeof port_) {
            std::abort();
        }
        ::close(tube[0]);
    }
    ServeurApart(const ServeurApart&) = delete;
    ServeurApart& operator=(const ServeurApart&) = delete;
    ServeurApart(ServeurApart&&) = delete;
    ServeurApart& operator=(ServeurApart&&) = delete;
    ~ServeurApart() {
        ::kill(processus_, SIGKILL);
        ::waitpid(processus_, nullptr, 0);
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    pid_t processus_ = 0;
    std::uint16_t port_ = 0;
};

void dire_port(int sortie, std::uint16_t port) {
    if (::write(sortie, &port, sizeof port) != sizeof port) {
        std::abort();
    }
}

void servir_brut(const std::string& pki, int sortie) {
    EcouteTls ecoute(pki);
    dire_port(sortie, ecoute.port());
    ecoute.servir();
}

void servir_cconn(const std::string& pki, int sortie) {
    const auto chiffrement = cconn::tls::chiffrer_serveur(
        {.certificat = pki + "/serveur.pem", .cle = pki + "/serveur.cle"}
    );
    cconn::Serveur serveur(0, 256, {.chiffrement = chiffrement});
    serveur.enregistrer_commande("echo", [](cconn::Octets octets) { return octets; });
    dire_port(sortie, serveur.port());
    serveur.lancer();
}

/// Combien de fois par seconde cette opération se fait.
double debit(double secondes, const std::function<void()>& operation) {
    std::uint64_t nombre = 0;
    const auto debut = steady_clock::now();
    double ecoule = 0;
    while (ecoule < secondes) {
        operation();
        ++nombre;
        ecoule = duration<double>(steady_clock::now() - debut).count();
    }
    return static_cast<double>(nombre) / ecoule;
}

double mediane(std::vector<double> valeurs) {
    std::sort(valeurs.begin(), valeurs.end());
    return valeurs.at(valeurs.size() / 2);
}

void comparer(
    const char* quoi,
    int tours,
    const std::function<double()>& brut,
    const std::function<double()>& cconn
) {
    std::vector<double> bruts;
    std::vector<double> cconns;
    std::vector<double> rapports;
    for (int tour = 0; tour < tours; ++tour) {
        bruts.push_back(brut());
        cconns.push_back(cconn());
        rapports.push_back(cconns.back() / bruts.back());
    }
    std::printf(
        "%-26s raw_tls %9.0f/s   cconn %9.0f/s   rapport %.3f\n",
        quoi,
        mediane(bruts),
        mediane(cconns),
        mediane(rapports)
    );
    std::fflush(stdout);
}

void mesurer(const std::string& pki, double secondes, int tours) {
    const ServeurApart brut([&](int sortie) { servir_brut(pki, sortie); });
    const ServeurApart serveur([&](int sortie) { servir_cconn(pki, sortie); });
    const auto confiance = cconn::tls::chiffrer_client({.autorites = pki + "/autorite.pem"});
    const ContexteSsl contexte = banc_tls::contexte_client(pki);
    const auto joindre = [&] {
        return std::make_unique<cconn::Client>(
            "127.0.0.1", serveur.port(), cconn::OptionsClient{.chiffrement = confiance}
        );
    };
    for (const std::size_t taille : {32U, 4'096U, 65'536U, 1'048'576U}) {
        const std::vector<std::uint8_t> charge(taille, 'c');
        PriseTls prise(contexte.get(), brut.port());
        const auto client = joindre();
        comparer(
            ("appels de " + std::to_string(taille) + " octets").c_str(),
            tours,
            [&] { return debit(secondes, [&] { prise.echanger(charge); }); },
            [&] {
                return debit(secondes, [&] {
                    if (client->appeler<cconn::Octets>("echo", charge).size() != taille) {
                        std::abort();
                    }
                });
            }
        );
    }
    const std::vector<std::uint8_t> petite(32, 'c');
    comparer(
        "poignees completes",
        tours,
        [&] {
            return debit(secondes, [&] {
                const ContexteSsl neuf = banc_tls::contexte_client(pki); // comme `recharger`
                PriseTls(neuf.get(), brut.port()).echanger(petite);
            });
        },
        [&] {
            return debit(secondes, [&] {
                confiance->recharger(); // sans reprise
                static_cast<void>(joindre()->appeler<cconn::Octets>("echo", petite));
            });
        }
    );
    comparer(
        "poignees reprises",
        tours,
        [] { return 1.0; },
        [&] {
            return debit(secondes, [&] {
                static_cast<void>(joindre()->appeler<cconn::Octets>("echo", petite));
            });
        }
    );
}

} // namespace

int main(int nb, char** mots) {
    if (nb < 2) {
        std::fputs("banc_tls attend le dossier de la PKI\n", stderr);
        return 2;
    }
    try {
        mesurer(mots[1], nb > 2 ? std::stod(mots[2]) : 0.5, nb > 3 ? std::stoi(mots[3]) : 9);
    } catch (const std::exception& erreur) {
        std::fprintf(stderr, "banc_tls : %s\n", erreur.what());
        return 1;
    }
    return 0;
}

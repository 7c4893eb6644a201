// Principal: la ligne de commande commune aux pairs du banc, et la ligne de résultats qu'ils écrivent.
// SPDX-License-Identifier: MIT
#include "bancs/commun/mesures.hpp"
#include "bancs/commun/pair.hpp"

#include <array>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iomanip>
#include <iostream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace banc {

namespace {

/// Une `Liaison` par connexion.
class TenuesUneAUne final : public Tenues {
public:
    TenuesUneAUne(Pair& pair, const Reglages& reglages, std::size_t nombre, Modele& modele) {
        liaisons_.reserve(nombre);
        for (std::size_t rang = 0; rang < nombre; ++rang) {
            liaisons_.push_back(pair.connecter(reglages));
            liaisons_.back()->echo(modele, rang);
        }
    }

    void echo(Modele& modele, std::uint64_t numero) override {
        liaisons_[suivante_]->echo(modele, numero);
        suivante_ = suivante_ + 1 == liaisons_.size() ? 0 : suivante_ + 1;
    }

private:
    std::vector<std::unique_ptr<Liaison>> liaisons_;
    std::size_t suivante_ = 0;
};

/// Dix mille connexions veulent dix mille descripteurs.
void prendre_tous_les_descripteurs() {
    rlimit limite = {};
    if (::getrlimit(RLIMIT_NOFILE, &limite) == 0) {
        limite.rlim_cur = limite.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limite);
    }
}

double temps_processeur() {
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto secondes_de = [](const timeval& temps) {
        return static_cast<double>(temps.tv_sec) + static_cast<double>(temps.tv_usec) / 1e6;
    };
    return secondes_de(usage.ru_utime) + secondes_de(usage.ru_stime);
}

void decrire_options(CLI::App& application, Reglages& reglages, double& duree) {
    application.add_option("role", reglages.role, "serveur, client ou decrire")
        ->required()
        ->check(CLI::IsMember({"serveur", "client", "decrire"}));
    application.add_option("mesure", reglages.mesure, "client : A à H, ou croissance");
    application.add_option("port", reglages.port, "client : port du serveur");
    application.add_option(
        "--taille", reglages.taille, "octets de charge d'un message, 8 au moins"
    );
    application.add_option("--duree", duree, "secondes de mesure");
    application.add_option("--nombre", reglages.nombre, "opérations par connexion, sans durée");
    application.add_option("--connexions", reglages.connexions, "connexions tenues (C, F, G…)");
    application.add_option("--fils", reglages.fils, "fils qui se les partagent (croissance)");
    application.add_option("--en-vol", reglages.en_vol, "appels ou diffusions en vol (B, F)");
    application.add_flag("--lot", reglages.lot, "raw : écrire par blocs de 64 Kio");
    application.add_flag("--grouper", reglages.grouper, "cconn : grouper les envois (B, D)");
    application.add_option(
        "--attente-active", reglages.attente_active, "cconn : microsecondes, aux deux bouts"
    );
    application.add_option("--pid-serveur", reglages.pid_serveur, "processus du serveur (G)");
}

void ecrire(const Resultat& resultat, const Reglages& reglages, double processeur) {
    const auto& latences = resultat.latences;
    std::cout << std::setprecision(9) << "mesure=" << reglages.mesure
              << " taille=" << reglages.taille << " nombre=" << resultat.nombre
              << " secondes=" << resultat.secondes
              << " debit=" << static_cast<double>(resultat.nombre) / resultat.secondes
              << " processeur_client=" << processeur;
    if (latences.total() > 0) {
        std::cout << " p50=" << latences.quantile(0.5) << " p99=" << latences.quantile(0.99)
                  << " p999=" << latences.quantile(0.999) << " max=" << latences.maximum()
                  << " histogramme=" << latences.vers_texte();
    }
    if (reglages.mesure == "G") {
        std::cout << " kio_inactive=" << resultat.kio_inactive
                  << " kio_appelee=" << resultat.kio_appelee;
    }
    std::cout << std::endl;
}

/// Ce dont dépend le nombre d'instructions.
std::string construction() {
#if defined(__OPTIMIZE__) && defined(NDEBUG)
    const std::string optimisation = "optimisé";
#else
    const std::string optimisation = "non optimisé";
#endif
#ifdef __clang__
    const std::string compilateur = "clang ";
#else
    const std::string compilateur = "g++ ";
#endif
    return compilateur + __VERSION__ + ", " + optimisation;
}

int servir(Pair& pair, const Reglages& reglages) {
    pair.servir(reglages, [](int port) { std::cout << port << std::endl; });
    return 0;
}

int mesurer_et_ecrire(Pair& pair, const Reglages& reglages) {
    if (!pair.sait(reglages)) {
        std::cerr << "ce pair ne sait pas faire cette mesure avec ces réglages" << std::endl;
        return 3;
    }
    const double avant = temps_processeur();
    const Resultat resultat = mesurer(pair, reglages);
    ecrire(resultat, reglages, temps_processeur() - avant);
    return 0;
}

} // namespace

std::unique_ptr<Tenues> Pair::tenir(const Reglages& reglages, std::size_t nombre, Modele& modele) {
    return std::make_unique<TenuesUneAUne>(*this, reglages, nombre, modele);
}

void attendre_fin_entree() {
    std::array<char, 256> lu; // NOLINT(cppcoreguidelines-pro-type-member-init) : écrit par read
    while (::read(STDIN_FILENO, lu.data(), lu.size()) > 0) {
    }
}

int executer(Pair& pair, int nb, char** arguments) {
    Reglages reglages;
    double duree = secondes(reglages.duree);
    CLI::App application("Un pair du banc de vitesse de cconn ; docs/explications/vitesse.md");
    decrire_options(application, reglages, duree);
    CLI11_PARSE(application, nb, arguments);
    reglages.duree =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(duree));
    prendre_tous_les_descripteurs();
    try {
        if (reglages.role == "decrire") {
            std::cout << pair.decrire() << '\n' << construction() << std::endl;
            return pair.sait(reglages) ? 0 : 3;
        }
        return reglages.role == "serveur" ? servir(pair, reglages)
                                          : mesurer_et_ecrire(pair, reglages);
    } catch (const std::exception& e) {
        std::cerr << e.what() << std::endl;
        return 1;
    }
}

} // namespace banc

// Le serveur de bavardage: des ouvriers qui se partagent un port, et un filtre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/ouvriers/ouvriers.hpp>

#include "commun/ligne_commande.hpp"
#include "paroles.hpp"
#include "salon.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

/// Ce que dit la ligne de commande.
struct Reglages {
    std::string adresse;
    int port = paroles::port_habituel;
    std::size_t ouvriers = 1;
    std::vector<std::string> bannis;
    double delai = 5; // secondes
};

/// Le nom de cette machine, que netframe écoutait ; si rien ne le résout, l'interface locale.
std::string adresse_machine() {
    std::array<char, 256> nom{};
    ::gethostname(nom.data(), nom.size() - 1);
    try {
        ::close(cconn::ouvrir_ecoute(nom.data(), 0));
        return nom.data();
    } catch (const cconn::Erreur&) {
        return "127.0.0.1";
    }
}

void decrire(CLI::App& app, Reglages& reglages) {
    using ligne_commande::nombre;
    app.add_option("port", reglages.port, "Port à écouter (54314) ; 0, un port libre")
        ->check(nombre(0, 65535));
    app.add_option("-H,--adresse,--ip", reglages.adresse, "Adresse à écouter (cette machine)")
        ->option_text("ADRESSE");
    app.add_option("-n,--ouvriers,--workers", reglages.ouvriers, "Processus ouvriers (1)")
        ->option_text("N")
        ->check(nombre(1, 1024));
    app.add_option("--bannir", reglages.bannis, "Refuse les clients de cette adresse IP")
        ->option_text("IP")
        ->allow_extra_args(false);
    app.add_option("--delai", reglages.delai, "Temps laissé aux ouvriers pour finir (5)")
        ->option_text("SECONDES")
        ->check(nombre(0.0, 1e6));
}

int servir(const Reglages& reglages) {
    // [extrait : servir]
    // Ctrl-C sera attendu plus bas ; les ouvriers, eux, le laissent au parent.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);

    cconn::ouvriers::Config config;
    config.adresse = reglages.adresse;
    config.port = reglages.port;
    config.nb_ouvriers = reglages.ouvriers;
    config.contexte["bannis"] = cconn::Valeur::depuis(reglages.bannis);

    cconn::ouvriers::Ouvriers ouvriers(config, cconn::ouvriers::application<Salon>);
    ouvriers.lancer(); // lève si le port est pris ; n'attend pas
    std::cout << "Serveur prêt sur " << ouvriers.adresse() << ":" << ouvriers.port() << std::endl;

    int signal = 0;
    sigwait(&arret, &signal);
    const auto delai = std::chrono::duration<double>(reglages.delai);
    const auto remplaces = ouvriers.etat().remplacements();
    const auto tues = ouvriers.arreter(std::chrono::round<std::chrono::nanoseconds>(delai));
    // [fin : servir]
    std::cout << "Serveur éteint : " << remplaces << " ouvriers remplacés, " << tues << " tués"
              << std::endl;
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    Reglages reglages;
    CLI::App app("Un salon de bavardage, servi par des processus ouvriers.");
    decrire(app, reglages);
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    if (reglages.adresse.empty()) {
        reglages.adresse = adresse_machine();
    }
    return servir(reglages);
} catch (const cconn::Erreur& erreur) {
    std::cerr << erreur.contexte() << '\n';
    return 1;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

// Le client de bavardage: il dit ce qu'on tape, et montre ce que disent les autres.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "clavier.hpp"
#include "commun/ligne_commande.hpp"
#include "paroles.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

using paroles::composer;
using paroles::Genre;

namespace {

/// Ce que dit la ligne de commande.
struct Reglages {
    std::string adresse = "127.0.0.1";
    int port = paroles::port_habituel;
    std::string nom = "anonyme";
    std::vector<std::string> a_dire;
};

void decrire(CLI::App& app, Reglages& reglages) {
    app.add_option("adresse", reglages.adresse, "Adresse du serveur (127.0.0.1)");
    app.add_option("port", reglages.port, "Port du serveur (54314)")
        ->check(ligne_commande::nombre(1, 65535));
    app.add_option("-n,--nom,--name", reglages.nom, "Sous quel nom parler (anonyme)")
        ->option_text("NOM");
    app.add_option("--dire", reglages.a_dire, "Dit ceci, attend que ce soit dit à tous, et s'en va")
        ->option_text("TEXTE")
        ->allow_extra_args(false);
}

void montrer(cconn::Message recu) {
    const bool annonce = recu.id() == static_cast<std::uint16_t>(Genre::annonce);
    std::cout << (annonce ? "* " : "") << paroles::lire(recu) << std::endl;
}

/// Montre les messages jusqu'à la fin de la connexion. @return le code de sortie : 0 si l'on est parti.
int montrer_tout(cconn::Boite<cconn::Message>& boite, const std::atomic<bool>& parti) try {
    // [extrait : recevoir]
    while (true) {
        montrer(boite.recevoir()); // ce qui est venu avant une perte est rendu avant elle
    }
    // [fin : recevoir]
} catch (const cconn::Erreur& erreur) {
    if (parti) {
        return 0;
    }
    std::cerr << "Le serveur est parti : " << erreur.contexte() << '\n';
    return 1;
}

/// Dit, et attend de s'entendre.
void dire(
    const cconn::Client& client, cconn::Boite<cconn::Message>& boite, const std::string& texte
) {
    client.envoyer("message", composer(Genre::parole, texte));
    cconn::Message recu;
    do {
        recu = boite.recevoir(std::chrono::seconds(10));
        montrer(recu);
    } while (recu.id() != static_cast<std::uint16_t>(Genre::parole));
}

int bavarder(const Reglages& reglages) {
    // [extrait : connecter]
    cconn::Client client(reglages.adresse, reglages.port);
    auto boite = client.boite<cconn::Message>("message");
    client.envoyer("message", composer(Genre::nom, reglages.nom));
    montrer(boite.recevoir(std::chrono::seconds(10))); // la bienvenue, ou pourquoi on est refusé
    // [fin : connecter]
    for (const std::string& texte : reglages.a_dire) {
        dire(client, boite, texte);
    }
    if (!reglages.a_dire.empty()) {
        return 0;
    }
    std::atomic<bool> parti = false;
    const Clavier clavier(
        [&client](const std::string& ligne) {
            client.envoyer("message", composer(Genre::parole, ligne));
        },
        [&client, &parti] {
            parti = true;
            client.eteindre();
        }
    );
    return montrer_tout(boite, parti);
}

} // namespace

int main(int argc, char** argv) try {
    Reglages reglages;
    CLI::App app("Bavarde avec ceux qui sont là ; la fin de l'entrée (Ctrl-D) s'en va.");
    decrire(app, reglages);
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    return bavarder(reglages);
} catch (const cconn::Erreur& erreur) {
    std::cerr << erreur.contexte() << '\n';
    return 1;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

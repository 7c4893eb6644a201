// Le client de montagne: il envoie un ou plusieurs événements, et montre chaque résultat.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "commun/ligne_commande.hpp"
#include "evenement.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <iostream>
#include <latch>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr std::size_t texte_max = 200;

/// @return faux si c'est une erreur.
bool montrer(const std::string& etiquette, const cconn::Appel<cconn::Valeur>& appel) try {
    const cconn::Valeur resultat = appel.valeur();
    std::cout << etiquette << " : " << resultat.vers_texte(texte_max) << std::endl;
    return true;
} catch (const cconn::Erreur& erreur) {
    std::cout << etiquette << " : " << erreur.what() << std::endl;
    return false;
}

// [extrait : appels]
cconn::Appel<cconn::Valeur> appeler(const cconn::Client& client, const Evenement& evenement) {
    const auto& [etiquette, args, nommes] = evenement;
    if (nommes.est_vide()) {
        return client.appeler_async<cconn::Valeur>(etiquette, args);
    }
    return client.appeler_async<cconn::Valeur>(etiquette, args, nommes);
}

/// Tous partent à la fois, sur une connexion ; chaque résultat se montre quand il arrive.
bool envoyer(const cconn::Client& client, const std::vector<Evenement>& evenements) {
    const auto echecs = std::make_shared<std::atomic<int>>(0);
    const auto attendus =
        std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(evenements.size()));
    for (const Evenement& evenement : evenements) {
        const auto appel = appeler(client, evenement);
        appel.puis(
            [echecs, attendus, etiquette = evenement.etiquette](cconn::Appel<cconn::Valeur>& fini) {
                *echecs += montrer(etiquette, fini) ? 0 : 1;
                attendus->count_down();
            }
        );
    }
    attendus->wait();
    return *echecs == 0;
}
// [fin : appels]

} // namespace

int main(int argc, char** argv) try {
    std::string hote = "localhost";
    int port = 5001;
    std::vector<std::string> mots;
    CLI::App app("Envoie des événements à un serveur montagne, et montre leurs résultats.");
    app.add_option("-H,--hote,--host", hote, "Adresse du serveur (localhost)")
        ->option_text("ADRESSE");
    app.add_option("-P,--port", port, "Port du serveur (5001)")
        ->option_text("PORT")
        ->check(ligne_commande::nombre(1, 65535));
    app.add_option("evenement", mots, "Étiquette, valeurs, nom=valeur ; + en commence un autre")
        ->required();
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    const auto evenements = lire_evenements(mots);
    cconn::Client client(hote, port);
    client.lancer_en_fond();
    return envoyer(client, evenements) ? 0 : 1;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 2;
}

// Le serveur de montagne: des tâches sous leur étiquette, avec des arguments nommés.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "commun/ligne_commande.hpp"
#include "sentier.hpp"

#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <syncstream>

namespace {

/// Une ligne d'un seul tenant : plusieurs clients peuvent parler en même temps.
template<class... T>
void dire(const T&... morceaux) {
    (std::osyncstream(std::cout) << ... << morceaux) << std::endl;
}

// [extrait : taches]
/// Une tâche reçoit, si elle les veut, son client, les arguments par position, puis les nommés.
cconn::Valeur decrire(cconn::Connexion& client, std::string sommet, cconn::Nommes noms) {
    noms.exiger_parmi({"altitude", "pays", "voisins"});
    dire(client.adresse(), " demande ", sommet);
    return cconn::Valeur::Table{
        {"sommet", sommet},
        {"altitude", noms.lire_ou<int>("altitude", 0)},
        {"pays", noms.lire_ou<std::string>("pays", "inconnu")},
        {"voisins", noms.lire_ou<cconn::Valeur>("voisins", cconn::Valeur::Liste{})}};
}
// [fin : taches]

void enregistrer_taches(cconn::Serveur& serveur, Sentier& sentier) {
    serveur.enregistrer_commande("decrire", decrire, "decrire <sommet> [altitude=] [pays=]");
    serveur.enregistrer_commande(
        "additionner", [](double a, double b) { return a + b; }, "additionner <nombre> <nombre>"
    );
    serveur.enregistrer_commande(
        "rien", [] {}, "rend nil"
    );
    serveur.enregistrer_commande(
        "neiger", [](std::size_t flocons) { return std::string(flocons, '*'); }, "neiger <octets>"
    );
    serveur.enregistrer_commande(
        "tomber", [] { throw std::runtime_error("la corde a cassé"); }, "lève une exception"
    );

    // [extrait : plus_tard]
    // Longue, elle ne retient pas les suivantes : elle répondra quand elle sera arrivée.
    serveur.enregistrer_commande("monter", [&sentier](int ms, cconn::Nommes noms) {
        const cconn::Reponse<std::string> reponse;
        const auto par = noms.lire_ou<std::string>("par", "le sentier");
        sentier.confier(std::chrono::milliseconds(ms), [reponse, par] {
            reponse.donner("au sommet par " + par);
        });
        return reponse;
    });
    // [fin : plus_tard]
}

} // namespace

int main(int argc, char** argv) try {
    std::string hote = "localhost";
    int port = 5001;
    CLI::App app("Exécute des tâches pour ses clients, et leur rend le résultat.");
    app.add_option("-H,--hote,--host", hote, "Adresse à écouter (localhost)")
        ->option_text("ADRESSE");
    app.add_option("-P,--port", port, "Port à écouter (5001) ; 0, un port libre")
        ->option_text("PORT")
        ->check(ligne_commande::nombre(0, 65535));
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    // Ctrl-C sera attendu plus bas, au lieu de tuer le programme.
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGINT);
    sigaddset(&arret, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &arret, nullptr);

    Sentier sentier;
    cconn::Serveur serveur(port, 100, {.adresse = hote});
    enregistrer_taches(serveur, sentier);
    serveur.lancer_en_fond();
    dire("Serveur prêt sur ", serveur.adresse(), ":", serveur.port());
    int signal = 0;
    sigwait(&arret, &signal);
    serveur.eteindre();
    dire("Serveur éteint");
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

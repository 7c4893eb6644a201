// Le serveur de tâches: il les garde en file, les exécute une à une, et dit où en est chacune.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

#include "affichage.hpp"
#include "commun/ligne_commande.hpp"
#include "demandes.hpp"
#include "travaux.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <syncstream>

namespace {

namespace taches = cconn::taches;

/// Ce que dit la ligne de commande.
struct Reglages {
    std::string hote = "127.0.0.1";
    int port = 5000;
    std::string base;
    std::size_t travailleurs = 1;
    std::size_t clients = 1000;
    double echelle = 1;
    std::optional<std::size_t> resultats_max;
    std::optional<double> duree_resultats; // secondes
};

std::chrono::milliseconds secondes(double nombre) {
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(nombre));
}

/// Une ligne d'un seul tenant : plusieurs clients arrivent et partent en même temps.
template<class... T>
void dire(const T&... morceaux) {
    (std::osyncstream(std::cout) << ... << morceaux) << std::endl;
}

// [extrait : options]
taches::OptionsTaches options_file(const Reglages& reglages) {
    taches::OptionsTaches options;
    options.conservation =
        reglages.base.empty() ? taches::Conservation::memoire : taches::Conservation::fichier;
    options.fichier = reglages.base;
    options.travailleurs = reglages.travailleurs;
    options.resultats_max = reglages.resultats_max;
    if (reglages.duree_resultats) {
        options.duree_resultats = secondes(*reglages.duree_resultats);
    }
    options.delai_verrou = std::chrono::seconds(1); // deux serveurs sur un fichier : le dire vite
    options.delai_extinction = {}; // une tâche interrompue par Ctrl-C sera refaite
    return options;
}
// [fin : options]

// [extrait : travaux]
void enregistrer_travaux(taches::FileAttente& file_attente, double echelle) {
    for (const travaux::Travail& travail : travaux::tous()) {
        const auto duree = secondes(static_cast<double>(travail.duree.count()) * echelle);
        const auto executer = [fonction = travail.fonction,
                               duree](taches::ContexteTache& tache, const std::string& donnees) {
            tache.attendre(duree); // moins longtemps si elle est annulée
            return fonction(donnees);
        };
        file_attente.enregistrer_travail(travail.nom, executer);
    }
}
// [fin : travaux]

void montrer(const taches::FileAttente& file_attente) try {
    std::osyncstream sortie(std::cout);
    affichage::montrer_file(sortie, file_attente);
} catch (const cconn::Erreur& erreur) {
    dire(erreur.contexte()); // la base ne répond pas ; le serveur continue
}

void servir(const Reglages& reglages, Demandes& demandes) {
    // [extrait : servir]
    cconn::Serveur serveur(reglages.port, reglages.clients, {.adresse = reglages.hote});
    serveur.quand_client_connecte([](cconn::Connexion& client) {
        dire("Reçu de ", client.adresse());
        return true;
    });
    serveur.quand_client_deconnecte([](cconn::Connexion& client, cconn::Cause) {
        dire("Servi ", client.adresse());
    });

    taches::FileAttente file_attente(serveur, options_file(reglages));
    enregistrer_travaux(file_attente, reglages.echelle);
    file_attente.lancer();
    serveur.lancer_en_fond();
    // [fin : servir]
    dire("Serveur prêt sur ", serveur.adresse(), ":", serveur.port());
    dire("Ctrl-C l'arrête ; Entrée ou SIGUSR1 montre la file");

    while (demandes.attendre() == Demande::montrer) {
        montrer(file_attente);
    }
    dire("Arrêt demandé");
    serveur.eteindre();
    file_attente.eteindre();
    dire("Serveur éteint");
}

void decrire(CLI::App& app, Reglages& reglages) {
    using ligne_commande::nombre;
    app.add_option("-H,--hote,--host", reglages.hote, "Adresse à écouter (127.0.0.1)")
        ->option_text("ADRESSE");
    app.add_option("-P,--port", reglages.port, "Port à écouter (5000) ; 0, un port libre")
        ->option_text("PORT")
        ->check(nombre(0, 65535));
    app.add_option("--clients", reglages.clients, "Clients servis à la fois (1000)")
        ->option_text("N")
        ->check(nombre(1, 100'000));
    app.add_option("--travailleurs", reglages.travailleurs, "Tâches exécutées à la fois (1)")
        ->option_text("N")
        ->check(nombre(1, 1024));
    app.add_option("--echelle", reglages.echelle, "Multiplie la durée des tâches (1)")
        ->option_text("X")
        ->check(nombre(0.0, 1000.0));
    app.add_option("--base", reglages.base, "Garde les tâches dans ce fichier, non en mémoire")
        ->option_text("FICHIER");
    app.add_option("--resultats", reglages.resultats_max, "Tâches finies gardées (toutes)")
        ->option_text("N")
        ->check(nombre(0, 1'000'000'000));
    app.add_option("--duree-resultats", reglages.duree_resultats, "Temps qu'elles sont gardées")
        ->option_text("SECONDES")
        ->check(nombre(0.0, 1e9));
}

} // namespace

int main(int argc, char** argv) try {
    Reglages reglages;
    CLI::App app("Exécute, une à une, les tâches que des clients envoient.");
    decrire(app, reglages);
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    Demandes demandes;
    servir(reglages, demandes);
} catch (const cconn::Erreur& erreur) {
    std::cerr << erreur.contexte() << '\n';
    return 1;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return 1;
}

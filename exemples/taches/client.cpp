// Le client de tâches: il en envoie une, la suit si on le demande, ou dit où elle en est.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

#include "affichage.hpp"
#include "commun/ligne_commande.hpp"
#include "progres.hpp"
#include "travaux.hpp"

#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

namespace taches = cconn::taches;
using taches::EtatTache;

/// Codes de sortie ; 2 est celui d'une ligne de commande refusée.
enum Sortie { reussie = 0, echec = 1, tache_inconnue = 3, serveur_absent = 4, interrompue = 130 };

Sortie sortie(EtatTache etat) {
    if (etat == EtatTache::inconnue) {
        return tache_inconnue;
    }
    return etat == EtatTache::echouee || etat == EtatTache::annulee ? echec : reussie;
}

// [extrait : envoyer]
Sortie envoyer(taches::ClientTaches& serveur, int type, const std::string& donnees) {
    const std::string id = serveur.soumettre(travaux::travail(type).nom, donnees);
    std::cout << id << " : tâche planifiée" << std::endl;
    return reussie;
}
// [fin : envoyer]

/// Ctrl-C n'arrête que ce client ; la tâche est chez le serveur.
void laisser_la_tache_a_ctrl_c() {
    std::signal(SIGINT, [](int) {
        constexpr std::string_view adieu =
            "\nLa tâche continue ; « etat » et son identifiant en donneront le résultat.\n";
        _exit(write(STDOUT_FILENO, adieu.data(), adieu.size()) < 0 ? echec : interrompue);
    });
}

// [extrait : suivre]
Sortie suivre(taches::ClientTaches& serveur, const std::string& id) {
    Progres progres;
    const auto fin = serveur.attendre(id, cconn::sans_limite, [&](const taches::Tache& tache) {
        if (!est_final(tache.etat)) {
            progres.montrer(affichage::phrase(id, {tache.etat}));
        }
    });
    progres.finir(affichage::phrase(id, fin));
    return sortie(fin.etat);
}
// [fin : suivre]

Sortie envoyer_et_suivre(taches::ClientTaches& serveur, int type, const std::string& donnees) {
    const taches::OptionsSoumission suivie{.suivi = taches::Suivi::oui};
    const std::string id = serveur.soumettre(travaux::travail(type).nom, donnees, suivie);
    std::cout << id << " : tâche planifiée\nEn attente de nouvelles." << std::endl;
    laisser_la_tache_a_ctrl_c();
    try {
        return suivre(serveur, id);
    } catch (const cconn::Erreur& erreur) {
        if (erreur.famille() != cconn::FamilleErreur::liaison) {
            throw;
        }
        std::cerr << "Serveur parti ; s'il garde ses tâches, « etat " << id << " » dira la suite\n";
        return serveur_absent;
    }
}

Sortie dire_etat(const taches::ClientTaches& serveur, const std::string& id) {
    const taches::ResultatTache resultat = serveur.resultat(id);
    std::cout << affichage::phrase(id, resultat) << std::endl;
    return sortie(resultat.etat);
}

Sortie annuler(taches::ClientTaches& serveur, const std::string& id) {
    const taches::Tache tache = serveur.annuler(id);
    const bool bientot = tache.etat == EtatTache::en_cours && tache.annulation_demandee;
    std::cout << affichage::phrase(id, {tache.etat}) << (bientot ? ", annulation demandée" : "")
              << std::endl;
    return tache.etat == EtatTache::inconnue ? tache_inconnue : reussie;
}

/// Ce que dit la ligne de commande.
struct Reglages {
    std::string hote = "127.0.0.1";
    int port = 5000;
    int type = 0;
    std::string donnees;
    bool paquet = false;
    std::string id;
};

/// Les sous-commandes, comme CLI11 les connaît.
struct Commandes {
    CLI::App* tache;
    CLI::App* etat;
    CLI::App* annuler;
    CLI::App* lister;
};

Commandes decrire(CLI::App& app, Reglages& reglages) {
    using ligne_commande::nombre;
    app.add_option("-H,--hote,--host", reglages.hote, "Adresse du serveur (127.0.0.1)")
        ->option_text("ADRESSE");
    app.add_option("-P,--port", reglages.port, "Port du serveur (5000)")
        ->option_text("PORT")
        ->check(nombre(1, 65535));
    app.require_subcommand(1);
    app.fallthrough(); // les options du serveur se donnent aussi après la commande

    CLI::App* tache = app.add_subcommand("tache", "Envoie une tâche au serveur")->alias("task");
    tache->add_option("type", reglages.type, "1 retourne, 2 échange deux à deux, 3 répète")
        ->required()
        ->option_text("{1,2,3}")
        ->check(nombre<std::ptrdiff_t>(1, std::ssize(travaux::tous())));
    tache->add_option("donnees", reglages.donnees, "Texte à transformer")->required();
    tache->add_flag("--paquet,--packet", reglages.paquet, "Suit la tâche jusqu'à son résultat");
    tache->footer("Un texte qui commence par un tiret s'écrit après -- : tache 1 -- -texte");

    CLI::App* etat = app.add_subcommand("etat", "Dit où en est une tâche")->alias("status");
    CLI::App* annuler = app.add_subcommand("annuler", "Annule une tâche")->alias("cancel");
    for (CLI::App* commande : {etat, annuler}) {
        commande->add_option("id", reglages.id, "Identifiant que « tache » a donné")->required();
    }
    CLI::App* lister = app.add_subcommand("lister", "Montre la file du serveur")->alias("list");
    return {tache, etat, annuler, lister};
}

Sortie executer(const Reglages& reglages, const Commandes& commandes) {
    cconn::Client client(reglages.hote, reglages.port);
    taches::ClientTaches serveur(client);
    client.lancer_en_fond(); // pour recevoir ce que le serveur pousse
    if (commandes.tache->parsed()) {
        return reglages.paquet ? envoyer_et_suivre(serveur, reglages.type, reglages.donnees)
                               : envoyer(serveur, reglages.type, reglages.donnees);
    }
    if (commandes.etat->parsed()) {
        return dire_etat(serveur, reglages.id);
    }
    if (commandes.annuler->parsed()) {
        return annuler(serveur, reglages.id);
    }
    affichage::montrer_file(std::cout, serveur);
    return reussie;
}

} // namespace

int main(int argc, char** argv) try {
    Reglages reglages;
    CLI::App app("Envoie une tâche à un serveur, ou demande où elle en est.");
    const Commandes commandes = decrire(app, reglages);
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    return executer(reglages, commandes);
} catch (const cconn::Erreur& erreur) {
    std::cerr << erreur.contexte() << '\n';
    return erreur.famille() == cconn::FamilleErreur::liaison ? serveur_absent : echec;
} catch (const std::exception& erreur) {
    std::cerr << erreur.what() << '\n';
    return echec;
}

// Le client de la console: ce qu'on tape part au serveur, ce qui en vient se montre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include "commun/ligne_commande.hpp"
#include "console/ecran.hpp"
#include "console/ligne.hpp"
#include "console/saisie.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

constexpr int port_ordinaire = 1991;
constexpr auto delai_reponse = 5s;

/// Les noms à compléter : ceux de tout serveur, puis ceux que dit celui-ci.
class NomsCommandes final {
public:
    void definir(std::vector<std::string> noms) {
        const std::lock_guard verrou(mutex_);
        noms_ = std::move(noms);
    }
    [[nodiscard]] std::vector<std::string> lire() const {
        const std::lock_guard verrou(mutex_);
        return noms_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> noms_{"HELLO", "CLOSE", "TIME"};
};

/// Ce que partagent le clavier et la réception.
struct Etat {
    console::Ecran ecran;
    NomsCommandes noms;
    std::atomic<bool> close_envoye = false; ///< Le clavier s'arrête, on attend la confirmation.
    std::atomic<bool> close_recu = false;
};

// [extrait : tables]
/// Ce qui part : la première ligne qui convient au nom.
void preparer_envois(cconn::Client& client, Etat& etat) {
    client.quand_envoi("CLOSE", [&etat](cconn::Envoi& /*envoi*/) { etat.close_envoye = true; });
    client.quand_envoi(".*", [](cconn::Envoi& /*envoi*/) {}); // part tel quel
}

/// Ce qui vient du serveur : de même.
void preparer_reception(cconn::Client& client, Etat& etat) {
    const auto montrer = [&etat](std::string /*nom*/, cconn::Arguments mots) {
        etat.ecran.dire(console::joindre(mots));
    };
    client.enregistrer_motif("MSG", montrer);
    client.enregistrer_motif("TIME", montrer);
    const auto fermer = [&etat](cconn::Client& moi, std::string /*nom*/, cconn::Arguments mots) {
        if (console::joindre(mots) == "CONFIRM") {
            etat.close_recu = true;
            etat.ecran.dire("La connexion au serveur a été fermée.");
            moi.eteindre();
        }
    };
    client.enregistrer_motif("CLOSE", fermer);
    client.enregistrer_motif(".*", [](cconn::Arguments /*mots*/) {}); // ignoré
}
// [fin : tables]

void quand_le_serveur_part(cconn::Client& client, Etat& etat) {
    client.quand_deconnecte([&etat](cconn::Cause cause) {
        const bool voulu = etat.close_recu || cause == cconn::Cause::extinction;
        if (!voulu) {
            etat.ecran.dire("Le serveur n'est plus là : " + std::string(texte(cause)));
        }
        etat.ecran.finir();
    });
}

/// Demande au serveur les noms à compléter ; il peut ne pas savoir répondre.
void demander_noms(cconn::Client& client, Etat& etat) try {
    const auto garder = [&etat](std::vector<std::string> noms) {
        etat.noms.definir(std::move(noms));
    };
    client.appeler_async<std::vector<std::string>>("commandes").puis(garder, [](const auto&) {});
} catch (const cconn::Erreur&) {
    // La connexion est déjà finie, ce que dit quand_deconnecte.
}

void envoyer_ligne(cconn::Client& client, const std::string& ligne) {
    const auto mots = console::separer(ligne);
    if (mots.empty()) {
        return;
    }
    cconn::Arguments arguments;
    for (std::size_t i = 1; i < mots.size(); ++i) {
        arguments.ajouter(mots[i]);
    }
    client.envoyer(mots.front(), arguments);
}

void montrer(Etat& etat, console::Saisie& saisie) {
    const auto lignes = etat.ecran.prendre();
    if (lignes.empty()) {
        return;
    }
    saisie.cacher();
    for (const std::string& ligne : lignes) {
        std::cout << ligne << '\n';
    }
    std::cout.flush();
    if (!etat.ecran.est_fini()) {
        saisie.remontrer();
    }
}

/// Clavier et réception à la fois, jusqu'à la fin de l'un ou de l'autre.
void converser(cconn::Client& client, Etat& etat, console::Saisie& saisie) {
    while (!etat.ecran.est_fini() && !saisie.est_finie()) {
        const bool ecoute_clavier = !etat.close_envoye;
        std::array<pollfd, 2> sources{
            pollfd{etat.ecran.descripteur(), POLLIN, 0},
            pollfd{ecoute_clavier ? STDIN_FILENO : -1, POLLIN, 0}};
        const auto limite = std::chrono::milliseconds(ecoute_clavier ? -1ms : delai_reponse);
        const int prets = poll(sources.data(), sources.size(), static_cast<int>(limite.count()));
        if (prets == 0) {
            return; // le serveur ne confirme pas
        }
        montrer(etat, saisie);
        if (prets > 0 && sources[1].revents != 0) {
            saisie.lire();
        }
        while (const auto ligne = etat.close_envoye ? std::nullopt : saisie.prendre()) {
            envoyer_ligne(client, *ligne);
        }
    }
}

/// Attend les réponses à tout ce qui est parti. Le serveur répond dans l'ordre : la réponse à une
/// dernière demande, même s'il la refuse, vient après les autres.
void attendre_reponses(cconn::Client& client, Etat& etat, console::Saisie& saisie) {
    if (etat.ecran.est_fini()) {
        return;
    }
    try {
        const auto derniere = client.avec_delai(delai_reponse).appeler_async<>("commandes");
        // Une suite, et non une attente : celle-ci ferait lire plus vite qu'on ne montre.
        derniere.puis([&etat](const cconn::Appel<void>& /*appel*/) { etat.ecran.finir(); });
    } catch (const cconn::Erreur&) {
        return; // la connexion est déjà finie
    }
    while (!etat.ecran.est_fini()) {
        pollfd source{etat.ecran.descripteur(), POLLIN, 0};
        poll(&source, 1, -1); // l'appel a un délai
        montrer(etat, saisie);
    }
}

int parler(const std::string& ip, int port) {
    Etat etat;
    cconn::OptionsClient options;
    options.journal = [&etat](cconn::NiveauJournal niveau, std::string_view texte) {
        if (niveau >= cconn::NiveauJournal::avertissement) {
            etat.ecran.dire(console::rendre_affichable(texte));
        }
    };
    cconn::Client client(ip, port, options);
    std::cout << "Connexion établie avec le serveur " << client.adresse() << std::endl;
    preparer_reception(client, etat);
    quand_le_serveur_part(client, etat);
    preparer_envois(client, etat);

    const bool terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
    const auto saisie = terminal ? console::ouvrir_terminal([&etat] { return etat.noms.lire(); })
                                 : console::ouvrir_tube();
    client.lancer_en_fond();
    if (terminal) {
        demander_noms(client, etat);
    }
    converser(client, etat, *saisie);
    const bool serveur_perdu = etat.ecran.est_fini() && !etat.close_recu;
    attendre_reponses(client, etat, *saisie);
    client.eteindre(); // exécute encore ce qui a été reçu
    montrer(etat, *saisie);
    return serveur_perdu ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv) try {
    std::string ip = "127.0.0.1";
    int port = port_ordinaire;
    CLI::App app("Une console qui parle au serveur : une commande par ligne.", "client");
    app.add_option("ip", ip, "Adresse du serveur, 127.0.0.1 par défaut");
    app.add_option("port", port, "Port du serveur, 1991 par défaut")
        ->check(ligne_commande::nombre(1, 65535));
    if (const auto code = ligne_commande::analyser(app, argc, argv)) {
        return *code;
    }
    return parler(ip, port);
} catch (const std::exception& erreur) {
    std::cerr << "Impossible de joindre le serveur : " << erreur.what() << '\n';
    return EXIT_FAILURE;
}

// Ouvrier: la vie d'un processus ouvrier, de sa naissance à son arrêt.
// SPDX-License-Identifier: MIT
#include "ouvrier.hpp"

#include <cconn/serveur.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace cconn::ouvriers {

namespace {

sigset_t ensemble_arret() noexcept {
    sigset_t arret;
    sigemptyset(&arret);
    sigaddset(&arret, SIGTERM);
    return arret;
}

/// Ctrl-C et la perte du terminal atteignent tout le groupe : c'est au parent d'en décider.
void regler_signaux() noexcept {
    for (const int signal : {SIGINT, SIGQUIT, SIGHUP}) {
        static_cast<void>(std::signal(signal, SIG_IGN));
    }
    // Retenu sur tous les fils à venir : un seul l'attend, par sigwait.
    const sigset_t arret = ensemble_arret();
    ::pthread_sigmask(SIG_SETMASK, &arret, nullptr);
}

/// Meurt avec le contremaître, même si une commande ne finit pas. Le contremaître n'a qu'un fil :
/// que ce signal soit lié au fil qui a fait le fork n'y change rien.
void suivre_contremaitre(pid_t contremaitre) noexcept {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != contremaitre) {
        ::_exit(static_cast<int>(Sortie::arret)); // mort avant l'appel précédent
    }
}

/// La connexion a fini autrement que par une décision de l'application ou de l'hôte.
bool est_perte(Cause cause) noexcept {
    return cause != Cause::fermeture && cause != Cause::extinction && cause != Cause::refusee;
}

void brancher(Serveur& serveur, Application& application) {
    serveur.quand_client_connecte([&application](Connexion& client) {
        return application.quand_client_connecte(client);
    });
    serveur.quand_client_deconnecte([&application](Connexion& client, Cause cause) {
        if (est_perte(cause)) {
            application.quand_client_deconnecte(client);
        }
    });
    serveur.enregistrer_commande("message", [&application](Connexion& client, Message message) {
        MessageRecu recu{client, std::move(message)};
        application.quand_message(recu);
    });
}

/// Éteint le serveur à SIGTERM, sur un fil à part.
class AttenteArret final {
public:
    explicit AttenteArret(Serveur& serveur)
        : fil_([&serveur] {
              const sigset_t attendus = ensemble_arret();
              int recu = 0;
              ::sigwait(&attendus, &recu);
              serveur.eteindre();
          }) {}
    AttenteArret(const AttenteArret&) = delete;
    AttenteArret& operator=(const AttenteArret&) = delete;
    AttenteArret(AttenteArret&&) = delete;
    AttenteArret& operator=(AttenteArret&&) = delete;
    ~AttenteArret() {
        // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread): il réveille le fil qui l'attend
        ::pthread_kill(fil_.native_handle(), SIGTERM);
        fil_.join();
    }

private:
    std::thread fil_;
};

/// Sert jusqu'à SIGTERM, ou jusqu'à ce que l'application éteigne elle-même son serveur.
void servir(Serveur& serveur, Execution execution) {
    if (execution == Execution::immediate) {
        const AttenteArret attente(serveur);
        serveur.lancer();
        return;
    }
    serveur.lancer_en_fond(); // un SIGTERM déjà reçu attend encore
    const AttenteArret attente(serveur);
    while (serveur.est_lance()) {
        serveur.attendre_commandes();
        serveur.executer_commandes();
    }
}

std::unique_ptr<Application> construire(const Mission& mission) {
    auto application = (*mission.fabrique)(Contexte(mission.config->contexte));
    if (application == nullptr) {
        throw Erreur(CodeErreur::argument_invalide, "la fabrique ne rend pas d'application");
    }
    return application;
}

Sortie servir_application(const Mission& mission, Poste& poste, const Canal& canal) {
    std::unique_ptr<Application> application;
    const auto ecarter = [&canal](const char* cause) {
        canal.ecrire(
            NiveauJournal::erreur, std::string("l'application ne se construit pas : ") + cause
        );
        return Sortie::sans_application;
    };
    try {
        application = construire(mission);
    } catch (const std::exception& e) {
        return ecarter(e.what());
    } catch (...) {
        return ecarter("exception d'un type inconnu");
    }
    OptionsServeur options = options_serveur(*mission.config, mission.ecoute);
    options.journal = canal.fonction();
    Serveur serveur(0, mission.config->max_clients, std::move(options));
    brancher(serveur, *application);
    try {
        application->preparer(serveur);
    } catch (const std::exception& e) {
        return ecarter(e.what());
    } catch (...) {
        return ecarter("exception d'un type inconnu");
    }
    poste.a_servi = true;
    poste.sert = true;
    servir(serveur, mission.config->execution);
    poste.sert = false;
    return Sortie::arret;
}

} // namespace

OptionsServeur options_serveur(const Config& config, int ecoute) {
    OptionsServeur options;
    options.execution = config.execution;
    // Plein, il cesse d'accepter : les suivants restent dans la file commune, pour les autres.
    options.surplus = Surplus::attendre;
    options.limites = config.limites;
    options.delai_appel = config.delai_appel;
    options.delai_envoi = config.delai_envoi;
    options.delai_extinction = config.delai_extinction;
    options.texte_exception = config.texte_exception;
    options.taille_pile = config.taille_pile;
    options.descripteur_ecoute = ecoute;
    options.chiffrement = config.chiffrement;
    return options;
}

Sortie vivre_en_ouvrier(const Mission& mission, std::size_t numero, pid_t contremaitre) noexcept {
    suivre_contremaitre(contremaitre);
    ::close(mission.commande);
    ::close(mission.hote);
    regler_signaux();
    const std::string nom = "ouvrier " + std::to_string(numero);
    ::prctl(PR_SET_NAME, nom.c_str());
    const Canal canal(mission.journal, nom);
    Poste& poste = mission.tableau->postes()[numero];
    poste.pid = ::getpid(); // avant de servir, même si le contremaître ne l'a pas encore noté
    Sortie sortie = Sortie::sans_serveur;
    try {
        sortie = servir_application(mission, poste, canal);
    } catch (const std::exception& e) {
        canal.ecrire(NiveauJournal::erreur, std::string("arrêté par une exception : ") + e.what());
    } catch (...) {
        canal.ecrire(NiveauJournal::erreur, "arrêté par une exception d'un type inconnu");
    }
    // L'appelant finit par _exit : ni les objets de l'hôte, ni ses atexit, n'ont à finir ici.
    std::cout.flush();
    static_cast<void>(std::fflush(stdout));
    return sortie;
}

} // namespace cconn::ouvriers

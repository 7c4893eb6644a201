// Contremaitre: le processus qui crée les ouvriers, remplace ceux qui meurent, et les arrête.
// SPDX-License-Identifier: MIT
#include "contremaitre.hpp"

#include "heritage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace cconn::ouvriers {

using std::chrono::milliseconds;

namespace {

/// Un ouvrier qui a vécu cela n'est pas mort jeune : son remplaçant vient au plus tôt.
constexpr std::chrono::seconds age_adulte{1};
/// Ce que SIGTERM au contremaître laisse aux ouvriers, en plus de `delai_extinction`.
constexpr std::chrono::seconds marge_arret{2};

std::string decrire_fin(int etat) {
    return WIFSIGNALED(etat) ? "tué par le signal " + std::to_string(WTERMSIG(etat))
                             : "fini avec le code " + std::to_string(WEXITSTATUS(etat));
}

} // namespace

Contremaitre::Contremaitre(const Mission& mission)
    : mission_(mission),
      canal_(mission.journal, "ouvriers"),
      places_(mission.tableau->postes().size()) {}

int Contremaitre::conduire() {
    oublier_hote();
    while (!en_arret_ || quelqu_un_vit()) {
        embaucher_dus();
        attendre_evenement();
        lire_signaux();
        lire_ordres();
        recueillir_morts();
        if (fin_forcee_ && Horloge::now() >= *fin_forcee_) {
            tuer_restants();
        }
    }
    return 0;
}

/// Exige : tous les signaux sont retenus. Ils le restent : Ctrl-C ne concerne que l'hôte.
void Contremaitre::oublier_hote() {
    ::prctl(PR_SET_NAME, "contremaitre");
    oublier_gestionnaires();
    std::vector<int> gardes = mission_.config->descripteurs_gardes;
    gardes.insert(gardes.end(), {mission_.ecoute, mission_.commande, mission_.journal});
    oublier_descripteurs(gardes);
    sigset_t suivis;
    sigemptyset(&suivis);
    sigaddset(&suivis, SIGTERM);
    sigaddset(&suivis, SIGCHLD);
    signaux_ = Descripteur(::signalfd(-1, &suivis, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Embaucher

void Contremaitre::embaucher_dus() {
    const Instant maintenant = Horloge::now();
    for (std::size_t numero = 0; numero < places_.size() && !en_arret_; ++numero) {
        const Place& place = places_[numero];
        if (place.pid == 0 && !place.ecartee && place.retour <= maintenant) {
            embaucher(numero);
        }
    }
}

void Contremaitre::embaucher(std::size_t numero) {
    Place& place = places_[numero];
    Poste& poste = mission_.tableau->postes()[numero];
    const pid_t moi = ::getpid();
    place.naissance = Horloge::now();
    ++poste.embauches;
    place.pid = ::fork();
    if (place.pid == 0) {
        signaux_.fermer();
        ::_exit(static_cast<int>(vivre_en_ouvrier(mission_, numero, moi)));
    }
    if (place.pid < 0) {
        place.pid = 0;
        --poste.embauches;
        canal_.ecrire(
            NiveauJournal::erreur,
            "l'ouvrier " + std::to_string(numero) +
                " ne naît pas : " + std::generic_category().message(errno)
        );
        remplacer_plus_tard(place);
        return;
    }
    poste.pid = place.pid;
}

// Attendre

void Contremaitre::attendre_evenement() {
    std::array<pollfd, 3> sources{
        pollfd{mission_.commande, POLLIN, 0},
        pollfd{signaux_.numero(), POLLIN, 0},
        pollfd{mission_.hote, POLLIN, 0}};
    static_cast<void>(::poll(sources.data(), sources.size(), delai_reveil()));
    if (sources[2].revents != 0) {
        tuer_restants();
    }
}

/// Millisecondes jusqu'à la prochaine embauche ou à la fin forcée ; -1 : rien n'est prévu.
int Contremaitre::delai_reveil() const {
    std::optional<Instant> reveil = fin_forcee_;
    for (const Place& place : places_) {
        if (place.pid == 0 && !place.ecartee && !en_arret_) {
            reveil = reveil ? std::min(*reveil, place.retour) : place.retour;
        }
    }
    if (!reveil) {
        return -1;
    }
    const auto reste = std::chrono::ceil<milliseconds>(*reveil - Horloge::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(reste.count(), 0, 60'000));
}

void Contremaitre::lire_ordres() {
    char octet = 0;
    const ssize_t lus = ::recv(mission_.commande, &octet, 1, MSG_DONTWAIT);
    if (lus == 1 && static_cast<Ordre>(octet) == Ordre::arreter) {
        commencer_arret();
    } else if (lus >= 0) {
        tuer_restants(); // l'ordre, ou la fin de l'hôte
    }
}

void Contremaitre::lire_signaux() {
    signalfd_siginfo signal{};
    while (::read(signaux_.numero(), &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo == SIGTERM) {
            fin_forcee_ = Horloge::now() + mission_.config->delai_extinction + marge_arret;
            commencer_arret();
        }
    }
}

// Constater les morts

void Contremaitre::recueillir_morts() {
    int etat = 0;
    for (pid_t pid = ::waitpid(-1, &etat, WNOHANG); pid > 0; pid = ::waitpid(-1, &etat, WNOHANG)) {
        for (std::size_t numero = 0; numero < places_.size(); ++numero) {
            if (places_[numero].pid == pid) {
                constater_mort(numero, etat);
            }
        }
    }
}

void Contremaitre::constater_mort(std::size_t numero, int etat) {
    Place& place = places_[numero];
    Poste& poste = mission_.tableau->postes()[numero];
    const std::string qui = "l'ouvrier " + std::to_string(numero) + ", pid " +
                            std::to_string(place.pid) + ", " + decrire_fin(etat);
    place.pid = 0;
    poste.pid = 0;
    poste.sert = false;
    if (en_arret_) {
        return;
    }
    // Une application qui s'est déjà construite ici peut y arriver de nouveau.
    place.ecartee = WIFEXITED(etat) && !poste.a_servi &&
                    static_cast<Sortie>(WEXITSTATUS(etat)) == Sortie::sans_application;
    if (place.ecartee) {
        canal_.ecrire(NiveauJournal::erreur, qui + ", ne servira pas");
        fermer_si_personne();
        return;
    }
    remplacer_plus_tard(place);
    canal_.ecrire(
        NiveauJournal::avertissement,
        qui + ", sera remplacé dans " + std::to_string(place.recul.count()) + " ms"
    );
}

void Contremaitre::remplacer_plus_tard(Place& place) const {
    const Config& config = *mission_.config;
    const Instant maintenant = Horloge::now();
    const bool adulte = maintenant - place.naissance >= age_adulte;
    place.recul =
        adulte ? config.recul_min : std::clamp(place.recul * 2, config.recul_min, config.recul_max);
    place.retour = maintenant + place.recul;
}

/// Sans personne pour les servir, mieux vaut refuser les clients que les laisser attendre.
void Contremaitre::fermer_si_personne() {
    if (std::ranges::all_of(places_, &Place::ecartee)) {
        canal_.ecrire(NiveauJournal::erreur, "aucun ouvrier ne sert : le port est fermé");
        ::shutdown(mission_.ecoute, SHUT_RDWR);
    }
}

bool Contremaitre::quelqu_un_vit() const {
    return std::ranges::any_of(places_, [](const Place& place) { return place.pid != 0; });
}

// Arrêter

void Contremaitre::commencer_arret() {
    if (en_arret_) {
        return;
    }
    en_arret_ = true;
    // Coupée pour tous : plus personne n'accepte, même si un ouvrier tarde à s'éteindre.
    ::shutdown(mission_.ecoute, SHUT_RDWR);
    for (const Place& place : places_) {
        if (place.pid != 0) {
            ::kill(place.pid, SIGTERM);
        }
    }
}

void Contremaitre::tuer_restants() {
    commencer_arret();
    fin_forcee_.reset();
    for (const Place& place : places_) {
        if (place.pid != 0) {
            ::kill(place.pid, SIGKILL);
            ++mission_.tableau->tues();
        }
    }
    // Plus rien à apprendre de l'hôte, dont la fin réveillerait sans cesse.
    mission_.commande = -1;
    mission_.hote = -1;
}

} // namespace cconn::ouvriers

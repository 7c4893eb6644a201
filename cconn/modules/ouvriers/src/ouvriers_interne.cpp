// Ouvriers::Interne: le contremaître vu de l'hôte, son journal, son remplacement.
// SPDX-License-Identifier: MIT
#include "ouvriers_interne.hpp"

#include <cconn/ecoute.hpp>
#include <cconn/erreur.hpp>
#include <cconn/serveur.hpp>

#include "heritage.hpp"
#include "liens.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace cconn::ouvriers {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr std::size_t nb_ouvriers_max = 1'024;
/// Ce que prend au plus un contremaître à tuer ses ouvriers ; au-delà, il est tué, et eux avec lui.
constexpr std::chrono::seconds delai_tuer{5};

/// Ce que l'hôte a écrit et pas encore fait partir, l'enfant l'écrirait une seconde fois.
void vider_sorties() {
    std::cout.flush();
    static_cast<void>(std::fflush(stdout));
}

} // namespace

Ouvriers::Interne::Interne(Config config, Fabrique fabrique)
    : config_(std::move(config)),
      fabrique_(std::move(fabrique)) {
    if (config_.nb_ouvriers == 0 || config_.nb_ouvriers > nb_ouvriers_max) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "nb_ouvriers vaut " + std::to_string(config_.nb_ouvriers) + ", attendu de 1 à " +
                std::to_string(nb_ouvriers_max)
        );
    }
    if (config_.recul_min < milliseconds{0} || config_.recul_max < config_.recul_min) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "recul_min vaut " + std::to_string(config_.recul_min.count()) + " ms et recul_max " +
                std::to_string(config_.recul_max.count()) + " ms, attendus croissants depuis 0"
        );
    }
    if (!fabrique_) {
        throw Erreur(CodeErreur::argument_invalide, "il manque la fabrique de l'application");
    }
    marche_.port = static_cast<std::uint16_t>(std::clamp(config_.port, 0, 65'535));
    marche_.adresse = config_.adresse;
}

// Marche

void Ouvriers::Interne::lancer() {
    const std::lock_guard tenu(verrou_);
    if (marche_.etape != Etape::eteint) {
        throw Erreur(CodeErreur::etat_invalide, "les ouvriers sont déjà lancés");
    }
    ouvrir(marche_);
    try {
        marche_.tableau = std::make_unique<Tableau>(config_.nb_ouvriers);
        creer_contremaitre(marche_);
        const SignauxRetenus retenus; // le gardien n'en reçoit aucun
        gardien_ = std::thread([this] { veiller(); });
    } catch (...) {
        marche_.commande.fermer(); // un contremaître déjà né y voit qu'il doit finir
        if (marche_.contremaitre != 0) {
            ::waitpid(std::exchange(marche_.contremaitre, 0), nullptr, 0);
        }
        marche_.ecoute.fermer();
        throw;
    }
    marche_.finie = false;
    marche_.etape = Etape::lance;
}

/// Ouvre le port, celui d'avant si on relance, et vérifie les réglages comme le fera chaque ouvrier.
void Ouvriers::Interne::ouvrir(Marche& marche) const {
    const bool relance = marche.port != 0 && config_.port == 0;
    Descripteur ecoute(ouvrir_ecoute(config_.adresse, relance ? marche.port : config_.port));
    const Serveur essai(0, config_.max_clients, options_serveur(config_, ecoute.numero()));
    marche.port = essai.port();
    marche.adresse = essai.adresse();
    marche.ecoute = std::move(ecoute);
}

void Ouvriers::Interne::creer_contremaitre(Marche& marche) {
    Paire commande = ouvrir_paire();
    Paire journal = ouvrir_paire();
    const Descripteur hote = surveiller_ce_processus();
    const Mission mission{
        &config_,
        &fabrique_,
        marche.tableau.get(),
        marche.ecoute.numero(),
        commande.enfant.numero(),
        config_.journal ? journal.enfant.numero() : -1,
        hote.numero()};
    Contremaitre contremaitre(mission);
    vider_sorties();
    const SignauxRetenus retenus;
    const pid_t pid = ::fork();
    if (pid == 0) {
        commande.hote.fermer();
        journal.hote.fermer();
        ::_exit(contremaitre.conduire());
    }
    if (pid < 0) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "le contremaître ne naît pas : " + std::generic_category().message(errno)
        );
    }
    marche.contremaitre = pid;
    marche.commande = std::move(commande.hote);
    marche.journal = std::move(journal.hote);
}

std::size_t Ouvriers::Interne::arreter(nanoseconds delai) {
    if (delai < nanoseconds::zero()) {
        throw Erreur(CodeErreur::argument_invalide, "le délai d'arrêt est négatif");
    }
    std::unique_lock verrou(verrou_);
    if (marche_.etape != Etape::lance) {
        throw Erreur(CodeErreur::etat_invalide, "les ouvriers ne sont pas lancés");
    }
    marche_.etape = Etape::arret;
    change_.notify_all();
    ordonner(marche_, delai > nanoseconds::zero() ? Ordre::arreter : Ordre::tuer);
    attendre_fin(verrou, delai);
    if (!marche_.finie) {
        ordonner(marche_, Ordre::tuer);
        attendre_fin(verrou, delai_tuer);
    }
    if (!marche_.finie && marche_.contremaitre != 0) {
        ::kill(marche_.contremaitre, SIGKILL);
    }
    verrou.unlock();
    gardien_.join();

    verrou.lock();
    const std::size_t tues = marche_.tableau->tues();
    marche_.tableau.reset();
    marche_.ecoute.fermer();
    marche_.etape = Etape::eteint;
    return tues;
}

void Ouvriers::Interne::ordonner(const Marche& marche, Ordre ordre) const noexcept {
    ::send(marche.commande.numero(), &ordre, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Ouvriers::Interne::attendre_fin(std::unique_lock<std::mutex>& verrou, nanoseconds delai) {
    const auto finie = [this] {
        return marche_.finie;
    };
    const auto maintenant = std::chrono::steady_clock::now();
    if (delai >= std::chrono::steady_clock::time_point::max() - maintenant) {
        change_.wait(verrou, finie);
    } else {
        change_.wait_until(verrou, maintenant + delai, finie);
    }
}

// Le gardien

void Ouvriers::Interne::veiller() {
    ::pthread_setname_np(::pthread_self(), "cconn-ouvriers");
    milliseconds recul = config_.recul_min;
    do {
        int journal = -1;
        int commande = -1;
        {
            const std::lock_guard tenu(verrou_);
            // Sans fonction, personne n'y écrit : le système le dirait sans cesse fini.
            journal = config_.journal ? marche_.journal.numero() : -1;
            commande = marche_.commande.numero();
        }
        relayer_journal(journal, commande);
        recul = std::min(recul * 2, config_.recul_max);
    } while (remplacer_contremaitre(recul));
    const std::lock_guard tenu(verrou_);
    marche_.finie = true;
    change_.notify_all();
}

/// Relaie les lignes jusqu'à ce que le contremaître ferme son bout, en mourant.
void Ouvriers::Interne::relayer_journal(int journal, int commande) const {
    bool vit = true;
    while (vit) {
        std::array<pollfd, 2> sources{pollfd{commande, 0, 0}, pollfd{journal, POLLIN, 0}};
        static_cast<void>(::poll(sources.data(), sources.size(), -1));
        vit = sources[0].revents == 0;
        while (const auto ligne = recevoir_ligne(journal)) {
            ecrire(ligne->niveau, ligne->texte);
        }
    }
}

/// Reprend un contremaître mort, et en fait un autre s'il n'a pas fini de lui-même.
/// @return faux si c'est la fin.
bool Ouvriers::Interne::remplacer_contremaitre(milliseconds recul) {
    std::unique_lock verrou(verrou_);
    int etat = 0;
    const bool connu = ::waitpid(std::exchange(marche_.contremaitre, 0), &etat, 0) > 0;
    marche_.tableau->vider();
    if (marche_.etape == Etape::arret || (connu && WIFEXITED(etat))) {
        return false;
    }
    while (true) {
        verrou.unlock();
        ecrire(NiveauJournal::erreur, "ouvriers : le contremaître est mort, et sera remplacé");
        verrou.lock();
        const auto arret = [this] {
            return marche_.etape == Etape::arret;
        };
        if (change_.wait_for(verrou, recul, arret)) {
            return false;
        }
        try {
            creer_contremaitre(marche_);
            return true;
        } catch (const Erreur& erreur) {
            verrou.unlock();
            ecrire(NiveauJournal::erreur, erreur.what());
            verrou.lock();
        }
    }
}

void Ouvriers::Interne::ecrire(NiveauJournal niveau, std::string_view texte) const {
    if (!config_.journal) {
        ecrire_sortie_erreur(niveau, texte);
        return;
    }
    try {
        config_.journal(niveau, texte);
    } catch (...) {
        return; // la fonction de l'hôte a levé : elle ne coûte que sa ligne
    }
}

// Questions

bool Ouvriers::Interne::est_lance() const {
    const std::lock_guard tenu(verrou_);
    return marche_.etape != Etape::eteint;
}

std::uint16_t Ouvriers::Interne::port() const {
    const std::lock_guard tenu(verrou_);
    return marche_.port;
}

std::string Ouvriers::Interne::adresse() const {
    const std::lock_guard tenu(verrou_);
    return marche_.adresse;
}

Etat Ouvriers::Interne::etat() const {
    const std::lock_guard tenu(verrou_);
    if (marche_.tableau == nullptr) {
        return {};
    }
    Etat etat = marche_.tableau->lire();
    etat.pid_contremaitre = marche_.contremaitre;
    return etat;
}

} // namespace cconn::ouvriers

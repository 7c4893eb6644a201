// Fil: un fil d'exécution nommé, que son propriétaire attend toujours.
// SPDX-License-Identifier: MIT
#include "base/fil.hpp"

#include <cconn/erreur.hpp>

#include "base/erreur_systeme.hpp"
#include "base/journal.hpp"
#include "base/texte.hpp"

#include <algorithm>
#include <cassert>
#include <csignal>
#include <exception>
#include <limits>
#include <memory>
#include <unistd.h>
#include <utility>

namespace cconn::detail {

namespace {

// Les assainisseurs gonflent les cadres de pile.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t pile_min = std::size_t{4} << 20;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t pile_min = std::size_t{4} << 20;
#else
constexpr std::size_t pile_min = 0;
#endif
#else
constexpr std::size_t pile_min = 0;
#endif

/// Ce que le nouveau fil emporte.
struct Depart {
    std::string nom;
    std::function<void()> corps;
    Fil::QuandEchec quand_echec;
};

void dire_echec(const Depart& depart, const char* cause) noexcept {
    try {
        const std::string phrase =
            "le fil « " + depart.nom + " » s'est arrêté sur une exception : " + cause;
        if (depart.quand_echec) {
            depart.quand_echec(phrase);
        } else {
            Journal().ecrire(NiveauJournal::erreur, phrase);
        }
    } catch (...) {
        // Plus de mémoire pour le dire, ou un rappel fautif : il ne reste personne à prévenir.
        return;
    }
}

void* executer(void* argument) {
    const std::unique_ptr<Depart> depart(static_cast<Depart*>(argument));
    pthread_setname_np(pthread_self(), depart->nom.c_str());
    try {
        depart->corps();
    } catch (const std::exception& e) {
        dire_echec(*depart, e.what());
    } catch (...) {
        dire_echec(*depart, "d'un type inconnu");
    }
    return nullptr;
}

std::size_t pile_effective(std::size_t demandee) {
    constexpr std::size_t plafond = std::numeric_limits<std::size_t>::max() / 2;
    const auto minimum = static_cast<std::size_t>(sysconf(_SC_THREAD_STACK_MIN));
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t taille = std::min(std::max({demandee, minimum, pile_min}), plafond);
    return (taille + page - 1) / page * page;
}

/// Tout, sauf ce que le noyau n'envoie qu'au fil en faute.
sigset_t signaux_a_bloquer() noexcept {
    sigset_t ensemble;
    sigfillset(&ensemble);
    for (const int faute : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS}) {
        sigdelset(&ensemble, faute);
    }
    return ensemble;
}

/// Rend un errno, 0 si le fil est parti ; il est alors propriétaire du départ.
int demarrer(pthread_t& fil, std::size_t taille_pile, Depart* depart) noexcept {
    pthread_attr_t attributs;
    if (const int erreur = pthread_attr_init(&attributs); erreur != 0) {
        return erreur;
    }
    // Le fil hérite du masque de son créateur, rétabli aussitôt : aucun signal ne lui parvient,
    // même avant sa première instruction.
    const sigset_t a_bloquer = signaux_a_bloquer();
    sigset_t ancien_masque;
    int erreur = pthread_attr_setstacksize(&attributs, pile_effective(taille_pile));
    if (erreur == 0) {
        pthread_sigmask(SIG_SETMASK, &a_bloquer, &ancien_masque);
        erreur = pthread_create(&fil, &attributs, executer, depart);
        pthread_sigmask(SIG_SETMASK, &ancien_masque, nullptr);
    }
    pthread_attr_destroy(&attributs);
    return erreur;
}

} // namespace

Fil::Fil(
    const std::string& nom,
    std::size_t taille_pile,
    std::function<void()> corps,
    QuandEchec quand_echec
) {
    constexpr std::size_t taille_nom_systeme = 15; // TASK_COMM_LEN, pthread_setname_np(3).
    auto depart = std::make_unique<Depart>(Depart{
        std::string(couper_utf8(nom, taille_nom_systeme)), std::move(corps), std::move(quand_echec)}
    );
    pthread_t fil{};
    if (const int erreur = demarrer(fil, taille_pile, depart.get()); erreur != 0) {
        throw Erreur(
            CodeErreur::attente_pleine,
            "le fil « " + nom + " » ne démarre pas : " + texte_erreur_systeme(erreur)
        );
    }
    static_cast<void>(depart.release());
    fil_ = fil;
}

Fil::Fil(Fil&& autre) noexcept : fil_(std::exchange(autre.fil_, std::nullopt)) {}

Fil& Fil::operator=(Fil&& autre) noexcept {
    if (this != &autre) {
        joindre();
        fil_ = std::exchange(autre.fil_, std::nullopt);
    }
    return *this;
}

Fil::~Fil() {
    joindre();
}

void Fil::joindre() noexcept {
    if (fil_.has_value()) {
        assert(!est_ce_fil());
        pthread_join(*fil_, nullptr);
        fil_.reset();
    }
}

bool Fil::est_ce_fil() const noexcept {
    return fil_.has_value() && pthread_equal(*fil_, pthread_self()) != 0;
}

} // namespace cconn::detail

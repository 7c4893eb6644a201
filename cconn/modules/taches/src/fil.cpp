// SPDX-License-Identifier: MIT
#include "fil.hpp"

#include <cconn/erreur.hpp>

#include <csignal>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace cconn::taches::detail {
namespace {

/// Bloque tout, sauf ce que le noyau n'envoie qu'au fil en faute, le temps de sa portée.
class SignauxBloques final {
public:
    SignauxBloques() {
        sigset_t tous;
        sigfillset(&tous);
        for (const int faute : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS}) {
            sigdelset(&tous, faute);
        }
        pthread_sigmask(SIG_SETMASK, &tous, &ancien_);
    }
    SignauxBloques(const SignauxBloques&) = delete;
    SignauxBloques& operator=(const SignauxBloques&) = delete;
    SignauxBloques(SignauxBloques&&) = delete;
    SignauxBloques& operator=(SignauxBloques&&) = delete;
    ~SignauxBloques() { pthread_sigmask(SIG_SETMASK, &ancien_, nullptr); }

private:
    sigset_t ancien_{};
};

} // namespace

Fil::Fil(const std::string& nom, std::function<void()> corps) {
    // Le fil hérite du masque de son créateur : aucun signal ne lui parvient, même au début.
    const SignauxBloques bloques;
    try {
        fil_ = std::jthread([nom, corps = std::move(corps)] {
            pthread_setname_np(pthread_self(), nom.c_str());
            corps();
        });
    } catch (const std::system_error& erreur) {
        throw Erreur(
            CodeErreur::attente_pleine, "le fil « " + nom + " » ne démarre pas : " + erreur.what()
        );
    }
}

void Fil::joindre() {
    if (fil_.joinable()) {
        fil_.join();
    }
}

} // namespace cconn::taches::detail

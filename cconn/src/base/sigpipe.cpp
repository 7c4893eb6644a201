// SigpipeRetenu: écrire sur un tube fermé sans que SIGPIPE tue l'hôte.
// SPDX-License-Identifier: MIT
#include "base/sigpipe.hpp"

#include <ctime>

namespace cconn::detail {

namespace {

sigset_t sigpipe_seul() noexcept {
    sigset_t ensemble;
    sigemptyset(&ensemble);
    sigaddset(&ensemble, SIGPIPE);
    return ensemble;
}

bool sigpipe_attend() noexcept {
    sigset_t en_attente;
    sigemptyset(&en_attente);
    sigpending(&en_attente);
    return sigismember(&en_attente, SIGPIPE) == 1;
}

} // namespace

SigpipeRetenu::SigpipeRetenu() noexcept : ancien_masque_(), attendait_deja_(sigpipe_attend()) {
    const sigset_t ensemble = sigpipe_seul();
    pthread_sigmask(SIG_BLOCK, &ensemble, &ancien_masque_);
}

SigpipeRetenu::~SigpipeRetenu() {
    if (!attendait_deja_ && sigpipe_attend()) {
        const sigset_t ensemble = sigpipe_seul();
        const timespec sans_attendre{};
        sigtimedwait(&ensemble, nullptr, &sans_attendre);
    }
    pthread_sigmask(SIG_SETMASK, &ancien_masque_, nullptr);
}

} // namespace cconn::detail

// Demandes: ce qu'on demande au serveur de son terminal ou par signal, montrer la file ou s'arrêter.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum class Demande {
    arreter, ///< Ctrl-C, ou SIGTERM.
    montrer, ///< La touche Entrée, ou SIGUSR1.
};

/// Attend les demandes sur le fil principal ; à construire avant tout autre fil.
class Demandes {
public:
    Demandes() {
        sigset_t signaux;
        sigemptyset(&signaux);
        sigaddset(&signaux, SIGINT);
        sigaddset(&signaux, SIGTERM);
        sigaddset(&signaux, SIGUSR1);
        attendus_[0] = {signalfd(-1, &signaux, SFD_CLOEXEC), POLLIN, 0};
        // Lancé en arrière-plan, lire le terminal échoue au lieu de suspendre le serveur.
        sigaddset(&signaux, SIGTTIN);
        pthread_sigmask(SIG_BLOCK, &signaux, nullptr);
    }
    Demandes(const Demandes&) = delete;
    Demandes& operator=(const Demandes&) = delete;
    Demandes(Demandes&&) = delete;
    Demandes& operator=(Demandes&&) = delete;
    ~Demandes() { close(attendus_[0].fd); }

    Demande attendre() {
        for (;;) {
            if (poll(attendus_.data(), attendus_.size(), -1) < 0) {
                continue;
            }
            signalfd_siginfo signal{};
            if (attendus_[0].revents != 0 && read(attendus_[0].fd, &signal, sizeof signal) > 0) {
                return signal.ssi_signo == SIGUSR1 ? Demande::montrer : Demande::arreter;
            }
            std::array<char, 256> saisie{};
            if (attendus_[1].revents != 0) {
                if (read(STDIN_FILENO, saisie.data(), saisie.size()) > 0) {
                    return Demande::montrer;
                }
                attendus_[1].fd = -1; // plus rien à lire de là ; poll l'ignore
            }
        }
    }

private:
    std::array<pollfd, 2> attendus_{{{}, {STDIN_FILENO, POLLIN, 0}}};
};

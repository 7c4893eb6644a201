// Jeu: ce que serveur et joueurs partagent, l'état d'un joueur et la cadence de 60 tics par seconde.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>

constexpr long tics_par_seconde = 60;

// [extrait : joueur]
struct Joueur {
    std::uint64_t numero = 0;
    float x = 0;
    float y = 0;
    MSGPACK_DEFINE(numero, x, y)
};
// [fin : joueur]

/// Bat la mesure ; Ctrl-C et SIGTERM y mettent fin, au lieu de tuer le programme.
class Cadence {
public:
    Cadence() {
        sigemptyset(&arret_);
        sigaddset(&arret_, SIGINT);
        sigaddset(&arret_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &arret_, nullptr);
    }

    /// Attend le tic suivant. @return faux si un signal d'arrêt est venu.
    bool attendre_tic() {
        prochain_ += std::chrono::nanoseconds(std::chrono::seconds(1)) / tics_par_seconde;
        const auto reste = prochain_ - std::chrono::steady_clock::now();
        const timespec attente{0, std::max<long>(0, std::chrono::nanoseconds(reste).count())};
        return sigtimedwait(&arret_, nullptr, &attente) < 0;
    }

private:
    sigset_t arret_{};
    std::chrono::steady_clock::time_point prochain_ = std::chrono::steady_clock::now();
};

// Processus: exécuter une partie d'un test dans un processus enfant.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace outils {

/// Exécute dans un processus enfant une fonction qui rend vrai si tout va bien.
/// @return 0 si tout va bien, 1 sinon, 2 si elle a levé ; 1000 + N si le signal N l'a tué.
inline int dans_un_enfant(const std::function<bool()>& corps) {
    const pid_t enfant = ::fork();
    if (enfant == 0) {
        int code = 2;
        try {
            code = corps() ? 0 : 1;
        } catch (const std::exception& e) {
            static_cast<void>(std::fprintf(stderr, "enfant : %s\n", e.what()));
        }
        ::_exit(code);
    }
    int etat = 0;
    while (::waitpid(enfant, &etat, 0) < 0) {
    }
    return WIFEXITED(etat) ? WEXITSTATUS(etat) : 1'000 + WTERMSIG(etat);
}

/// Laisse SIGPIPE tuer ce processus, ce que POCO empêche sur le fil qui le charge.
inline void rendre_sigpipe_mortel() {
    sigset_t sigpipe;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    ::pthread_sigmask(SIG_UNBLOCK, &sigpipe, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_DFL));
}

/// Les descripteurs ouverts de ce processus, triés.
inline std::vector<int> descripteurs_ouverts() {
    std::vector<int> ouverts;
    for (const auto& entree : std::filesystem::directory_iterator("/proc/self/fd")) {
        ouverts.push_back(std::stoi(entree.path().filename().string()));
    }
    // Le parcours lui-même en tenait un, refermé depuis.
    std::erase_if(ouverts, [](int numero) {
        return !std::filesystem::exists("/proc/self/fd/" + std::to_string(numero));
    });
    std::sort(ouverts.begin(), ouverts.end());
    return ouverts;
}

/// Permet à ce processus `nombre` descripteurs de plus.
inline void permettre_descripteurs(rlim_t nombre) {
    rlimit limite{};
    ::getrlimit(RLIMIT_NOFILE, &limite);
    limite.rlim_cur += nombre;
    ::setrlimit(RLIMIT_NOFILE, &limite);
}

/// Ne laisse à ce processus aucun descripteur libre.
inline void epuiser_descripteurs() {
    rlimit limite{};
    ::getrlimit(RLIMIT_NOFILE, &limite);
    limite.rlim_cur = static_cast<rlim_t>(descripteurs_ouverts().back()) + 1;
    ::setrlimit(RLIMIT_NOFILE, &limite);
    // Restent les trous de la numérotation.
    while (::open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) {
    }
}

} // namespace outils

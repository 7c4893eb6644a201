// Programme: un autre programme, lancé par un test, dont on lit la sortie et écrit l'entrée.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/evenement.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX veut qu'on le déclare

namespace outils {

/// Sortie et erreurs se lisent ensemble. Tué à la destruction, s'il vit encore.
class Programme {
public:
    explicit Programme(const std::vector<std::string>& mots) {
        std::array<int, 2> entree{};
        std::array<int, 2> sortie{};
        if (::pipe2(entree.data(), O_CLOEXEC) != 0 || ::pipe2(sortie.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("plus de tubes");
        }
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, entree[0], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, sortie[1], STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, sortie[1], STDERR_FILENO);
        std::vector<char*> arguments;
        for (const std::string& mot : mots) {
            arguments.push_back(const_cast<char*>(mot.c_str())); // posix_spawn n'y écrit pas
        }
        arguments.push_back(nullptr);
        const int issue = ::posix_spawnp(
            &processus_, arguments.front(), &actions, nullptr, arguments.data(), environ
        );
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(entree[0]);
        ::close(sortie[1]);
        entree_ = entree[1];
        sortie_ = sortie[0];
        if (issue != 0) {
            throw std::runtime_error(mots.front() + " ne se lance pas");
        }
    }
    Programme(const Programme&) = delete;
    Programme& operator=(const Programme&) = delete;
    Programme(Programme&&) = delete;
    Programme& operator=(Programme&&) = delete;
    ~Programme() {
        fermer_entree();
        tuer();
        static_cast<void>(attendre());
        ::close(sortie_);
    }

    void ecrire(std::string_view octets) const {
        while (!octets.empty()) {
            const ssize_t partis = ::write(entree_, octets.data(), octets.size());
            if (partis < 0) {
                throw std::runtime_error("le programme ne lit plus");
            }
            octets.remove_prefix(static_cast<std::size_t>(partis));
        }
    }
    void fermer_entree() {
        if (entree_ >= 0) {
            ::close(std::exchange(entree_, -1));
        }
    }
    void tuer() const {
        if (processus_ > 0) {
            ::kill(processus_, SIGKILL);
        }
    }

    /// Lit jusqu'à ce que la sortie contienne ce texte. @return faux si elle finit, ou si rien ne
    /// vient.
    bool lire_jusqua(std::string_view texte) {
        const auto echeance = std::chrono::steady_clock::now() + delai_evenement;
        while (lu_.find(texte) == std::string::npos) {
            if (!lire(echeance)) {
                return false;
            }
        }
        return true;
    }
    /// Lit toute la sortie, jusqu'à sa fin.
    const std::string& lire_tout() {
        const auto echeance = std::chrono::steady_clock::now() + delai_evenement;
        while (lire(echeance)) {
        }
        return lu_;
    }
    [[nodiscard]] const std::string& lu() const { return lu_; }

    /// @return son code de sortie ; 1000 + N si le signal N l'a tué.
    int attendre() {
        int etat = 0;
        while (processus_ > 0 && ::waitpid(processus_, &etat, 0) < 0 && errno == EINTR) {
        }
        if (processus_ > 0) {
            code_ = WIFEXITED(etat) ? WEXITSTATUS(etat) : 1'000 + WTERMSIG(etat);
            processus_ = 0;
        }
        return code_;
    }

private:
    bool lire(std::chrono::steady_clock::time_point echeance) {
        const auto reste = std::chrono::duration_cast<std::chrono::milliseconds>(
            echeance - std::chrono::steady_clock::now()
        );
        pollfd attente{sortie_, POLLIN, 0};
        if (reste.count() <= 0 || ::poll(&attente, 1, static_cast<int>(reste.count())) <= 0) {
            return false;
        }
        std::array<char, 4'096> place{};
        const ssize_t lus = ::read(sortie_, place.data(), place.size());
        if (lus <= 0) {
            return false;
        }
        lu_.append(place.data(), static_cast<std::size_t>(lus));
        return true;
    }

    pid_t processus_ = 0;
    int entree_ = -1;
    int sortie_ = -1;
    int code_ = 0;
    std::string lu_;
};

} // namespace outils

// ServeurMortel: le programme serveur_mortel, conduit par un test.
// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace outils {

/// Un processus `serveur_mortel`. Le destructeur le tue.
class ServeurMortel final {
public:
    /// Ce qu'il a dit une fois prêt.
    struct Ouverture {
        int port = 0;
        int millisecondes = 0;
        std::string integrite;
    };

    ServeurMortel(const std::filesystem::path& base, int travailleurs) {
        int sortie[2];
        int entree[2];
        if (::pipe2(sortie, O_CLOEXEC) != 0 || ::pipe2(entree, O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe2");
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, sortie[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, entree[0], STDIN_FILENO);
        std::string programme = CCONN_SERVEUR_MORTEL;
        std::string fichier = base.string();
        std::string nombre = std::to_string(travailleurs);
        char* const arguments[] = {programme.data(), fichier.data(), nombre.data(), nullptr};
        const int erreur =
            ::posix_spawn(&pid_, programme.c_str(), &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(sortie[1]);
        ::close(entree[0]);
        entree_ = entree[1];
        sortie_ = sortie[0];
        if (erreur != 0) {
            throw std::runtime_error("posix_spawn");
        }
    }
    ServeurMortel(const ServeurMortel&) = delete;
    ServeurMortel& operator=(const ServeurMortel&) = delete;
    ServeurMortel(ServeurMortel&&) = delete;
    ServeurMortel& operator=(ServeurMortel&&) = delete;
    ~ServeurMortel() {
        tuer();
        ::close(sortie_);
        ::close(entree_);
    }

    /// Attend qu'il soit prêt.
    Ouverture attendre_ouverture() const {
        std::string ligne;
        for (char lettre = 0; ::read(sortie_, &lettre, 1) == 1 && lettre != '\n';) {
            ligne += lettre;
        }
        Ouverture ouverture;
        char verdict[200] = {};
        if (std::sscanf(
                ligne.c_str(), "%d %d %199[^\n]", &ouverture.port, &ouverture.millisecondes, verdict
            ) != 3) {
            throw std::runtime_error("serveur_mortel ne s'est pas ouvert : " + ligne);
        }
        ouverture.integrite = verdict;
        return ouverture;
    }

    /// Le tue sans préavis, et attend qu'il n'existe plus.
    void tuer() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            finir();
        }
    }
    /// Lui demande de finir proprement. @return son code de sortie.
    int congedier() {
        static_cast<void>(!::write(entree_, "\n", 1));
        return finir();
    }

private:
    int finir() {
        int etat = 0;
        ::waitpid(pid_, &etat, 0);
        pid_ = -1;
        return WIFEXITED(etat) ? WEXITSTATUS(etat) : -1;
    }

    pid_t pid_ = -1;
    int entree_ = -1;
    int sortie_ = -1;
};

} // namespace outils

// Clavier: des lignes lues sur un fil à part, qu'on peut interrompre.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>

/// Donne chaque ligne de l'entrée standard à une fonction, puis dit la fin de l'entrée à une autre.
class Clavier final {
public:
    Clavier(std::function<void(std::string)> quand_ligne, std::function<void()> quand_fin)
        : quand_ligne_(std::move(quand_ligne)),
          quand_fin_(std::move(quand_fin)),
          fil_([this] { lire(); }) {}
    Clavier(const Clavier&) = delete;
    Clavier& operator=(const Clavier&) = delete;
    Clavier(Clavier&&) = delete;
    Clavier& operator=(Clavier&&) = delete;
    ~Clavier() {
        ::eventfd_write(arret_, 1);
        fil_.join();
        ::close(arret_);
    }

private:
    void lire() {
        std::string lues;
        std::array<char, 4096> place{};
        while (entree_prete()) {
            const ssize_t nombre = ::read(STDIN_FILENO, place.data(), place.size());
            if (nombre <= 0) {
                quand_fin_();
                return;
            }
            lues.append(place.data(), static_cast<std::size_t>(nombre));
            for (auto fin = lues.find('\n'); fin != std::string::npos; fin = lues.find('\n')) {
                quand_ligne_(lues.substr(0, fin));
                lues.erase(0, fin + 1);
            }
        }
    }

    /// Faux si l'arrêt est demandé.
    [[nodiscard]] bool entree_prete() const {
        std::array<pollfd, 2> sources{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{arret_, POLLIN, 0}};
        while (::poll(sources.data(), sources.size(), -1) < 0) {
        }
        return sources[1].revents == 0;
    }

    std::function<void(std::string)> quand_ligne_;
    std::function<void()> quand_fin_;
    int arret_ = ::eventfd(0, EFD_CLOEXEC);
    std::thread fil_;
};

// SPDX-License-Identifier: MIT
#include "progres.hpp"

#include <iostream>
#include <unistd.h>
#include <utility>

namespace {

constexpr auto effacer_ligne = "\r\033[K";

} // namespace

Progres::Progres() : sur_un_terminal_(isatty(STDOUT_FILENO) == 1) {
    if (sur_un_terminal_) {
        dessinateur_ = std::jthread([this](const std::stop_token& arret) { redessiner(arret); });
    }
}

Progres::~Progres() {
    const std::lock_guard garde(verrou_);
    if (sur_un_terminal_ && !std::exchange(etat_, "").empty()) {
        std::cout << effacer_ligne << std::flush;
    }
}

void Progres::montrer(const std::string& etat) {
    const std::lock_guard garde(verrou_);
    if (std::exchange(etat_, etat) == etat) {
        return;
    }
    debut_ = Horloge::now();
    if (sur_un_terminal_) {
        dessiner();
    } else {
        std::cout << etat_ << std::endl;
    }
}

void Progres::finir(const std::string& fin) {
    const std::lock_guard garde(verrou_);
    etat_.clear();
    std::cout << (sur_un_terminal_ ? effacer_ligne : "") << fin << std::endl;
}

void Progres::redessiner(const std::stop_token& arret) {
    using namespace std::chrono_literals;
    std::unique_lock garde(verrou_);
    while (!reveil_.wait_for(garde, arret, 1s, [&arret] { return arret.stop_requested(); })) {
        dessiner();
    }
}

void Progres::dessiner() {
    if (etat_.empty()) {
        return;
    }
    const auto passe = std::chrono::floor<std::chrono::seconds>(Horloge::now() - debut_);
    std::cout << effacer_ligne << etat_;
    if (passe.count() > 0) {
        std::cout << " depuis " << passe.count() << " s";
    }
    std::cout << std::flush;
}

// Ecran: les lignes que des fils du réseau confient à celui qui tient le terminal.
// SPDX-License-Identifier: MIT
#include "console/ecran.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace console {

Ecran::Ecran() : descripteur_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descripteur_ < 0) {
        throw std::system_error(errno, std::generic_category(), "eventfd");
    }
}

Ecran::~Ecran() {
    close(descripteur_);
}

void Ecran::dire(std::string ligne) {
    {
        const std::lock_guard verrou(mutex_);
        lignes_.push_back(std::move(ligne));
    }
    reveiller();
}

void Ecran::finir() {
    {
        const std::lock_guard verrou(mutex_);
        fini_ = true;
    }
    reveiller();
}

std::vector<std::string> Ecran::prendre() {
    std::uint64_t nb = 0;
    static_cast<void>(!read(descripteur_, &nb, sizeof nb)); // le remet à zéro ; il peut y être déjà
    const std::lock_guard verrou(mutex_);
    return std::exchange(lignes_, {});
}

bool Ecran::est_fini() const {
    const std::lock_guard verrou(mutex_);
    return fini_;
}

void Ecran::reveiller() const {
    const std::uint64_t un = 1;
    static_cast<void>(!write(descripteur_, &un, sizeof un)); // plein, il est lisible de toute façon
}

} // namespace console

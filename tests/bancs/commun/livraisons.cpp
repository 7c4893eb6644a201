// SPDX-License-Identifier: MIT
#include "bancs/commun/livraisons.hpp"

#include <chrono>

namespace banc {

Livraisons::Livraisons(std::size_t nb_clients, std::size_t taille, std::uint64_t lot)
    : modele_(taille),
      lot_(lot),
      nb_clients_(nb_clients),
      suivants_(nb_clients) {}

void Livraisons::finir_lot(std::uint64_t rang) {
    if (arrives_[rang % lots_max].fetch_add(1) + 1 == nb_clients_) {
        const std::lock_guard verrou(mutex_);
        change_.notify_all();
    }
}

void Livraisons::signaler(const std::string& faute) {
    const std::lock_guard verrou(mutex_);
    if (faute_.empty()) {
        faute_ = faute;
    }
    change_.notify_all();
}

void Livraisons::attendre_lot(std::uint64_t rang) {
    auto& arrives = arrives_[rang % lots_max];
    std::unique_lock verrou(mutex_);
    const bool venu = change_.wait_for(verrou, std::chrono::seconds{20}, [&] {
        return arrives == nb_clients_ || !faute_.empty();
    });
    if (!faute_.empty()) {
        throw Faux(faute_);
    }
    if (!venu) {
        throw Faux(
            "diffusion : " + std::to_string(arrives) + " clients sur " +
            std::to_string(nb_clients_) + " ont reçu le lot " + std::to_string(rang)
        );
    }
    arrives = 0;
}

} // namespace banc

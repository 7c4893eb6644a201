// Attendre: ce qu'un autre fil fera, avec une limite de temps et sans dormir.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/evenement.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace outils {

/// Les valeurs que d'autres fils confient au test, dans l'ordre.
template<class T>
class Recueil {
public:
    void ajouter(T valeur) {
        const std::lock_guard verrou(mutex_);
        valeurs_.push_back(std::move(valeur));
        ajout_.notify_all();
    }

    /// Attend qu'il y ait `nombre` valeurs. @return celles qui sont là, même s'il en manque.
    std::vector<T>
    attendre(std::size_t nombre, std::chrono::nanoseconds delai = delai_evenement) const {
        std::unique_lock verrou(mutex_);
        ajout_.wait_for(verrou, delai, [&] { return valeurs_.size() >= nombre; });
        return valeurs_;
    }

    [[nodiscard]] std::vector<T> valeurs() const { return attendre(0); }
    [[nodiscard]] std::size_t nombre() const { return valeurs().size(); }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable ajout_;
    std::vector<T> valeurs_;
};

/// Attend une condition que rien n'annonce, en la regardant souvent.
template<class Condition>
bool attendre_que(Condition condition, std::chrono::nanoseconds delai = delai_evenement) {
    const Evenement jamais;
    const auto echeance = std::chrono::steady_clock::now() + delai;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= echeance) {
            return false;
        }
        jamais.attendre(1, std::chrono::milliseconds{1});
    }
    return true;
}

/// Le temps que prend une fonction.
template<class F>
std::chrono::milliseconds duree_de(F fonction) {
    const auto debut = std::chrono::steady_clock::now();
    fonction();
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - debut
    );
}

} // namespace outils

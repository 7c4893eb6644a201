// Evenement: ce qu'un test attend d'un autre fil, avec une échéance au lieu d'un temps fixe.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace outils {

/// Compte des signaux ; un test en attend un nombre.
class Evenement final {
public:
    void signaler() {
        {
            const std::lock_guard verrou(mutex_);
            ++nombre_;
        }
        signal_.notify_all();
    }

    /// @return faux si l'échéance passe avant le énième signal.
    [[nodiscard]] bool
    attendre(std::size_t nombre = 1, std::chrono::milliseconds delai = std::chrono::seconds{10}) {
        std::unique_lock verrou(mutex_);
        return signal_.wait_for(verrou, delai, [&] { return nombre_ >= nombre; });
    }

    [[nodiscard]] std::size_t nombre() {
        const std::lock_guard verrou(mutex_);
        return nombre_;
    }

private:
    std::mutex mutex_;
    std::condition_variable signal_;
    std::size_t nombre_ = 0;
};

} // namespace outils

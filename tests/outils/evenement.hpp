// Evenement: ce qu'un test attend d'un autre fil, avec une échéance au lieu d'un temps fixe.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace outils {

/// Un test réussi n'attend jamais autant ; un test qui échoue n'attend pas plus.
inline constexpr std::chrono::seconds delai_evenement{20};

/// Compte des signaux ; un test en attend un nombre.
class Evenement final {
public:
    void signaler() {
        const std::lock_guard verrou(mutex_); // tenu : qui attendait peut détruire l'événement
        ++nombre_;
        signal_.notify_all();
    }

    /// @return faux si le délai passe avant le énième signal.
    bool attendre(std::size_t nombre = 1, std::chrono::nanoseconds delai = delai_evenement) const {
        std::unique_lock verrou(mutex_);
        return signal_.wait_for(verrou, delai, [&] { return nombre_ >= nombre; });
    }

    [[nodiscard]] bool est_arrive() const { return nombre() > 0; }
    [[nodiscard]] std::size_t nombre() const {
        const std::lock_guard verrou(mutex_);
        return nombre_;
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable signal_;
    std::size_t nombre_ = 0;
};

} // namespace outils

// Fil: un fil nommé, sans signaux, que son propriétaire attend toujours.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace cconn::taches::detail {

/// Un fil du module ; le destructeur l'attend.
class Fil final {
public:
    Fil() = default;
    /// @param nom    15 octets au plus, pour `top` et le débogueur.
    /// @param corps  ne lève pas.
    /// @throws Erreur `attente_pleine` si le système refuse un fil.
    Fil(const std::string& nom, std::function<void()> corps);

    /// Attend sa fin ; sans effet s'il n'y en a pas.
    void joindre();
    /// Vrai si l'appel vient de ce fil.
    [[nodiscard]] bool est_ce_fil() const noexcept {
        return fil_.get_id() == std::this_thread::get_id();
    }

private:
    std::jthread fil_;
};

} // namespace cconn::taches::detail

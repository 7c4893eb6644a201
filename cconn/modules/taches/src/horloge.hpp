// Horloge: l'heure écrite dans la base, qui n'avance qu'au rythme de l'horloge monotone.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace cconn::taches::detail {

/// Millisecondes depuis 1970, telles qu'elles sont écrites dans la base.
using Millisecondes = std::int64_t;
/// Un instant de l'horloge monotone.
using Instant = std::chrono::steady_clock::time_point;

/// Ancrée à l'heure murale à sa construction : remettre le système à l'heure ne fait ensuite ni
/// partir une tâche en avance, ni attendre une autre.
class Horloge final {
public:
    [[nodiscard]] Millisecondes maintenant() const {
        return depart_murale_ + en_ms(std::chrono::steady_clock::now() - depart_);
    }

    /// Quand cette horloge marquera `date`.
    [[nodiscard]] Instant instant(Millisecondes date) const {
        return depart_ + std::chrono::milliseconds(date - depart_murale_);
    }

private:
    template<class D>
    static Millisecondes en_ms(D duree) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(duree).count();
    }

    Instant depart_ = std::chrono::steady_clock::now();
    Millisecondes depart_murale_ = en_ms(std::chrono::system_clock::now().time_since_epoch());
};

} // namespace cconn::taches::detail

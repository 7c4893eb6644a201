// Protege: une valeur partagée que l'on n'atteint qu'en tenant son verrou.
// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

namespace cconn::taches::detail {

/// Garde un `T` derrière un verrou : l'oublier ne se compile pas.
///
/// On ne tient jamais deux verrous, ni un verrou pendant une entrée-sortie ou du code de
/// l'utilisateur.
/// @fils Tout fil.
template<class T>
class Protege {
public:
    /// Tient le verrou.
    class Acces {
    public:
        T* operator->() const noexcept { return valeur_; }
        T& operator*() const noexcept { return *valeur_; }

        /// Rend le verrou avant la fin de la portée.
        void deverrouiller() { verrou_.unlock(); }

        /// Attend que `condition` soit vraie ; elle est évaluée verrou tenu.
        template<class C>
        void attendre(std::condition_variable& signal, C condition) {
            signal.wait(verrou_, condition);
        }
        /// La même chose, au plus tard à `echeance`. @return la condition.
        template<class E, class C>
        bool attendre_jusqua(std::condition_variable& signal, const E& echeance, C condition) {
            return signal.wait_until(verrou_, echeance, condition);
        }

    private:
        friend Protege;
        Acces(std::mutex& mutex, T& valeur) : verrou_(mutex), valeur_(&valeur) {}

        std::unique_lock<std::mutex> verrou_;
        T* valeur_;
    };

    /// Prend le verrou. @blocage Oui, le temps que son porteur le rende.
    [[nodiscard]] Acces verrouiller() const { return Acces(mutex_, valeur_); }

private:
    mutable std::mutex mutex_;
    mutable T valeur_{};
};

} // namespace cconn::taches::detail

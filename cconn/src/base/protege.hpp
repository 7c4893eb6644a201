// Protege: une valeur partagée que l'on n'atteint qu'en tenant son verrou.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <cassert>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace cconn::detail {

/// Garde un `T` derrière un verrou : l'oublier ne se compile pas.
///
/// Une fonction qui a besoin du verrou prend `T&` : tenir la référence en est la preuve. On ne tient
/// jamais deux verrous, ni un verrou pendant une entrée-sortie bloquante ou du code de
/// l'utilisateur : `Acces::deverrouiller` d'abord.
///
/// @code
/// Protege<Etat> etat_;
/// auto etat = etat_.verrouiller();
/// while (etat->file_attente.empty()) { etat.attendre(arrivee_); }
/// @endcode
///
/// @fils Tout fil.
template<class T>
class Protege {
    template<class U>
    class AccesSur {
    public:
        /// Exige : le verrou est tenu.
        U* operator->() const noexcept { return &valeur(); }
        U& operator*() const noexcept { return valeur(); }

        /// Rend le verrou avant la fin de la portée. Exige : le verrou est tenu.
        void deverrouiller() { verrou_.unlock(); }
        /// Reprend le verrou rendu ; ce qu'on savait de la valeur est à revoir.
        void reverrouiller() { verrou_.lock(); }
        [[nodiscard]] bool est_verrouille() const noexcept { return verrou_.owns_lock(); }

        /// Rend le verrou jusqu'à un signal, peut-être sans cause : à mettre dans une boucle.
        /// @blocage Oui, sans limite.
        void attendre(std::condition_variable& signal) { signal.wait(verrou_); }

        /// La même chose, au plus tard jusqu'à l'échéance ; `jamais` : sans limite.
        /// @blocage Oui, jusqu'à l'échéance.
        std::cv_status attendre_jusqua(std::condition_variable& signal, Instant echeance) {
            if (echeance == jamais) {
                signal.wait(verrou_);
                return std::cv_status::no_timeout;
            }
            return signal.wait_until(verrou_, echeance);
        }

    private:
        friend Protege;
        AccesSur(std::mutex& mutex, U& valeur) : verrou_(mutex), valeur_(&valeur) {}

        [[nodiscard]] U& valeur() const noexcept {
            assert(verrou_.owns_lock());
            return *valeur_;
        }

        std::unique_lock<std::mutex> verrou_;
        U* valeur_;
    };

public:
    /// Tient le verrou ; déplaçable, non copiable.
    using Acces = AccesSur<T>;
    using AccesConstant = AccesSur<const T>;

    Protege() = default;
    template<class... A>
    explicit Protege(std::in_place_t /*sur_place*/, A&&... arguments)
        : valeur_(std::forward<A>(arguments)...) {}

    Protege(const Protege&) = delete;
    Protege& operator=(const Protege&) = delete;
    Protege(Protege&&) = delete;
    Protege& operator=(Protege&&) = delete;
    ~Protege() = default;

    /// Prend le verrou. @blocage Oui, le temps que son porteur le rende.
    [[nodiscard]] Acces verrouiller() { return Acces(mutex_, valeur_); }
    [[nodiscard]] AccesConstant verrouiller() const { return AccesConstant(mutex_, valeur_); }

private:
    mutable std::mutex mutex_;
    T valeur_{};
};

} // namespace cconn::detail

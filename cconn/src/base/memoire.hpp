// Memoire: ce que le processus tient pour ses pairs, en octets, tous serveurs et clients ensemble.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>

namespace cconn::detail {

/// Un compte pour tout le processus, puisque la mémoire est la sienne : le seul état global de cconn, un
/// nombre, que personne ne possède. Y touchent les blocs de réception, quand ils changent de taille, et
/// les files d'envoi, par pas de 16 Kio : jamais un message à la fois.
///
/// @fils Tout fil.
class Memoire final {
public:
    /// Ce que chaque pair peut tenir à tout moment, même quand la mémoire manque.
    static constexpr std::size_t taille_sure = std::size_t{64} << 10;

    static void prendre(std::size_t octets) noexcept {
        octets_pris.fetch_add(octets, std::memory_order_relaxed);
    }
    static void rendre(std::size_t octets) noexcept {
        octets_pris.fetch_sub(octets, std::memory_order_relaxed);
    }
    [[nodiscard]] static std::size_t prise() noexcept {
        return octets_pris.load(std::memory_order_relaxed);
    }

private:
    // Un compte seul : rien d'autre ne se publie par lui, l'ordre relâché suffit.
    static inline constinit std::atomic<std::size_t> octets_pris = 0;
};

/// La part de cette mémoire que tient un objet ; la rend avec lui.
///
/// @fils Un seul à la fois.
class PartMemoire final {
public:
    PartMemoire() = default;
    PartMemoire(const PartMemoire&) = delete;
    PartMemoire& operator=(const PartMemoire&) = delete;
    PartMemoire(PartMemoire&&) = delete;
    PartMemoire& operator=(PartMemoire&&) = delete;
    ~PartMemoire() { Memoire::rendre(octets_); }

    void fixer(std::size_t octets) noexcept {
        if (octets > octets_) {
            Memoire::prendre(octets - octets_);
        } else {
            Memoire::rendre(octets_ - octets);
        }
        octets_ = octets;
    }

    /// Comme `fixer`, sans rien faire d'un petit écart. @return vrai si la part a grandi.
    bool suivre(std::size_t octets) noexcept {
        if (octets < octets_ + pas && octets + pas > octets_) {
            return false;
        }
        const bool grandit = octets > octets_;
        fixer(octets);
        return grandit;
    }

    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

private:
    static constexpr std::size_t pas = std::size_t{16} << 10;

    std::size_t octets_ = 0;
};

} // namespace cconn::detail

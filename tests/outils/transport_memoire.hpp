// TransportMemoire: un transport sans socket, dont le test décide ce qu'il accepte et ce qu'il rend.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/vecteurs.hpp"
#include "transport/transport.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>

namespace outils {

using cconn::detail::Ecriture;
using cconn::detail::Instant;
using cconn::detail::Lecture;
using cconn::detail::Sens;

/// Le pair est le test. Au départ il accepte tout et n'a rien envoyé.
///
/// @fils Tout fil.
class TransportMemoire final : public cconn::detail::Transport {
public:
    static constexpr std::size_t sans_limite = std::numeric_limits<std::size_t>::max();

    // Ce que fait le pair

    /// N'accepte plus que ces octets, en une ou plusieurs écritures.
    void accepter(std::size_t octets) {
        const std::lock_guard verrou(mutex_);
        place_ = octets;
    }
    void rompre() {
        const std::lock_guard verrou(mutex_);
        rompu_ = true;
    }
    /// Une lecture rendra ces octets, en plusieurs fois si la place manque.
    void livrer(const Octets& octets) {
        const std::lock_guard verrou(mutex_);
        lectures_.push_back(octets);
    }
    /// Appelée au début de chaque écriture, avant d'en accepter quoi que ce soit. À poser avant tout.
    std::function<void()> quand_ecriture = [] {
    };
    /// Appelée au début de chaque lecture, avec son échéance. À poser avant tout.
    std::function<void(Instant)> quand_lecture = [](Instant) {
    };
    /// Après les octets livrés, le pair n'envoie plus rien.
    void finir() {
        const std::lock_guard verrou(mutex_);
        fini_ = true;
    }

    // Ce qu'il a reçu

    [[nodiscard]] Octets recus() const {
        const std::lock_guard verrou(mutex_);
        return recus_;
    }
    /// Appels de `envoyer`, acceptés ou non.
    [[nodiscard]] std::size_t ecritures() const {
        const std::lock_guard verrou(mutex_);
        return ecritures_;
    }
    [[nodiscard]] bool ecriture_coupee() const {
        const std::lock_guard verrou(mutex_);
        return ecriture_coupee_;
    }

    // Transport

    [[nodiscard]] Lecture recevoir(std::span<std::uint8_t> place, Instant echeance) override {
        quand_lecture(echeance);
        const std::lock_guard verrou(mutex_);
        if (rompu_) {
            return {Lecture::Genre::rompue, 0, ECONNRESET};
        }
        if (lectures_.empty()) {
            return {fini_ ? Lecture::Genre::fin : Lecture::Genre::echeance, 0, 0};
        }
        Octets& premiere = lectures_.front();
        const std::size_t taille = std::min(place.size(), premiere.size());
        std::copy_n(premiere.begin(), taille, place.begin());
        premiere.erase(premiere.begin(), premiere.begin() + static_cast<std::ptrdiff_t>(taille));
        if (premiere.empty()) {
            lectures_.pop_front();
        }
        return {Lecture::Genre::octets, taille, 0};
    }

    [[nodiscard]] Ecriture envoyer(std::span<const std::uint8_t> octets) override {
        return envoyer(std::span<const std::span<const std::uint8_t>>(&octets, 1));
    }

    [[nodiscard]] Ecriture envoyer(std::span<const std::span<const std::uint8_t>> morceaux
    ) override {
        quand_ecriture();
        const std::lock_guard verrou(mutex_);
        ++ecritures_;
        if (rompu_) {
            return {Ecriture::Genre::rompue, 0, EPIPE};
        }
        std::size_t partis = 0;
        for (const auto& morceau : morceaux) {
            const std::size_t taille = std::min(morceau.size(), place_);
            recus_.insert(
                recus_.end(), morceau.begin(), morceau.begin() + static_cast<std::ptrdiff_t>(taille)
            );
            partis += taille;
            place_ -= place_ == sans_limite ? 0 : taille;
        }
        return {partis > 0 ? Ecriture::Genre::octets : Ecriture::Genre::pleine, partis, 0};
    }

    [[nodiscard]] bool attendre_place(std::chrono::milliseconds /*delai*/) noexcept override {
        const std::lock_guard verrou(mutex_);
        return place_ > 0 || rompu_;
    }

    void couper(Sens sens) noexcept override {
        const std::lock_guard verrou(mutex_);
        fini_ = fini_ || sens != Sens::ecriture;
        ecriture_coupee_ = ecriture_coupee_ || sens != Sens::lecture;
    }

    void attendre_remise(std::chrono::milliseconds /*delai*/) noexcept override {}

    [[nodiscard]] std::size_t octets_a_lire() const noexcept override {
        const std::lock_guard verrou(mutex_);
        std::size_t octets = 0;
        for (const Octets& lecture : lectures_) {
            octets += lecture.size();
        }
        return octets;
    }
    [[nodiscard]] bool pair_a_raccroche() const noexcept override {
        const std::lock_guard verrou(mutex_);
        return fini_ || rompu_;
    }
    [[nodiscard]] int descripteur() const noexcept override { return -1; }
    [[nodiscard]] const std::string& ip() const noexcept override { return ip_; }
    [[nodiscard]] std::uint16_t port() const noexcept override { return 4'000; }

private:
    // Fixé après construction
    std::string ip_ = "192.0.2.1"; ///< Réservée aux exemples : RFC 5737.

    // Partagé
    mutable std::mutex mutex_;
    std::size_t place_ = sans_limite;
    bool rompu_ = false;
    bool fini_ = false;
    bool ecriture_coupee_ = false;
    std::deque<Octets> lectures_;
    Octets recus_;
    std::size_t ecritures_ = 0;
};

} // namespace outils

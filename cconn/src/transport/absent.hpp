// TransportAbsent: le transport d'une connexion qui n'a jamais existé.
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/transport.hpp"

#include <cerrno>
#include <string>
#include <utility>

namespace cconn::detail {

/// Ce que tient un client avant sa première connexion : rien n'en sort, rien n'y entre, et il ne
/// connaît de son pair que l'adresse demandée.
class TransportAbsent final : public Transport {
public:
    TransportAbsent(std::string hote, std::uint16_t port) : hote_(std::move(hote)), port_(port) {}

    [[nodiscard]] Lecture
    recevoir(std::span<std::uint8_t> /*place*/, Instant /*echeance*/) override {
        return {Lecture::Genre::rompue, 0, ENOTCONN};
    }
    [[nodiscard]] Ecriture envoyer(std::span<const std::uint8_t> /*octets*/) override {
        return {Ecriture::Genre::rompue, 0, ENOTCONN};
    }
    [[nodiscard]] Ecriture envoyer(std::span<const std::span<const std::uint8_t>> /*morceaux*/
    ) override {
        return {Ecriture::Genre::rompue, 0, ENOTCONN};
    }
    [[nodiscard]] bool attendre_place(std::chrono::milliseconds /*delai*/) noexcept override {
        return true;
    }
    void couper(Sens /*sens*/) noexcept override {}
    void attendre_remise(std::chrono::milliseconds /*delai*/) noexcept override {}
    [[nodiscard]] std::size_t octets_a_lire() const noexcept override { return 0; }
    [[nodiscard]] bool pair_a_raccroche() const noexcept override { return true; }
    [[nodiscard]] int descripteur() const noexcept override { return -1; }
    [[nodiscard]] const std::string& ip() const noexcept override { return hote_; }
    [[nodiscard]] std::uint16_t port() const noexcept override { return port_; }

private:
    std::string hote_;
    std::uint16_t port_;
};

} // namespace cconn::detail

// TransportEnveloppe: un transport qui en porte un autre, avec l'ouverture que le test veut.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/chiffrement.hpp>

#include "transport/transport.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace outils {

/// Ce que sera l'ouverture : réussie, avec ce nom certifié, ou refusée.
struct Ouverture {
    std::string nom_certifie;
    std::optional<cconn::detail::Refus> refus;
};

/// Laisse tout passer en clair.
class TransportEnveloppe final : public cconn::detail::Transport {
public:
    TransportEnveloppe(std::unique_ptr<Transport> dessous, Ouverture ouverture)
        : dessous_(std::move(dessous)),
          ouverture_(std::move(ouverture)) {}

    [[nodiscard]] std::optional<cconn::detail::Refus> ouvrir() override { return ouverture_.refus; }
    [[nodiscard]] std::string nom_certifie() const override { return ouverture_.nom_certifie; }
    [[nodiscard]] cconn::detail::Lecture
    recevoir(std::span<std::uint8_t> place, cconn::detail::Instant echeance) override {
        return dessous_->recevoir(place, echeance);
    }
    [[nodiscard]] cconn::detail::Ecriture envoyer(std::span<const std::uint8_t> octets) override {
        return dessous_->envoyer(octets);
    }
    [[nodiscard]] cconn::detail::Ecriture
    envoyer(std::span<const std::span<const std::uint8_t>> morceaux) override {
        return dessous_->envoyer(morceaux);
    }
    [[nodiscard]] bool attendre_place(std::chrono::milliseconds delai) noexcept override {
        return dessous_->attendre_place(delai);
    }
    void couper(cconn::detail::Sens sens) noexcept override { dessous_->couper(sens); }
    void attendre_remise(std::chrono::milliseconds delai) noexcept override {
        dessous_->attendre_remise(delai);
    }
    [[nodiscard]] std::size_t octets_a_lire() const noexcept override {
        return dessous_->octets_a_lire();
    }
    [[nodiscard]] bool pair_a_raccroche() const noexcept override {
        return dessous_->pair_a_raccroche();
    }
    [[nodiscard]] int descripteur() const noexcept override { return dessous_->descripteur(); }
    [[nodiscard]] const std::string& ip() const noexcept override { return dessous_->ip(); }
    [[nodiscard]] std::uint16_t port() const noexcept override { return dessous_->port(); }

private:
    std::unique_ptr<Transport> dessous_;
    Ouverture ouverture_;
};

/// Un chiffrement qui ne chiffre rien, pour un serveur comme pour un client.
class ChiffrementFeint final : public cconn::ChiffrementServeur, public cconn::ChiffrementClient {
public:
    explicit ChiffrementFeint(Ouverture ouverture) : ouverture_(std::move(ouverture)) {}

    std::unique_ptr<cconn::detail::Transport>
    accepter(std::unique_ptr<cconn::detail::Transport> transport) override {
        return std::make_unique<TransportEnveloppe>(std::move(transport), ouverture_);
    }
    std::unique_ptr<cconn::detail::Transport> joindre(
        std::unique_ptr<cconn::detail::Transport> transport,
        const std::string& /*hote*/,
        std::uint16_t /*port*/
    ) override {
        return std::make_unique<TransportEnveloppe>(std::move(transport), ouverture_);
    }

private:
    Ouverture ouverture_;
};

} // namespace outils

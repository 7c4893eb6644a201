// Chiffrement: ce qui chiffre les connexions d'un serveur ou d'un client, fourni par un module.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace cconn {

namespace detail {
class Transport;
} // namespace detail

/// De quoi chiffrer ce qu'un serveur accepte ; se donne à `OptionsServeur::chiffrement`.
///
/// Opaque : une application le reçoit d'un module (`cconn::tls::chiffrer_serveur`), sans l'écrire
/// ni l'appeler. Peut servir à plusieurs serveurs, et leur survivre.
///
/// @fils Tout fil.
class CCONN_API ChiffrementServeur {
public:
    ChiffrementServeur() = default;
    ChiffrementServeur(const ChiffrementServeur&) = delete;
    ChiffrementServeur& operator=(const ChiffrementServeur&) = delete;
    ChiffrementServeur(ChiffrementServeur&&) = delete;
    ChiffrementServeur& operator=(ChiffrementServeur&&) = delete;
    virtual ~ChiffrementServeur() = default;

    /// Enveloppe une connexion acceptée. Rien n'est encore échangé : le transport rendu fera la
    /// poignée de main quand on l'ouvrira.
    [[nodiscard]] virtual std::unique_ptr<detail::Transport>
    accepter(std::unique_ptr<detail::Transport> transport) = 0;
};

/// De quoi chiffrer les connexions d'un client ; se donne à `OptionsClient::chiffrement`.
///
/// Opaque : voir `cconn::tls::chiffrer_client`. Peut servir à plusieurs clients, et leur survivre.
///
/// @fils Tout fil.
class CCONN_API ChiffrementClient {
public:
    ChiffrementClient() = default;
    ChiffrementClient(const ChiffrementClient&) = delete;
    ChiffrementClient& operator=(const ChiffrementClient&) = delete;
    ChiffrementClient(ChiffrementClient&&) = delete;
    ChiffrementClient& operator=(ChiffrementClient&&) = delete;
    virtual ~ChiffrementClient() = default;

    /// Enveloppe une connexion établie, comme `ChiffrementServeur::accepter`.
    ///
    /// @param hote  tel que donné à `Client` ; c'est lui que le serveur devra prouver être.
    [[nodiscard]] virtual std::unique_ptr<detail::Transport> joindre(
        std::unique_ptr<detail::Transport> transport, const std::string& hote, std::uint16_t port
    ) = 0;
};

} // namespace cconn

// TransportTcp: le transport d'une connexion TCP ouverte.
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/descripteur.hpp"
#include "transport/transport.hpp"

#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <chrono>

namespace cconn::detail {

/// Règle un socket comme le veut `TransportTcp`. Une écoute transmet ses réglages aux connexions
/// qu'elle accepte, ce qui les dispense d'autant d'appels système.
///
/// Aucun n'est indispensable : un refus du système est ignoré.
/// @source noyau Linux, `inet_csk_clone_lock` : la connexion naît d'une copie de l'écoute.
void regler_tcp(int descripteur) noexcept;

/// D'où une connexion tient ses réglages.
enum class ReglagesTcp {
    a_faire, ///< `regler_tcp` reste à appeler.
    herites, ///< De l'écoute dont elle vient.
};

/// Une connexion TCP.
///
/// POCO possède le descripteur et sait lire les adresses ; recevoir et envoyer sont des appels
/// système directs, parce que POCO 1.11 perd le compte des octets partis quand une écriture échoue,
/// n'envoie pas de morceaux sans SIGPIPE, et lève une exception par échéance.
///
/// Réglages : TCP_NODELAY ; un pair disparu sans rien dire est découvert en 45 s s'il est muet
/// (SO_KEEPALIVE : 15 s, puis 3 sondes de 10 s), en 30 s si on lui écrit (TCP_USER_TIMEOUT) ;
/// TCP_NOTSENT_LOWAT 128 Kio : ce qui attend, attend dans nos files, où on le compte (mesuré : un
/// pair qui ne lit pas retient 170 Kio de noyau au lieu de 4 Mio), sauf le temps d'un grand envoi. SO_SNDBUF et SO_RCVBUF restent au
/// système, qui les ajuste : les fixer n'a rien gagné de plus, et bride les liaisons lointaines.
class TransportTcp final : public Transport {
public:
    /// Prend possession d'une connexion ouverte, en mode bloquant.
    TransportTcp(
        Descripteur connexion,
        const Poco::Net::SocketAddress& pair,
        ReglagesTcp reglages = ReglagesTcp::a_faire
    );

    [[nodiscard]] Lecture recevoir(std::span<std::uint8_t> place, Instant echeance) override;
    [[nodiscard]] Ecriture envoyer(std::span<const std::uint8_t> octets) override;
    [[nodiscard]] Ecriture envoyer(std::span<const std::span<const std::uint8_t>> morceaux
    ) override;
    void annoncer_grand_envoi(bool en_cours) noexcept override;
    [[nodiscard]] bool attendre_place(std::chrono::milliseconds delai) noexcept override;
    void couper(Sens sens) noexcept override;
    void attendre_remise(std::chrono::milliseconds delai) noexcept override;
    [[nodiscard]] std::size_t octets_a_lire() const noexcept override;
    [[nodiscard]] bool pair_a_raccroche() const noexcept override;
    [[nodiscard]] int descripteur() const noexcept override { return descripteur_; }
    [[nodiscard]] const std::string& ip() const noexcept override { return ip_; }
    [[nodiscard]] std::uint16_t port() const noexcept override { return port_; }

private:
    int preparer_attente(Instant echeance) noexcept;
    void regler_attente(std::chrono::microseconds attente) noexcept;
    [[nodiscard]] bool reste_a_accuser() const noexcept;

    // Fixé après construction
    Poco::Net::StreamSocket socket_;
    int descripteur_;
    std::string ip_;
    std::uint16_t port_;

    // Lecteur seul

    bool fin_lue_ = false;
    /// Le SO_RCVTIMEO réglé en dernier ; nul : sans limite.
    std::chrono::microseconds attente_reglee_{0};

    // Partagé
    std::atomic<bool> ecriture_coupee_ = false;
};

} // namespace cconn::detail

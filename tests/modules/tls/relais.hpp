// Relais: entre un client et un serveur, ce qui passe s'enregistre, se retarde ou s'arrête.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/attendre.hpp"
#include "outils/pair_brut.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace banc_tls {

/// Ce que le relais laisse passer de chaque sens ; il garde la suite pour lui, sans rien fermer.
struct Passage {
    static constexpr std::size_t sans_limite = std::numeric_limits<std::size_t>::max();

    std::size_t vers_serveur = sans_limite;
    std::size_t vers_client = sans_limite;
    /// L'octet de ce rang change en allant vers le serveur.
    std::size_t alterer_apres = sans_limite;
    /// Octets écrits à la fois.
    std::size_t morceau = 16'384;
};

/// Un seul client à la fois ; les suivants attendent leur tour.
class Relais {
public:
    explicit Relais(std::uint16_t cible, Passage passage = {})
        : cible_(cible),
          passage_(passage),
          fil_([this] { servir(); }) {}
    Relais(const Relais&) = delete;
    Relais& operator=(const Relais&) = delete;
    Relais(Relais&&) = delete;
    Relais& operator=(Relais&&) = delete;
    ~Relais() {
        arret_ = true;
        fil_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return ecoute_.port(); }
    /// Tout ce qui est passé, dans un sens puis dans l'autre.
    [[nodiscard]] std::string capture() const {
        const std::lock_guard verrou(mutex_);
        return vers_serveur_ + vers_client_;
    }
    [[nodiscard]] std::size_t nb_vers_serveur() const {
        const std::lock_guard verrou(mutex_);
        return vers_serveur_.size();
    }

private:
    static constexpr int periode = 20;

    void servir() {
        while (!arret_) {
            pollfd attente{ecoute_.numero(), POLLIN, 0};
            if (::poll(&attente, 1, periode) > 0) {
                relayer();
            }
        }
    }

    void relayer() {
        const outils::SocketBrut client(::accept4(ecoute_.numero(), nullptr, nullptr, SOCK_CLOEXEC)
        );
        const outils::SocketBrut serveur(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const sockaddr_in adresse = outils::adresse_locale(cible_);
        if (::connect(
                serveur.numero(), reinterpret_cast<const sockaddr*>(&adresse), sizeof adresse
            ) != 0) {
            return;
        }
        bool client_parle = true;
        bool serveur_parle = true;
        std::size_t reste_serveur = passage_.vers_serveur;
        std::size_t reste_client = passage_.vers_client;
        while (!arret_ && (client_parle || serveur_parle)) {
            std::array<pollfd, 2> etats{
                pollfd{client_parle ? client.numero() : -1, POLLIN, 0},
                pollfd{serveur_parle ? serveur.numero() : -1, POLLIN, 0}};
            ::poll(etats.data(), etats.size(), periode);
            if (etats[0].revents != 0) {
                client_parle = passer(client, serveur, vers_serveur_, reste_serveur);
            }
            if (etats[1].revents != 0) {
                serveur_parle = passer(serveur, client, vers_client_, reste_client);
            }
        }
    }

    /// @return faux si l'un a fini.
    bool passer(
        const outils::SocketBrut& de,
        const outils::SocketBrut& vers,
        std::string& capture,
        std::size_t& reste
    ) {
        std::array<char, 16'384> place{};
        const ssize_t lus = ::recv(de.numero(), place.data(), place.size(), 0);
        if (lus <= 0) {
            ::shutdown(vers.numero(), SHUT_WR);
            return false;
        }
        {
            const std::lock_guard verrou(mutex_);
            const bool vers_serveur = &capture == &vers_serveur_;
            const std::size_t rang = passage_.alterer_apres - capture.size();
            if (vers_serveur && rang < static_cast<std::size_t>(lus)) {
                place.at(rang) = static_cast<char>(place.at(rang) ^ 1);
            }
        }
        std::string_view octets(place.data(), static_cast<std::size_t>(lus));
        {
            const std::lock_guard verrou(mutex_);
            capture += octets;
        }
        octets = octets.substr(0, reste);
        reste -= octets.size();
        while (!octets.empty()) {
            const std::size_t taille = std::min(octets.size(), passage_.morceau);
            if (::send(vers.numero(), octets.data(), taille, MSG_NOSIGNAL) <= 0) {
                return false;
            }
            octets.remove_prefix(taille);
        }
        return true;
    }

    outils::EcouteBrute ecoute_;
    std::uint16_t cible_;
    Passage passage_;
    mutable std::mutex mutex_;
    std::string vers_serveur_;
    std::string vers_client_;
    std::atomic<bool> arret_ = false;
    std::thread fil_;
};

} // namespace banc_tls

// PairBrut: l'autre bout d'une connexion, octet par octet, pour faire ce que cconn ne fait jamais.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/attendre.hpp"

#include <msgpack.hpp>

#include <chrono>
#include <cstdint>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace outils {

/// Un descripteur de socket, fermé à la fin.
class SocketBrut {
public:
    explicit SocketBrut(int numero) : numero_(numero) {
        if (numero < 0) {
            throw std::runtime_error("socket refusé par le système");
        }
    }
    SocketBrut(SocketBrut&& autre) noexcept : numero_(std::exchange(autre.numero_, -1)) {}
    SocketBrut(const SocketBrut&) = delete;
    SocketBrut& operator=(const SocketBrut&) = delete;
    SocketBrut& operator=(SocketBrut&&) = delete;
    ~SocketBrut() { fermer(); }

    void fermer() {
        if (numero_ >= 0) {
            ::close(std::exchange(numero_, -1));
        }
    }
    [[nodiscard]] int numero() const { return numero_; }

private:
    int numero_;
};

inline sockaddr_in adresse_locale(std::uint16_t port) {
    sockaddr_in adresse{};
    adresse.sin_family = AF_INET;
    adresse.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    adresse.sin_port = htons(port);
    return adresse;
}

/// Une connexion ouverte. Chaque lecture a une limite de temps, `delai_evenement`.
class PairBrut {
public:
    /// Se connecte à un serveur local.
    explicit PairBrut(std::uint16_t port)
        : PairBrut(SocketBrut(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))) {
        const sockaddr_in adresse = adresse_locale(port);
        const auto* const brute = reinterpret_cast<const sockaddr*>(&adresse);
        if (::connect(socket_.numero(), brute, sizeof adresse) != 0) {
            throw std::runtime_error("connexion refusée");
        }
    }
    explicit PairBrut(SocketBrut socket) : socket_(std::move(socket)) {}

    // Écrire

    void envoyer(std::string_view octets) {
        while (!octets.empty()) {
            const ssize_t partis =
                ::send(socket_.numero(), octets.data(), octets.size(), MSG_NOSIGNAL);
            if (partis < 0) {
                throw std::runtime_error("écriture refusée");
            }
            octets.remove_prefix(static_cast<std::size_t>(partis));
        }
    }
    template<class... A>
    void envoyer_requete(std::uint32_t id, std::string_view nom, const A&... arguments) {
        envoyer(trame(0, id, nom, std::make_tuple(arguments...)));
    }
    template<class... A>
    void envoyer_avis(std::string_view nom, const A&... arguments) {
        envoyer(trame(2, nom, std::make_tuple(arguments...)));
    }
    template<class R>
    void envoyer_reponse(std::uint32_t id, const R& resultat) {
        envoyer(trame(1, id, msgpack::type::nil_t(), resultat));
    }
    /// Attend que le système d'en face ait reçu tout ce qui a été écrit, lu ou non par le programme.
    [[nodiscard]] bool attendre_remise() const {
        return attendre_que([&] {
            int restent = 0;
            return ::ioctl(socket_.numero(), SIOCOUTQ, &restent) == 0 && restent == 0;
        });
    }
    /// La trame `[elements...]`.
    template<class... E>
    static std::string trame(const E&... elements) {
        msgpack::sbuffer octets;
        msgpack::pack(octets, std::make_tuple(elements...));
        return {octets.data(), octets.size()};
    }

    // Lire

    /// Le message suivant, écrit comme en JSON ; « fin » si le pair a fermé, « rupture » s'il a
    /// coupé, « rien » si rien ne vient.
    std::string lire(std::chrono::milliseconds delai = delai_evenement) {
        const auto echeance = std::chrono::steady_clock::now() + delai;
        msgpack::object_handle message;
        while (!lecteur_.next(message)) {
            const std::string issue = recevoir(echeance);
            if (!issue.empty()) {
                return issue;
            }
        }
        std::ostringstream texte;
        texte << message.get();
        return texte.str();
    }

    // Finir

    void fermer() { socket_.fermer(); }
    /// Ferme par RST, comme un programme tué dont des octets n'étaient pas lus.
    void rompre() {
        const linger coupure{1, 0};
        ::setsockopt(socket_.numero(), SOL_SOCKET, SO_LINGER, &coupure, sizeof coupure);
        socket_.fermer();
    }
    /// N'enverra plus rien, mais lit encore.
    void couper_ecriture() { ::shutdown(socket_.numero(), SHUT_WR); }

private:
    std::string recevoir(std::chrono::steady_clock::time_point echeance) {
        const auto reste = std::chrono::duration_cast<std::chrono::milliseconds>(
            echeance - std::chrono::steady_clock::now()
        );
        pollfd attente{socket_.numero(), POLLIN, 0};
        if (reste.count() <= 0 || ::poll(&attente, 1, static_cast<int>(reste.count())) <= 0) {
            return "rien";
        }
        constexpr std::size_t taille = 4'096;
        lecteur_.reserve_buffer(taille);
        const ssize_t lus = ::recv(socket_.numero(), lecteur_.buffer(), taille, 0);
        if (lus <= 0) {
            return lus == 0 ? "fin" : "rupture";
        }
        lecteur_.buffer_consumed(static_cast<std::size_t>(lus));
        return "";
    }

    SocketBrut socket_;
    msgpack::unpacker lecteur_;
};

/// Écoute sur un port libre, pour qu'un `Client` s'y connecte.
class EcouteBrute {
public:
    EcouteBrute() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in adresse = adresse_locale(0);
        auto* const brute = reinterpret_cast<sockaddr*>(&adresse);
        socklen_t taille = sizeof adresse;
        if (::bind(socket_.numero(), brute, taille) != 0 || ::listen(socket_.numero(), 16) != 0 ||
            ::getsockname(socket_.numero(), brute, &taille) != 0) {
            throw std::runtime_error("écoute refusée");
        }
        port_ = ntohs(adresse.sin_port);
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int numero() const { return socket_.numero(); }
    [[nodiscard]] PairBrut accepter() {
        return PairBrut(SocketBrut(::accept4(socket_.numero(), nullptr, nullptr, SOCK_CLOEXEC)));
    }

private:
    SocketBrut socket_;
    std::uint16_t port_ = 0;
};

} // namespace outils

// Prise TLS: OpenSSL sur un socket bloquant, un fil par connexion, sans rien d'autre.
// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <list>
#include <memory>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <span>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace banc_tls {

struct Liberation {
    void operator()(SSL* objet) const { SSL_free(objet); }
    void operator()(SSL_CTX* objet) const { SSL_CTX_free(objet); }
};
using ContexteSsl = std::unique_ptr<SSL_CTX, Liberation>;

inline void exiger(bool condition, const char* quoi) {
    if (!condition) {
        throw std::runtime_error(quoi);
    }
}

inline ContexteSsl contexte_client(const std::string& pki) {
    ContexteSsl contexte(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_load_verify_file(contexte.get(), (pki + "/autorite.pem").c_str());
    SSL_CTX_set_verify(contexte.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_read_ahead(contexte.get(), 1);
    return contexte;
}

/// Un message est précédé de sa taille ; le tout en une écriture.
class CanalTls {
public:
    CanalTls(SSL_CTX* contexte, int numero) : numero_(numero), ssl_(SSL_new(contexte)) {
        const int oui = 1;
        ::setsockopt(numero, IPPROTO_TCP, TCP_NODELAY, &oui, sizeof oui);
        SSL_set_fd(ssl_.get(), numero);
    }
    CanalTls(const CanalTls&) = delete;
    CanalTls& operator=(const CanalTls&) = delete;
    CanalTls(CanalTls&&) = delete;
    CanalTls& operator=(CanalTls&&) = delete;
    ~CanalTls() { ::close(numero_); }

    [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

    void ecrire(std::span<const std::uint8_t> charge) {
        const auto taille = static_cast<std::uint32_t>(charge.size());
        a_ecrire_.resize(sizeof taille);
        std::memcpy(a_ecrire_.data(), &taille, sizeof taille);
        a_ecrire_.insert(a_ecrire_.end(), charge.begin(), charge.end());
        exiger(
            SSL_write(ssl_.get(), a_ecrire_.data(), static_cast<int>(a_ecrire_.size())) > 0,
            "SSL_write"
        );
    }

    /// La charge du message suivant ; vide à la fin.
    std::span<const std::uint8_t> lire() {
        fin_ -= debut_;
        std::memmove(lu_.data(), lu_.data() + debut_, fin_);
        debut_ = 0;
        std::uint32_t taille = 0;
        while (fin_ < sizeof taille ||
               (std::memcpy(&taille, lu_.data(), sizeof taille), fin_ < sizeof taille + taille)) {
            if (fin_ >= sizeof taille && lu_.size() < sizeof taille + taille) {
                lu_.resize(sizeof taille + taille);
            }
            const int lus =
                SSL_read(ssl_.get(), lu_.data() + fin_, static_cast<int>(lu_.size() - fin_));
            if (lus <= 0) {
                return {};
            }
            fin_ += static_cast<std::size_t>(lus);
        }
        debut_ = sizeof taille + taille;
        return std::span(lu_).subspan(sizeof taille, taille);
    }

private:
    int numero_;
    std::unique_ptr<SSL, Liberation> ssl_;
    std::vector<std::uint8_t> a_ecrire_;
    std::vector<std::uint8_t> lu_ = std::vector<std::uint8_t>(65'536);
    std::size_t debut_ = 0;
    std::size_t fin_ = 0;
};

inline sockaddr_in adresse_locale(std::uint16_t port) {
    sockaddr_in adresse{};
    adresse.sin_family = AF_INET;
    adresse.sin_port = htons(port);
    adresse.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return adresse;
}

inline int connecter(std::uint16_t port) {
    const int numero = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto adresse = adresse_locale(port);
    exiger(
        ::connect(numero, reinterpret_cast<const sockaddr*>(&adresse), sizeof adresse) == 0,
        "connect"
    );
    return numero;
}

/// Un client : la poignée de main est faite, le nom vérifié.
class PriseTls {
public:
    PriseTls(SSL_CTX* contexte, std::uint16_t port) : canal_(contexte, connecter(port)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(canal_.ssl()), "127.0.0.1");
        exiger(SSL_connect(canal_.ssl()) == 1, "SSL_connect");
    }
    PriseTls(const PriseTls&) = delete;
    PriseTls& operator=(const PriseTls&) = delete;
    PriseTls(PriseTls&&) = delete;
    PriseTls& operator=(PriseTls&&) = delete;
    ~PriseTls() { SSL_shutdown(canal_.ssl()); }

    void echanger(std::span<const std::uint8_t> charge) {
        canal_.ecrire(charge);
        exiger(canal_.lire().size() == charge.size(), "écho");
    }

private:
    CanalTls canal_;
};

/// Un serveur qui rend ce qu'il reçoit, jusqu'à la fin du processus.
class EcouteTls {
public:
    explicit EcouteTls(const std::string& pki) {
        SSL_CTX* const brut = contexte_.get();
        SSL_CTX_use_certificate_chain_file(brut, (pki + "/serveur.pem").c_str());
        SSL_CTX_use_PrivateKey_file(brut, (pki + "/serveur.cle").c_str(), SSL_FILETYPE_PEM);
        SSL_CTX_set_read_ahead(brut, 1);
        SSL_CTX_set_num_tickets(brut, 1);
        auto adresse = adresse_locale(0);
        auto* const generale = reinterpret_cast<sockaddr*>(&adresse);
        socklen_t taille = sizeof adresse;
        exiger(::bind(numero_, generale, taille) == 0, "bind");
        exiger(::listen(numero_, SOMAXCONN) == 0, "listen");
        exiger(::getsockname(numero_, generale, &taille) == 0, "getsockname");
        port_ = ntohs(adresse.sin_port);
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    void servir() {
        for (int client = 0; (client = ::accept(numero_, nullptr, nullptr)) >= 0;) {
            fils_.emplace_back([this, client] {
                CanalTls canal(contexte_.get(), client);
                if (SSL_accept(canal.ssl()) != 1) {
                    return;
                }
                for (auto charge = canal.lire(); !charge.empty(); charge = canal.lire()) {
                    canal.ecrire(charge);
                }
            });
        }
    }

private:
    ContexteSsl contexte_{SSL_CTX_new(TLS_server_method())};
    int numero_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::uint16_t port_ = 0;
    std::list<std::jthread> fils_; ///< Joints à la fin ; le processus est tué avant.
};

} // namespace banc_tls

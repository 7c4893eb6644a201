// Prises du pair zeromq: contexte, socket et message de ZeroMQ, tenus par leur portée.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <zmq.h>

namespace zeromq {

/// Le contexte se termine : les fils bloqués dans une prise en sortent.
class Arret : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

[[noreturn]] inline void lever(const char* quoi) {
    const int code = ::zmq_errno();
    const std::string texte = std::string(quoi) + " : " + ::zmq_strerror(code);
    if (code == ETERM) {
        throw Arret(texte);
    }
    throw std::runtime_error(texte);
}

template<class T>
std::string_view octets_de(const T& valeur) {
    return {reinterpret_cast<const char*>(&valeur), sizeof valeur};
}

template<class T>
T lire_valeur(std::string_view octets) {
    T valeur = {};
    if (octets.size() != sizeof valeur) {
        throw banc::Faux("zeromq : valeur de taille inattendue");
    }
    std::memcpy(&valeur, octets.data(), sizeof valeur);
    return valeur;
}

class Contexte {
public:
    Contexte() : contexte_(::zmq_ctx_new()) { ::zmq_ctx_set(contexte_, ZMQ_MAX_SOCKETS, 20'000); }
    Contexte(const Contexte&) = delete;
    Contexte& operator=(const Contexte&) = delete;
    Contexte(Contexte&&) = delete;
    Contexte& operator=(Contexte&&) = delete;
    ~Contexte() { ::zmq_ctx_term(contexte_); }

    [[nodiscard]] void* poignee() const { return contexte_; }
    void arreter() { ::zmq_ctx_shutdown(contexte_); }

private:
    void* contexte_;
};

class Message {
public:
    Message() { ::zmq_msg_init(&message_); }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;
    Message(Message&&) = delete;
    Message& operator=(Message&&) = delete;
    ~Message() { ::zmq_msg_close(&message_); }

    [[nodiscard]] zmq_msg_t* poignee() { return &message_; }
    [[nodiscard]] bool a_suite() const { return ::zmq_msg_more(&message_) != 0; }
    [[nodiscard]] std::string_view octets() {
        return {static_cast<const char*>(::zmq_msg_data(&message_)), ::zmq_msg_size(&message_)};
    }

private:
    zmq_msg_t message_ = {};
};

class Prise {
public:
    Prise(const Contexte& contexte, int sorte) : prise_(::zmq_socket(contexte.poignee(), sorte)) {
        if (prise_ == nullptr) {
            lever("zmq_socket");
        }
        regler(ZMQ_LINGER, 0);
        regler(ZMQ_BACKLOG, 4'096);
    }
    Prise(const Prise&) = delete;
    Prise& operator=(const Prise&) = delete;
    Prise(Prise&& autre) noexcept : prise_(std::exchange(autre.prise_, nullptr)) {}
    Prise& operator=(Prise&&) = delete;
    ~Prise() {
        if (prise_ != nullptr) {
            ::zmq_close(prise_);
        }
    }

    [[nodiscard]] void* poignee() const { return prise_; }

    void regler(int option, int valeur) {
        if (::zmq_setsockopt(prise_, option, &valeur, sizeof valeur) != 0) {
            lever("zmq_setsockopt");
        }
    }

    void abonner() { ::zmq_setsockopt(prise_, ZMQ_SUBSCRIBE, "", 0); }

    /// Ouvre un port libre et le rend.
    int ouvrir() {
        char adresse[64] = {};
        std::size_t taille = sizeof adresse;
        if (::zmq_bind(prise_, "tcp://127.0.0.1:*") != 0 ||
            ::zmq_getsockopt(prise_, ZMQ_LAST_ENDPOINT, adresse, &taille) != 0) {
            lever("zmq_bind");
        }
        const std::string texte = adresse;
        return std::stoi(texte.substr(texte.rfind(':') + 1));
    }

    void relier(std::uint16_t port) { relier("tcp://127.0.0.1:" + std::to_string(port)); }

    /// Une prise ne se relie qu'une fois à une même adresse : chaque rang part d'une autre source.
    void relier_encore(std::uint16_t port, std::size_t rang) {
        const std::string source = std::to_string(1 + rang / 62'500 % 250) + '.' +
                                   std::to_string(1 + rang / 250 % 250) + '.' +
                                   std::to_string(1 + rang % 250);
        relier("tcp://127." + source + ":0;127.0.0.1:" + std::to_string(port));
    }

    void envoyer(std::string_view octets, int options = 0) {
        if (::zmq_send(prise_, octets.data(), octets.size(), options) < 0) {
            lever("zmq_send");
        }
    }

    /// Les octets doivent vivre jusqu'à ce qu'ils soient partis.
    void envoyer_sans_copie(std::string_view octets) {
        zmq_msg_t message = {};
        ::zmq_msg_init_data(
            &message, const_cast<char*>(octets.data()), octets.size(), nullptr, nullptr
        );
        if (::zmq_msg_send(&message, prise_, 0) < 0) {
            lever("zmq_msg_send");
        }
    }

    void envoyer(Message& message, int options = 0) {
        if (::zmq_msg_send(message.poignee(), prise_, options) < 0) {
            lever("zmq_msg_send");
        }
    }

    void recevoir(Message& message) {
        if (::zmq_msg_recv(message.poignee(), prise_, 0) < 0) {
            lever("zmq_msg_recv");
        }
    }

    bool essayer_recevoir(Message& message) {
        if (::zmq_msg_recv(message.poignee(), prise_, ZMQ_DONTWAIT) >= 0) {
            return true;
        }
        if (::zmq_errno() != EAGAIN) {
            lever("zmq_msg_recv");
        }
        return false;
    }

private:
    void relier(const std::string& adresse) {
        if (::zmq_connect(prise_, adresse.c_str()) != 0) {
            lever("zmq_connect");
        }
    }

    void* prise_;
};

} // namespace zeromq

// Prises du pair nng: socket, contexte, message et opération asynchrone, tenus par leur portée.
// SPDX-License-Identifier: MIT
#pragma once

#include "bancs/commun/modele.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <nng/nng.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace nng {

inline void verifier(int code, const char* quoi) {
    if (code != 0) {
        throw std::runtime_error(std::string(quoi) + " : " + ::nng_strerror(code));
    }
}

template<class T>
std::string_view octets_de(const T& valeur) {
    return {reinterpret_cast<const char*>(&valeur), sizeof valeur};
}

template<class T>
T lire_valeur(std::string_view octets) {
    T valeur = {};
    if (octets.size() != sizeof valeur) {
        throw banc::Faux("nng : valeur de taille inattendue");
    }
    std::memcpy(&valeur, octets.data(), sizeof valeur);
    return valeur;
}

struct Liberer {
    void operator()(nng_msg* message) const { ::nng_msg_free(message); }
};
using Message = std::unique_ptr<nng_msg, Liberer>;

inline Message composer(std::string_view charge) {
    nng_msg* message = nullptr;
    verifier(::nng_msg_alloc(&message, charge.size()), "nng_msg_alloc");
    std::copy(charge.begin(), charge.end(), static_cast<char*>(::nng_msg_body(message)));
    return Message(message);
}

inline std::string_view octets_de(const Message& message) {
    return {static_cast<const char*>(::nng_msg_body(message.get())), ::nng_msg_len(message.get())};
}

class Prise {
public:
    explicit Prise(int (*creer)(nng_socket*)) { verifier(creer(&prise_), "nng_open"); }
    Prise(const Prise&) = delete;
    Prise& operator=(const Prise&) = delete;
    Prise(Prise&& autre) noexcept
        : prise_(std::exchange(autre.prise_, nng_socket NNG_SOCKET_INITIALIZER)) {}
    Prise& operator=(Prise&&) = delete;
    ~Prise() { fermer(); }

    [[nodiscard]] nng_socket poignee() const { return prise_; }

    void fermer() { ::nng_close(prise_); }

    void regler(const char* option, int valeur) {
        verifier(::nng_socket_set_int(prise_, option, valeur), option);
    }

    /// Ouvre un port libre et le rend.
    int ouvrir() {
        nng_listener ecoute = {};
        int port = 0;
        verifier(::nng_listen(prise_, "tcp://127.0.0.1:0", &ecoute, 0), "nng_listen");
        verifier(
            ::nng_listener_get_int(ecoute, NNG_OPT_TCP_BOUND_PORT, &port), NNG_OPT_TCP_BOUND_PORT
        );
        return port;
    }

    void relier(std::uint16_t port) {
        const std::string adresse = "tcp://127.0.0.1:" + std::to_string(port);
        verifier(::nng_dial(prise_, adresse.c_str(), nullptr, 0), "nng_dial");
    }

    void envoyer(Message message) {
        verifier(::nng_sendmsg(prise_, message.get(), 0), "nng_sendmsg");
        static_cast<void>(message.release()); // nng l'a pris
    }

    [[nodiscard]] Message recevoir() const {
        nng_msg* message = nullptr;
        verifier(::nng_recvmsg(prise_, &message, 0), "nng_recvmsg");
        return Message(message);
    }

private:
    nng_socket prise_ = NNG_SOCKET_INITIALIZER;
};

/// Un contexte : une conversation de plus sur la même prise, menée par rappels.
class Conversation {
public:
    /// `suite` s'exécute, sur un fil de nng, à la fin de chaque envoi et de chaque réception.
    Conversation(const Prise& prise, std::function<void()> suite) : suite_(std::move(suite)) {
        verifier(::nng_ctx_open(&contexte_, prise.poignee()), "nng_ctx_open");
        verifier(::nng_aio_alloc(&operation_, executer, this), "nng_aio_alloc");
    }
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    Conversation(Conversation&&) = delete;
    Conversation& operator=(Conversation&&) = delete;
    ~Conversation() {
        ::nng_aio_stop(operation_);
        ::nng_aio_free(operation_);
        ::nng_ctx_close(contexte_);
    }

    /// 0 si l'opération qui vient de finir a réussi.
    [[nodiscard]] int resultat() const { return ::nng_aio_result(operation_); }

    void recevoir() { ::nng_ctx_recv(contexte_, operation_); }

    void envoyer(Message message) {
        ::nng_aio_set_msg(operation_, message.release());
        ::nng_ctx_send(contexte_, operation_);
    }

    [[nodiscard]] Message prendre() {
        Message message(::nng_aio_get_msg(operation_));
        ::nng_aio_set_msg(operation_, nullptr);
        return message;
    }

private:
    static void executer(void* soi) { static_cast<Conversation*>(soi)->suite_(); }

    std::function<void()> suite_;
    nng_ctx contexte_ = NNG_CTX_INITIALIZER;
    nng_aio* operation_ = nullptr;
};

} // namespace nng

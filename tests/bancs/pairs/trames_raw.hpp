// Trames du pair raw: une prise POSIX bloquante, des messages précédés de leur taille et de leur sorte.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace raw {

/// Ce qu'un message demande au serveur.
enum class Sorte : std::uint32_t { echo, mesurer, avis, compter, abonner, diffuser };

struct Entete {
    std::uint32_t taille;
    Sorte sorte;
};

struct Trame {
    Sorte sorte;
    std::string_view charge;
};

inline void verifier(std::int64_t code, const char* quoi) {
    if (code < 0) {
        throw std::system_error(errno, std::generic_category(), quoi);
    }
}

/// Un descripteur de socket, fermé à sa destruction.
class Prise {
public:
    explicit Prise(int numero) : numero_(numero) { verifier(numero, "socket"); }
    Prise(const Prise&) = delete;
    Prise& operator=(const Prise&) = delete;
    Prise(Prise&& autre) noexcept : numero_(std::exchange(autre.numero_, -1)) {}
    Prise& operator=(Prise&&) = delete;
    ~Prise() {
        if (numero_ >= 0) {
            ::close(numero_);
        }
    }

    [[nodiscard]] int numero() const { return numero_; }

    void regler_sans_delai() const {
        const int oui = 1;
        verifier(::setsockopt(numero_, IPPROTO_TCP, TCP_NODELAY, &oui, sizeof oui), "TCP_NODELAY");
    }

    void ecrire(std::string_view octets) const {
        while (!octets.empty()) {
            const auto ecrits = ::send(numero_, octets.data(), octets.size(), MSG_NOSIGNAL);
            verifier(ecrits, "send");
            octets.remove_prefix(static_cast<std::size_t>(ecrits));
        }
    }

    /// Les deux à la suite, en une écriture et sans copie.
    void ecrire(std::string_view entete, std::string_view charge) const {
        std::array<iovec, 2> morceaux = {
            iovec{const_cast<char*>(entete.data()), entete.size()},
            iovec{const_cast<char*>(charge.data()), charge.size()}};
        msghdr message = {};
        message.msg_iov = morceaux.data();
        message.msg_iovlen = morceaux.size();
        const auto code = ::sendmsg(numero_, &message, MSG_NOSIGNAL);
        verifier(code, "sendmsg");
        const auto ecrits = static_cast<std::size_t>(code);
        if (ecrits < entete.size()) {
            ecrire(entete.substr(ecrits));
        }
        ecrire(charge.substr(ecrits - std::min(ecrits, entete.size())));
    }

private:
    int numero_;
};

inline sockaddr_in adresse_locale(std::uint16_t port) {
    sockaddr_in adresse = {};
    adresse.sin_family = AF_INET;
    adresse.sin_port = htons(port);
    adresse.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return adresse;
}

/// Coupe ce qui arrive en trames ; un grand message est reçu droit à sa place.
class Lecteur {
public:
    explicit Lecteur(const Prise& prise) : prise_(prise) {}

    /// La trame suivante, valable jusqu'au prochain appel ; faux à la fin de la connexion.
    bool lire(Trame& trame) {
        while (!a_trame()) {
            if (!recevoir()) {
                return false;
            }
        }
        const Entete entete = lire_entete();
        trame = {entete.sorte, {tampon_.get() + debut_ + sizeof(Entete), entete.taille}};
        debut_ += sizeof(Entete) + entete.taille;
        return true;
    }

    /// Vrai si une trame entière est déjà reçue.
    [[nodiscard]] bool a_trame() const {
        return fin_ - debut_ >= sizeof(Entete) && fin_ - debut_ >= taille_trame();
    }

private:
    [[nodiscard]] Entete lire_entete() const {
        Entete entete; // NOLINT(cppcoreguidelines-pro-type-member-init) : copié juste après
        std::memcpy(&entete, tampon_.get() + debut_, sizeof entete);
        return entete;
    }

    [[nodiscard]] std::size_t taille_trame() const { return sizeof(Entete) + lire_entete().taille; }

    bool recevoir() {
        preparer_place();
        const auto recus = ::recv(prise_.numero(), tampon_.get() + fin_, capacite_ - fin_, 0);
        if (recus <= 0) {
            return false;
        }
        fin_ += static_cast<std::size_t>(recus);
        return true;
    }

    /// Ramène le reste au début, et agrandit si la trame commencée est plus grande que le tampon.
    void preparer_place() {
        const std::size_t reste = fin_ - debut_;
        const std::size_t voulue = reste >= sizeof(Entete) ? taille_trame() : 0;
        if (voulue > capacite_) {
            auto plus_grand = std::make_unique_for_overwrite<char[]>(voulue);
            std::memcpy(plus_grand.get(), tampon_.get() + debut_, reste);
            tampon_ = std::move(plus_grand);
            capacite_ = voulue;
        } else if (debut_ > 0) {
            std::memmove(tampon_.get(), tampon_.get() + debut_, reste);
        }
        debut_ = 0;
        fin_ = reste;
    }

    const Prise& prise_;
    std::size_t capacite_ = std::size_t{64} << 10;
    std::unique_ptr<char[]> tampon_ = std::make_unique_for_overwrite<char[]>(capacite_);
    std::size_t debut_ = 0;
    std::size_t fin_ = 0;
};

/// Un lot s'écrit dès qu'il atteint cette taille ; un message plus grand part sans copie.
constexpr std::size_t bloc = std::size_t{64} << 10;

/// Écrit des trames : une par `send`, ou par blocs de 64 Kio s'il est en lot.
class Redacteur {
public:
    Redacteur(const Prise& prise, bool lot) : prise_(prise), lot_(lot) {}

    void ecrire(Sorte sorte, std::string_view charge) {
        const Entete entete = {static_cast<std::uint32_t>(charge.size()), sorte};
        if (charge.size() >= bloc) {
            vider();
            prise_.ecrire({reinterpret_cast<const char*>(&entete), sizeof entete}, charge);
            return;
        }
        const auto* const octets = reinterpret_cast<const char*>(&entete);
        tampon_.insert(tampon_.end(), octets, octets + sizeof entete);
        tampon_.insert(tampon_.end(), charge.begin(), charge.end());
        if (!lot_ || tampon_.size() >= bloc) {
            vider();
        }
    }

    void vider() {
        if (!tampon_.empty()) {
            prise_.ecrire({tampon_.data(), tampon_.size()});
            tampon_.clear();
        }
    }

private:
    const Prise& prise_;
    bool lot_;
    std::vector<char> tampon_;
};

} // namespace raw

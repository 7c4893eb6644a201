// PaireTcp: deux transports TCP reliés l'un à l'autre par l'interface locale.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/journal.hpp"
#include "transport/connecteur.hpp"
#include "transport/ecouteur.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace outils {

using cconn::detail::Instant;
using cconn::detail::jamais;
using cconn::detail::Lecture;
using cconn::detail::Transport;

/// Largement plus que ce qu'attend un test qui réussit.
inline constexpr std::chrono::milliseconds delai_large{10'000};

inline Instant dans(std::chrono::milliseconds delai) {
    return std::chrono::steady_clock::now() + delai;
}

inline std::span<const std::uint8_t> octets(std::string_view texte) {
    return {reinterpret_cast<const std::uint8_t*>(texte.data()), texte.size()};
}

/// Un client connecté et le bout que le serveur a accepté.
struct PaireTcp {
    explicit PaireTcp(const std::string& adresse = "127.0.0.1") {
        cconn::detail::Ecouteur ecouteur(adresse, 0, journal);
        client = cconn::detail::connecter_tcp(adresse, ecouteur.port(), delai_large);
        serveur = ecouteur.accepter();
    }

    cconn::detail::Journal journal;
    std::unique_ptr<Transport> client;
    std::unique_ptr<Transport> serveur;
};

/// Reçoit jusqu'à `taille` octets, ou moins si le flux s'arrête.
inline std::string recevoir_tout(Transport& transport, std::size_t taille) {
    std::string recu;
    std::array<std::uint8_t, 16'384> place{};
    while (recu.size() < taille) {
        const Lecture lecture = transport.recevoir(place, dans(delai_large));
        if (lecture.genre != Lecture::Genre::octets) {
            break;
        }
        recu.append(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(lecture.taille));
    }
    return recu;
}

/// Envoie jusqu'à ce que le système n'accepte plus rien ; rend ce qui est parti.
inline std::string remplir(Transport& transport) {
    const std::string morceau = "0123456789abcdef0123456789ABCDEF.";
    std::string parti;
    for (;;) {
        const auto ecriture = transport.envoyer(octets(morceau));
        if (ecriture.taille == 0) {
            return parti;
        }
        parti.append(morceau, 0, ecriture.taille);
    }
}

/// Une seule lecture d'au plus 1 Kio.
inline Lecture recevoir_un(Transport& transport, Instant echeance) {
    std::array<std::uint8_t, 1'024> place{};
    return transport.recevoir(place, echeance);
}

} // namespace outils

// Paroles: les messages que s'échangent le serveur et le client de bavardage.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/message.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace paroles {

constexpr int port_habituel = 54'314;

/// L'identifiant d'un message dit ce qu'il est ; sa charge est un texte.
enum class Genre : std::uint16_t {
    nom = 1, ///< Du client : comment il s'appelle.
    parole,  ///< Du client : ce qu'il dit ; du serveur : ce qu'un autre a dit.
    annonce, ///< Du serveur : qui arrive, qui s'en va.
};

inline cconn::Message composer(Genre genre, std::string_view texte) {
    return cconn::Message(static_cast<std::uint16_t>(genre)).ajouter(texte);
}

/// Tout le texte d'un message reçu.
inline std::string lire(cconn::Message& message) {
    return message.extraire_texte(message.reste());
}

} // namespace paroles

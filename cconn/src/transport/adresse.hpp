// Adresses: d'un nom d'hôte aux adresses à essayer, et d'une adresse à son texte.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/erreur.hpp>

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace cconn::detail {

/// Ce que l'on veut d'une adresse.
enum class Usage {
    connecter, ///< Joindre un autre bout : dans l'ordre que le système préfère.
    ecouter,   ///< Ouvrir un port : les adresses IPv4 d'abord.
};

/// Les adresses d'un hôte, au moins une.
///
/// @param hote  nom, IPv4 ou IPv6 (avec ou sans crochets).
/// @throws Erreur  `adresse_inconnue`.
/// @fils    Tout fil.
/// @blocage Oui pour un nom : le temps que le système le résolve.
/// @source  POCO 1.11 : `DNS::hostByName` trie les adresses et perd l'ordre de la RFC 6724, d'où
///          getaddrinfo(3).
[[nodiscard]] std::vector<Poco::Net::SocketAddress>
resoudre(const std::string& hote, std::uint16_t port, Usage usage);

/// Une adresse rendue par le système. Celle d'un pair IPv4 reçu en IPv6 est rendue en IPv4.
/// @throws Poco::Exception  ni IPv4 ni IPv6.
[[nodiscard]] Poco::Net::SocketAddress
lire_adresse(const sockaddr_storage& brute, socklen_t taille);

/// L'adresse locale d'un descripteur. @throws Poco::Exception
[[nodiscard]] Poco::Net::SocketAddress adresse_locale(int descripteur);

/// « hôte port N », pour les textes d'erreur.
[[nodiscard]] std::string decrire(const std::string& hote, std::uint16_t port);

/// Le seul endroit où une exception de POCO devient une `Erreur`.
[[nodiscard]] Erreur
traduire_poco(CodeErreur code, const std::string& contexte, const Poco::Exception& exception);

} // namespace cconn::detail

// Premiers octets: reconnaître, avant OpenSSL, un pair qui ne parle pas TLS ou qui abuse.
// SPDX-License-Identifier: MIT
#pragma once

#include "openssl.hpp"
#include "transport/transport.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace cconn::tls {

/// Les premiers octets conviennent : OpenSSL peut les lire.
struct Convenables {};
/// Il en faut davantage pour en juger.
struct TropCourts {};

/// Juge les premiers octets reçus d'un pair. Tout contenu convient à l'appel.
///
/// Un serveur attend l'enregistrement entier, pour qu'un client arrêté au milieu ne coûte rien à
/// OpenSSL, et un salut de 16 Kio au plus : au-delà, OpenSSL en prendrait la mémoire sur parole.
[[nodiscard]] std::variant<Convenables, TropCourts, detail::Refus>
juger_premiers_octets(Cote cote, std::span<const std::uint8_t> octets);

/// Une alerte de TLS « aucun réglage commun » : ce qu'on répond à qui parle en clair. Un cconn en
/// clair la reconnaît ; les autres voient sept octets sans sens.
[[nodiscard]] std::span<const std::uint8_t> alerte_au_clair();

} // namespace cconn::tls

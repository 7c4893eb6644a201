// Ecoute: un socket qui attend des clients, ouvert ici ou reçu tout fait.
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/descripteur.hpp"

#include <cstdint>
#include <string>

namespace cconn::detail {

/// Connexions que le système garde avant qu'on les accepte.
inline constexpr int file_ecoute = 1'024;

/// Ouvre un port, sans bloquer. Voir le constructeur d'`Ecouteur`.
///
/// @throws Erreur  `adresse_inconnue`, `serveur_injoignable`.
[[nodiscard]] Descripteur ouvrir_ecoute(const std::string& adresse, std::uint16_t port);

/// Une copie de ce socket TCP qui écoute, rendu non bloquant ; l'original reste à l'appelant.
///
/// @param port  0, ou le port qu'il doit avoir.
/// @throws Erreur  `argument_invalide` : ce n'est pas un socket TCP qui écoute, ou pas sur ce port ;
///                 `serveur_injoignable` : plus de descripteur libre.
[[nodiscard]] Descripteur prendre_ecoute(int numero, std::uint16_t port);

} // namespace cconn::detail

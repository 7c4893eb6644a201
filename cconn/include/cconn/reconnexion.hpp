// Reconnexion: comment un client retrouve son serveur, et où il en est.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace cconn {

/// Réglages de la reconnexion d'un `Client` ; `OptionsClient::reconnexion` absente, il ne se
/// reconnecte pas de lui-même.
///
/// Le premier essai vient `delai_initial` après la coupure, chaque essai manqué multiplie l'attente
/// par `facteur`, et le hasard la change un peu, pour que mille clients coupés ensemble ne reviennent
/// pas ensemble. Une connexion qui a duré plus que l'attente en cours la ramène à `delai_initial`.
///
/// @code
/// cconn::Client client("127.0.0.1", 12800, {.reconnexion = cconn::Reconnexion{}});
/// @endcode
struct Reconnexion {
    /// Attente avant le premier essai ; au moins 1 ms.
    std::chrono::milliseconds delai_initial{500};
    /// Ce par quoi chaque essai manqué multiplie l'attente ; de 1 à 10.
    double facteur = 1.6;
    /// Part de l'attente laissée au hasard, en plus ou en moins ; de 0 à 1.
    double alea = 0.3;
    /// Attente la plus longue, hasard compris ; au moins `delai_initial`.
    std::chrono::milliseconds delai_max = std::chrono::seconds{30};
    /// Messages de `Client::envoyer` gardés hors connexion, pour partir à la prochaine ; 0 : aucun,
    /// `envoyer` rend faux.
    std::size_t tampon_messages = 0;
    /// Octets de ces messages, au plus.
    std::size_t tampon_octets = std::size_t{1} << 20;
};

/// Où en est la connexion d'un client.
enum class EtatClient {
    connecte,    ///< La connexion sert.
    reconnexion, ///< Pas de connexion ; le client essaie d'en ouvrir une.
    deconnecte,  ///< Pas de connexion, et le client n'essaiera pas de lui-même.
    eteint,      ///< `eteindre` a été appelé ; `lancer` reconnecte.
};

/// L'état en français, pour un journal ou un écran : « connecté ».
[[nodiscard]] CCONN_API std::string_view texte(EtatClient etat) noexcept;

} // namespace cconn

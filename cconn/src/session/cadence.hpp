// Cadence: à quel rythme le fil courant envoie.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace cconn::detail {

/// Le rythme d'envoi d'un fil.
enum class Rythme {
    pose,   ///< Un message part aussitôt : personne ne gagnerait à attendre.
    rafale, ///< D'autres suivent de si près qu'il vaut mieux qu'ils partent ensemble.
};

/// Mesure le rythme d'envoi du fil courant, toutes connexions confondues.
///
/// Une rafale, c'est assez d'envois assez rapprochés, sans que le fil ait rien attendu entre-temps.
/// Le rythme est celui du fil et non de la connexion : une annonce à cent clients n'envoie qu'un
/// message à chacun. L'heure n'est lue qu'une fois toutes les quelques mesures : c'est le prix d'un
/// message.
class Cadence final {
public:
    Cadence() = delete;

    /// Compte un envoi de ce fil, à un ou plusieurs destinataires.
    [[nodiscard]] static Rythme noter_envoi(std::size_t destinataires = 1) noexcept;

    /// Ce fil va attendre, ou vient de recevoir : une rafale s'arrête là.
    static void noter_attente() noexcept;
};

} // namespace cconn::detail

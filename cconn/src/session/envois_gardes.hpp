// EnvoisGardes: les messages envoyés hors connexion, qui partiront à la prochaine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>

#include "base/protege.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace cconn::detail {

/// Une file bornée de trames, entre deux connexions d'un client. Sans place, elle refuse : un message
/// accepté n'est jamais chassé par un autre.
///
/// Elle sait quelle connexion l'a vidée en dernier : un fil qui tenait encore la précédente apprend
/// qu'il peut écrire sur la nouvelle, et ne laisse donc rien derrière qui partirait trop tard.
///
/// @fils Tout fil.
class EnvoisGardes final {
public:
    /// Ce que devient un message offert.
    enum class Issue {
        garde,   ///< Il partira à la prochaine connexion.
        refuse,  ///< Pas de place, ou le client ne se reconnectera pas.
        relayee, ///< Une connexion plus récente sert déjà : l'envoyer par elle.
    };
    /// Ce qui est arrivé, depuis le début.
    struct Bilan {
        std::size_t gardes = 0;  ///< Acceptés ici.
        std::size_t refuses = 0; ///< Refusés faute de place.
        std::size_t perdus = 0;  ///< Gardés, et jamais partis : le client s'est éteint.
        std::size_t en_attente = 0;
    };

    /// Fermée au départ.
    EnvoisGardes(std::size_t messages_max, std::size_t octets_max)
        : messages_max_(messages_max),
          octets_max_(octets_max) {}

    /// Le client cherche une connexion.
    void ouvrir();
    /// Il n'en cherche plus. @return combien de messages sont perdus.
    std::size_t clore();

    /// @param connexion  celle qui n'a pas pris le message.
    [[nodiscard]] Issue garder(const Tampon& trame, std::uint64_t connexion);

    /// Le plus ancien message, à envoyer par cette connexion ; rien s'il n'y en a plus, et elle sert
    /// désormais à tous.
    [[nodiscard]] std::optional<Tampon> prendre(std::uint64_t connexion);
    /// Remet le dernier message pris, que la connexion n'a pas envoyé.
    void remettre(Tampon trame);

    [[nodiscard]] Bilan bilan() const;

private:
    struct Etat {
        std::deque<Tampon> trames;
        std::size_t octets = 0;
        std::uint64_t servie = 0; ///< La connexion qui a trouvé la file vide.
        bool ouverte = false;
        Bilan bilan;
    };

    // Fixé après construction
    std::size_t messages_max_;
    std::size_t octets_max_;

    // Partagé
    Protege<Etat> etat_;
};

} // namespace cconn::detail

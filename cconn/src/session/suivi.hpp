// Suivi: ce que le facteur demande à ce dont il s'occupe.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <cstdint>

namespace cconn::detail {

/// Ce qu'il reste à faire d'une file après l'avoir vidée autant que possible.
enum class Vidange {
    finie,  ///< Rien : la file est vide.
    suivre, ///< Revenir bientôt : un fil y ajoute sans arrêt.
    pleine, ///< Revenir quand le socket acceptera des octets.
};

/// Ce que le facteur sait d'une session : de quoi la faire avancer quand elle n'a pas de fil pour
/// cela.
///
/// @fils Le facteur seul appelle ces fonctions. Aucune ne bloque ni n'exécute de code de
///       l'utilisateur.
class Suivi {
public:
    Suivi() = default;
    Suivi(const Suivi&) = delete;
    Suivi& operator=(const Suivi&) = delete;
    Suivi(Suivi&&) = delete;
    Suivi& operator=(Suivi&&) = delete;
    virtual ~Suivi() = default;

    /// Écrit ce que le socket accepte.
    [[nodiscard]] virtual Vidange vidanger() = 0;

    /// Fait respecter les délais. @return quand rappeler ; `jamais` : plus besoin.
    [[nodiscard]] virtual Instant controler(Instant maintenant) = 0;

    [[nodiscard]] virtual int descripteur() const = 0;

    /// Vrai une fois que plus personne ne doit s'en occuper : son descripteur va être fermé.
    [[nodiscard]] virtual bool est_retire() const = 0;
};

} // namespace cconn::detail

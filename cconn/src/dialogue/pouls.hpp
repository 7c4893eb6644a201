// Pouls: les battements d'une connexion, son silence et son inactivité; sans horloge.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"

#include <chrono>

namespace cconn::detail {

/// Ce qui s'est passé sur une connexion depuis le dernier constat.
struct Signes {
    bool recu = false; ///< Un octet au moins est venu.
    bool emis = false; ///< Un message de l'application est parti.
    bool occupee =
        false; ///< Une commande ou une réponse est passée, ou l'une d'elles est en cours.
};

/// Dit quand battre, quand tenir le pair pour disparu, et quand tenir la connexion pour inactive.
///
/// Il n'y a de battements que si les deux bouts s'en sont déclarés capables : chacun annonce le temps
/// au plus qu'il laissera passer sans rien envoyer, et l'autre le tient pour mort après trois fois ce
/// temps. Un constat ne sait que « depuis le précédent » : il en faut donc plusieurs par délai.
///
/// @fils Un seul à la fois ; l'heure est un argument.
/// @source docs/reference/protocole.md
class Pouls final {
public:
    /// Que faire maintenant.
    enum class Constat { rien, battre, muet, inactive };

    /// @param battement      annoncé au pair ; nul : aucun.
    /// @param delai_inactif  nul : sans limite.
    Pouls(std::chrono::milliseconds battement, std::chrono::milliseconds delai_inactif);

    /// Vrai s'il y a quelque chose à surveiller, ou s'il peut y en avoir.
    [[nodiscard]] bool est_utile() const { return battement_.count() > 0 || inactif_.count() > 0; }
    [[nodiscard]] bool bat() const { return battement_.count() > 0; }

    void commencer(Instant maintenant);
    /// Le pair s'est déclaré. @param battement  ce qu'il annonce, borné ici ; nul : il ne bat pas.
    void noter_bonjour(std::chrono::milliseconds battement, Instant maintenant);
    [[nodiscard]] bool est_salue() const { return salue_; }
    /// Un battement est venu. @return faux s'il en vient trop : fermer.
    [[nodiscard]] bool noter_battement(Instant maintenant);

    [[nodiscard]] Constat constater(const Signes& signes, Instant maintenant);
    /// Quand constater de nouveau, au plus tard.
    [[nodiscard]] Instant prochain() const;

    /// Depuis quand le pair n'a rien envoyé.
    [[nodiscard]] Instant dernier_recu() const { return recu_; }

private:
    // Fixé après construction
    std::chrono::milliseconds battement_;
    std::chrono::milliseconds inactif_;

    std::chrono::milliseconds battement_pair_{0}; ///< Nul tant qu'il ne s'est pas déclaré.
    bool salue_ = false;
    Instant constat_{};
    Instant recu_{};
    Instant emis_{};
    Instant occupee_{};
    Instant compte_{};  ///< De quand date `permis_`.
    double permis_ = 0; ///< Battements que le pair peut encore envoyer.
    int exces_ = 0;
};

} // namespace cconn::detail

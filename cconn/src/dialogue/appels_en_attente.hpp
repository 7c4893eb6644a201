// AppelsEnAttente: les appels partis et sans réponse, par identifiant.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "base/resultat.hpp"
#include "dialogue/etat_appel.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace cconn::detail {

/// Donne leur identifiant aux appels et les retrouve quand la réponse arrive.
///
/// Les identifiants vont de 1 à 2^31-1, puis reviennent à 1 en sautant ceux qui attendent encore :
/// 0 sert aux erreurs de protocole, et au-delà certains pairs comptent en entiers signés.
/// @source docs/reference/protocole.md
class AppelsEnAttente final {
public:
    using Appel = std::shared_ptr<EtatAppel>;

    static constexpr std::uint32_t id_max = 0x7fff'ffff;

    /// @param premier_id  identifiant du premier appel.
    /// @param dernier_id  celui d'où l'on revient à 1 ; les tests le rapprochent. Exige : plus de
    ///                    `nb_max`.
    explicit AppelsEnAttente(
        std::size_t nb_max, std::uint32_t premier_id = 1, std::uint32_t dernier_id = id_max
    );

    /// Inscrit un appel et lui donne son identifiant.
    ///
    /// @return le refus `attente_pleine` si `nb_max` appels attendent déjà.
    [[nodiscard]] std::optional<Refus> inscrire(const Appel& appel);

    /// Retire l'appel de cet identifiant ; nul s'il n'y en a pas.
    [[nodiscard]] Appel retirer(std::uint32_t id);

    /// Retire les appels dont l'échéance est passée.
    [[nodiscard]] std::vector<Appel> retirer_echus(Instant maintenant);

    [[nodiscard]] std::vector<Appel> tous() const;
    void vider() noexcept;

    /// Rien n'échoit avant cet instant. Peut être en avance, jamais en retard.
    [[nodiscard]] Instant prochaine_echeance() const { return prochaine_echeance_; }

    [[nodiscard]] std::size_t nombre() const { return appels_.size(); }

private:
    void passer_au_suivant();

    // Fixé après construction
    std::size_t nb_max_;
    std::uint32_t dernier_id_;

    std::uint32_t prochain_id_;
    std::unordered_map<std::uint32_t, Appel> appels_;
    Instant prochaine_echeance_ = Instant::max();
};

} // namespace cconn::detail

// Veille: attend que des connexions deviennent prêtes, ou qu'on la réveille.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/instant.hpp"
#include "transport/descripteur.hpp"

#include <atomic>
#include <cstdint>
#include <vector>

namespace cconn::detail {

/// Surveille des descripteurs pour un seul fil, le facteur.
///
/// Une surveillance ne sert qu'une fois : après avoir été rendue par `attendre`, la clé est à
/// surveiller de nouveau. Un descripteur n'a qu'une surveillance, la dernière demandée. Une
/// connexion rompue ou raccrochée est rendue comme prête : l'écriture ou la lecture dira pourquoi.
///
/// @fils Tout fil, sauf `attendre` : un seul.
class Veille {
public:
    /// La seule clé interdite.
    static constexpr std::uint64_t cle_reservee = UINT64_MAX;
    /// Clés au plus que rend un `attendre`.
    static constexpr std::size_t cles_par_tour = 64;

    /// @throws Erreur  `attente_pleine` : plus de descripteur libre.
    Veille();

    /// Rend la clé quand le descripteur acceptera des octets.
    /// @return faux si le système refuse (mémoire, limite de surveillances) : rien n'est surveillé.
    [[nodiscard]] bool surveiller_ecriture(int descripteur, std::uint64_t cle) noexcept;

    /// Rend la clé quand le descripteur aura des octets à lire, ou que le pair aura fini.
    /// @return faux si le système refuse : rien n'est surveillé.
    [[nodiscard]] bool surveiller_lecture(int descripteur, std::uint64_t cle) noexcept;

    /// Ne surveille plus ce descripteur ; sans effet s'il ne l'était pas. À appeler avant de le
    /// fermer. Un `attendre` en cours peut encore rendre la clé : elle est à chercher dans une
    /// table, jamais à suivre comme un pointeur.
    void oublier(int descripteur) noexcept;

    /// Fait rendre l'`attendre` en cours, ou le prochain. Plusieurs réveils peuvent n'en faire
    /// qu'un : ce que l'appelant a écrit avant est visible après `attendre`.
    void reveiller() noexcept;

    /// Attend qu'un descripteur soit prêt, un réveil ou l'échéance.
    ///
    /// @param echeance  `jamais` : sans limite ; passée : n'attend pas.
    /// @param cles      remplacé par les clés prêtes ; vide après un réveil ou l'échéance.
    /// @blocage Oui, jusqu'à l'échéance.
    void attendre(Instant echeance, std::vector<std::uint64_t>& cles);

private:
    [[nodiscard]] bool
    surveiller(int descripteur, std::uint64_t cle, std::uint32_t evenements) noexcept;

    // Fixé après construction
    Descripteur epoll_;
    Descripteur reveil_; ///< eventfd : lisible après `reveiller`.

    // Partagé

    /// Vrai si l'eventfd est déjà lisible : inutile d'écrire de nouveau.
    std::atomic<bool> reveil_demande_{false};
};

} // namespace cconn::detail

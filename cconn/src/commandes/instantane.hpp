// InstantaneCommandes: la table des commandes telle qu'elle est entre deux enregistrements.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/description_commande.hpp>
#include <cconn/detail/contexte.hpp>

#include "base/resultat.hpp"
#include "commandes/motif.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cconn::detail {

/// Juge d'un appel avant qu'il ne s'exécute : rend pourquoi il est refusé, ou rien.
using Garde = std::function<std::optional<Refus>(const ContexteCommande& contexte)>;

/// Une fonction enregistrée sous un nom.
struct FicheCommande {
    std::string nom;
    std::string aide;
    FonctionCommande fonction;
    std::size_t rang = 0; ///< Dans `TableCommandes::noms_comptes`.
    Garde garde = {};     ///< Vide : tout appel est permis.
};

/// Une fonction enregistrée sous un motif.
struct FicheMotif {
    Motif motif;
    std::string aide;
    FonctionMotif fonction;
    std::size_t rang = 0; ///< Dans `TableCommandes::noms_comptes`.
    Garde garde = {};     ///< Vide : tout appel est permis.
};

/// Vrai d'un nom que cconn garde pour lui : il commence par « cconn. ».
[[nodiscard]] bool est_reserve(std::string_view nom) noexcept;

/// Toutes les commandes, à un moment. Publié, il ne change plus : il se lit sans verrou.
struct InstantaneCommandes {
    /// La commande de ce nom exact, ou nul.
    [[nodiscard]] const FicheCommande* commande(std::string_view nom) const;
    /// Le premier motif qui convient à ce nom, ou nul ; toujours nul pour un nom réservé.
    [[nodiscard]] const FicheMotif* motif(std::string_view nom) const;
    /// Le nom enregistré le plus ressemblant, pour « vouliez-vous dire ».
    [[nodiscard]] std::optional<std::string> plus_proche(std::string_view nom) const;

    /// Par ordre alphabétique.
    [[nodiscard]] std::vector<DescriptionCommande> descriptions() const;
    /// Par ordre d'enregistrement ; `nom` y est le motif.
    [[nodiscard]] std::vector<DescriptionCommande> descriptions_motifs() const;

    std::uint64_t generation = 0; ///< Croît d'un à chaque changement de la table.
    /// Chaque clé est une vue sur le nom de sa fiche.
    std::unordered_map<std::string_view, std::shared_ptr<const FicheCommande>> noms = {};
    std::vector<std::shared_ptr<const FicheMotif>> motifs = {};
};

} // namespace cconn::detail

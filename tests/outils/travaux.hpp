// Travaux: de quoi remplir un Ordonnanceur, et lire ce qui en sort.
// SPDX-License-Identifier: MIT
#pragma once

#include "dialogue/ordonnanceur.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outils {

using Noms = std::vector<std::string>;

/// Le nom doit survivre au travail : un littéral.
inline cconn::detail::CommandeRecue requete_recue(std::string_view nom, std::uint32_t id = 1) {
    return {id, nom, {}, nullptr};
}

inline cconn::detail::CommandeRecue avis_recu(std::string_view nom) {
    return {std::nullopt, nom, {}, nullptr};
}

inline cconn::detail::Travail fonction() {
    return std::function<void()>([] {});
}

/// Le nom d'une commande, ou « fonction ».
inline std::string nom(const cconn::detail::Travail& travail) {
    const auto* const commande = std::get_if<cconn::detail::CommandeRecue>(&travail);
    return commande == nullptr ? "fonction" : std::string(commande->nom);
}

inline Noms noms(const std::vector<cconn::detail::Travail>& travaux) {
    Noms noms;
    for (const auto& travail : travaux) {
        noms.push_back(nom(travail));
    }
    return noms;
}

inline Noms noms(const std::vector<cconn::detail::CommandeRecue>& commandes) {
    Noms noms;
    for (const auto& commande : commandes) {
        noms.emplace_back(commande.nom);
    }
    return noms;
}

/// Commence le prochain travail et rend son nom, ou « rien ».
inline std::string commencer(cconn::detail::Ordonnanceur& ordonnanceur) {
    const auto travail = ordonnanceur.commencer();
    return travail ? nom(*travail) : "rien";
}

} // namespace outils

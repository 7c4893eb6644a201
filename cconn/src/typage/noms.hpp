// Noms: phrases sur les noms de champs et d'arguments.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/texte.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace cconn::detail {

/// `« largeur »`, échappé et coupé.
[[nodiscard]] inline std::string entre_guillemets(std::string_view nom) {
    constexpr std::size_t taille_max = 40;
    return "« " + echapper(nom, taille_max) + " »";
}

/// `a, b, c` ; les dix premiers seulement.
[[nodiscard]] inline std::string enumerer(std::span<const std::string_view> noms) {
    constexpr std::size_t nb_max = 10;
    std::string texte;
    for (const std::string_view nom : noms.first(std::min(noms.size(), nb_max))) {
        texte += (texte.empty() ? "" : ", ") + echapper(nom, 40);
    }
    if (noms.size() > nb_max) {
        texte += ", …";
    }
    return texte;
}

/// `nom « largur » inconnu, vouliez-vous dire « largeur » ? noms acceptés : largeur, hauteur`.
[[nodiscard]] inline std::string
decrire_inconnu(std::string_view nom, std::span<const std::string_view> acceptes) {
    std::string texte = "nom " + entre_guillemets(nom) + " inconnu";
    if (const auto proche = plus_proche(nom, acceptes)) {
        texte += ", vouliez-vous dire " + entre_guillemets(*proche) + " ?";
    }
    if (acceptes.empty()) {
        return texte + " : aucun n'est accepté";
    }
    return texte + (texte.ends_with('?') ? " noms acceptés : " : " ; noms acceptés : ") +
           enumerer(acceptes);
}

} // namespace cconn::detail

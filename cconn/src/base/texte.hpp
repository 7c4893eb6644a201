// Texte: UTF-8, noms de commande, échappement pour le journal, noms ressemblants.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Vrai si c'est de l'UTF-8 bien formé : ni forme trop longue, ni demi-codet (surrogate), ni point
/// au-delà de U+10FFFF. Le texte vide en est.
/// @source Unicode 15, tableau 3-7.
[[nodiscard]] bool est_utf8(std::string_view texte) noexcept;

/// Le texte, chaque octet mal formé remplacé par U+FFFD.
[[nodiscard]] std::string rendre_utf8(std::string_view texte);

/// Le plus long début d'au plus `taille_max` octets qui ne coupe pas un caractère.
[[nodiscard]] std::string_view couper_utf8(std::string_view texte, std::size_t taille_max) noexcept;

/// Le texte sur une ligne affichable sans danger, d'au plus `taille_max` octets (trois au moins).
///
/// Caractères de contrôle, octets mal formés, barre oblique inverse, séparateurs de ligne Unicode,
/// marques de sens d'écriture et blancs invisibles deviennent `\n`, `\t`, `\\` ou `\x1b` (un par
/// octet). Ce qui dépasse est remplacé par « … » (trois octets).
[[nodiscard]] std::string echapper(std::string_view texte, std::size_t taille_max);

/// Vrai pour un nom de commande : UTF-8 de 1 à `taille_max` octets, sans caractère de contrôle
/// Unicode (U+0000 à U+001F, U+007F à U+009F).
[[nodiscard]] bool nom_commande_valide(std::string_view nom, std::size_t taille_max) noexcept;

/// Ce qui ne va pas dans un nom de commande, en une phrase pour un message d'erreur.
///
/// Exige : `!nom_commande_valide(nom, taille_max)`.
[[nodiscard]] std::string defaut_nom_commande(std::string_view nom, std::size_t taille_max);

/// Nombre d'octets à ajouter, ôter, changer ou permuter avec leur voisin pour passer d'un texte à
/// l'autre, ou `borne + 1` dès qu'il est sûr que c'est davantage. Coût : `a.size() * borne`.
///
/// Exige : `borne <= distance_max`.
[[nodiscard]] std::size_t
distance_bornee(std::string_view a, std::string_view b, std::size_t borne) noexcept;

inline constexpr std::size_t distance_max = 2;

/// Le nom de la collection le plus proche de `nom`, pour « vouliez-vous dire » ; rien si aucun
/// n'est à une faute près (deux à partir de six octets). À distance égale, le premier.
///
/// @param nom  le nom mal connu, quelconque.
/// @param noms collection d'éléments convertibles en `std::string_view`.
/// @return une vue sur l'élément de la collection.
template<class Noms>
[[nodiscard]] std::optional<std::string_view> plus_proche(std::string_view nom, const Noms& noms) {
    std::optional<std::string_view> trouve;
    std::size_t borne = nom.size() < 6 ? 1 : distance_max;
    for (const auto& candidat : noms) {
        const std::string_view vue(candidat);
        const std::size_t distance = distance_bornee(nom, vue, borne);
        if (distance > borne) {
            continue;
        }
        trouve = vue;
        if (distance == 0) {
            break;
        }
        borne = distance - 1;
    }
    return trouve;
}

} // namespace cconn::detail

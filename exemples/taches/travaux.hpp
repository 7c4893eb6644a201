// Travaux: les trois types de tâches, des fonctions sur les points de code d'un texte.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace travaux {

/// Les points de code d'un texte UTF-8, dans l'ordre. Un octet qui n'est pas de l'UTF-8 en vaut un.
[[nodiscard]] std::vector<std::string_view> points_de_code(std::string_view texte);

/// Le texte à l'envers : « flip » donne « pilf ».
[[nodiscard]] std::string retourner(std::string_view texte);

/// Les points de code échangés deux à deux : « swap » donne « wspa » ; sans voisin, le dernier reste.
[[nodiscard]] std::string echanger(std::string_view texte);

/// Octets d'un résultat : répéter fait d'un texte de n lettres un texte de n × (n + 1) / 2.
constexpr std::size_t taille_resultat_max = 1'000'000;

/// Chaque point de code autant de fois que son rang, à partir de 1 : « abc » donne « abbccc ».
/// @throws cconn::Erreur `argument_invalide` si le résultat passe `taille_resultat_max`.
[[nodiscard]] std::string repeter(std::string_view texte);

/// Un type de tâche : ce qu'il fait, et le temps qu'il est censé prendre.
struct Travail {
    std::string_view nom;
    std::string (*fonction)(std::string_view);
    std::chrono::seconds duree;
};

/// Tous les travaux, à partir du type 1.
[[nodiscard]] std::span<const Travail> tous();

/// Le travail d'un type. @throws std::out_of_range s'il n'existe pas.
[[nodiscard]] const Travail& travail(int type);

} // namespace travaux

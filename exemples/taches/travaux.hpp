// Travaux: les trois types de tâches, des fonctions sur les points de code d'un texte.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
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

/// Chaque point de code autant de fois que son rang, à partir de 1 : « abc » donne « abbccc ».
[[nodiscard]] std::string repeter(std::string_view texte);

/// Un type de tâche : ce qu'il fait, et le temps qu'il est censé prendre.
struct Travail {
    std::string_view nom;
    std::string (*fonction)(std::string_view);
    std::chrono::seconds duree;
};

/// Le travail d'un type de 1 à 3 ; nul pour un autre.
[[nodiscard]] const Travail* travail(int type);

} // namespace travaux

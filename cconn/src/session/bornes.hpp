// Bornes: ce qu'un hôte a le droit de demander, vérifié à la construction.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cconn::detail {

/// @throws Erreur `argument_invalide`, qui nomme la valeur et les bornes.
void exiger_entre(
    std::string_view nom, std::size_t valeur, std::size_t minimum, std::size_t maximum
);

/// @throws Erreur `argument_invalide` si le délai est négatif.
void exiger_positif(std::string_view nom, std::chrono::milliseconds delai);

/// @throws Erreur `argument_invalide` si le délai est plus court que `minimum`.
void exiger_au_moins(
    std::string_view nom, std::chrono::milliseconds delai, std::chrono::milliseconds minimum
);

/// @throws Erreur `argument_invalide` si la valeur n'est pas un nombre de `minimum` à `maximum`.
void exiger_reel(std::string_view nom, double valeur, double minimum, double maximum);

/// @throws Erreur `argument_invalide` si la durée est négative ou dépasse `maximum`.
void exiger_bref(
    std::string_view nom, std::chrono::microseconds duree, std::chrono::microseconds maximum
);

/// Le port, s'il va de `minimum` à 65535.
///
/// @throws Erreur `argument_invalide`.
[[nodiscard]] std::uint16_t exiger_port(int port, int minimum);

/// Le nombre de clients, s'il est d'au moins 1 et que le système permet assez de descripteurs.
///
/// @throws Erreur `argument_invalide`.
[[nodiscard]] std::size_t exiger_max_clients(std::size_t max_clients);

} // namespace cconn::detail

// Connecteur: ouvre une connexion TCP vers un hôte, par toutes ses adresses.
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/transport.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace cconn::detail {

/// Se connecte à un hôte, en essayant ses adresses l'une après l'autre.
///
/// @param hote   nom, IPv4 ou IPv6 (avec ou sans crochets).
/// @param delai  pour tous les essais ensemble, chaque adresse ayant droit à sa part de ce qui
///               reste. La résolution d'un nom, que le système ne sait pas borner, n'y compte pas.
/// @throws Erreur  `adresse_inconnue` : le nom ne se résout pas ; `connexion_refusee` : aucune
///                 adresse ne répond, et le texte dit pourquoi pour chacune.
/// @fils    Tout fil.
/// @blocage Oui, au plus `delai` et le temps de la résolution.
[[nodiscard]] std::unique_ptr<Transport>
connecter_tcp(const std::string& hote, std::uint16_t port, std::chrono::milliseconds delai);

} // namespace cconn::detail

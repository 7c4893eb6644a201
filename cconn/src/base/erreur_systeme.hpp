// Erreurs du système: un errno dit en français.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace cconn::detail {

/// Ce que veut dire un errno, sans majuscule ni point final ; « erreur système N » s'il n'est pas
/// de ceux qu'une connexion rencontre. @fils Tout fil, contrairement à `std::strerror`.
[[nodiscard]] std::string texte_erreur_systeme(int erreur);

} // namespace cconn::detail

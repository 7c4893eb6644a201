// Erreur reçue: ce que dit le champ d'erreur d'une réponse, quelle que soit sa forme.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/resultat.hpp"

#include <cstdint>
#include <span>

namespace cconn::detail {

/// Lit le champ d'erreur d'une réponse.
///
/// cconn et Neovim envoient `[code, "texte"]` ; d'autres un texte, une table, un entier. Un texte qui
/// commence par le nom d'un code de cconn rend ce code ; tout le reste est un `echec_gestionnaire`.
///
/// @param valeur une valeur msgpack complète, différente de nil.
[[nodiscard]] Refus lire_erreur_recue(std::span<const std::uint8_t> valeur);

} // namespace cconn::detail

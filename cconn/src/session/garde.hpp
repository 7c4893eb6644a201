// Garde: fait des options d'une commande ce qui jugera de chacun de ses appels.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options_commande.hpp>

#include "commandes/instantane.hpp"

#include <string_view>

namespace cconn::detail {

/// La garde de cette commande ou de ce motif ; vide si ses options permettent tout.
///
/// Elle ne s'appelle que d'une commande en cours (`Cadre`) : c'est la session de celle-ci qu'elle juge.
///
/// @throws Erreur `argument_invalide` : quotas impossibles.
[[nodiscard]] Garde composer_garde(std::string_view nom, const OptionsCommande& options);

} // namespace cconn::detail

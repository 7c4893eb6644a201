// Schema: les tables de la base, sa mise en route, et sa vérification.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/options.hpp>

#include "base.hpp"

#include <cstdint>

namespace cconn::taches::detail {

/// Marque des fichiers de tâches, en tête du fichier : « cTch ». @source PRAGMA application_id
inline constexpr std::int32_t marque_application = 0x6354'6368;
/// Version des tables ci-dessous. Pour en changer : l'augmenter, écrire le passage de la précédente
/// dans `preparer_base`, et mettre à jour docs/reference/taches.md.
inline constexpr std::int32_t version_schema = 1;

/// Vérifie la base et la règle pour l'unique connexion qui écrit ; crée les tables d'une base neuve.
///
/// @throws Erreur `stockage_indisponible` : fichier d'une autre application, d'une version plus
///         récente, ou abîmé.
void preparer_base(Base& base, const OptionsTaches& options);

/// La graine des identifiants de cette base.
[[nodiscard]] std::uint64_t lire_graine(Base& base);

} // namespace cconn::taches::detail

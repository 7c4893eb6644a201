// Composition: écrit une trame depuis un nom et des arguments de l'application.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/liaison.hpp>
#include <cconn/options.hpp>

#include <cstdint>
#include <string_view>

namespace cconn::detail {

/// Si la trame peut citer de longs arguments au lieu de les recopier : elle ne leur survivrait pas.
enum class Citations { interdites, permises };

/// La trame `[2, nom, arguments]`.
///
/// @throws Erreur `argument_invalide` (nom ou argument), `trame_trop_grande`.
[[nodiscard]] Tampon composer_avis(
    std::string_view nom,
    Empaqueteur arguments,
    const Limites& limites,
    Citations citations = Citations::interdites
);

/// La trame `[0, id, nom, arguments]`, mêmes erreurs.
[[nodiscard]] Tampon composer_requete(
    std::uint32_t id,
    std::string_view nom,
    Empaqueteur arguments,
    const Limites& limites,
    Citations citations = Citations::interdites
);

} // namespace cconn::detail

// CommandeRecue: une commande du pair, à exécuter.
// SPDX-License-Identifier: MIT
#pragma once

#include "protocole/tampon_reception.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cconn::detail {

/// Une commande reçue. Le nom et les arguments sont des vues dans le bloc, emprunté jusqu'à
/// `Dialogue::rendre`.
struct CommandeRecue {
    CommandeRecue(
        std::optional<std::uint32_t> id_recu,
        std::string_view nom_recu,
        std::span<const std::uint8_t> arguments_recus,
        Bloc* bloc_emprunte
    )
        : id(id_recu),
          nom(nom_recu),
          arguments(arguments_recus),
          bloc(bloc_emprunte) {}

    std::optional<std::uint32_t> id; ///< Absent : un avis, qui n'a pas de réponse.
    std::string_view nom;
    std::span<const std::uint8_t> arguments;
    Bloc* bloc;
};

} // namespace cconn::detail

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
    std::optional<std::uint32_t> id; ///< Absent : un avis, qui n'a pas de réponse.
    std::string_view nom;
    std::span<const std::uint8_t> arguments;
    Bloc* bloc = nullptr;
};

} // namespace cconn::detail

// Codes d'erreur en texte: ce qui voyage en tête d'une erreur, dans les deux sens.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/erreur.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Le code dont c'est le nom exact en majuscules (`COMMANDE_INCONNUE`), sinon rien.
[[nodiscard]] std::optional<CodeErreur> code_depuis_nom(std::string_view nom) noexcept;

/// `COMMANDE_INCONNUE : contexte`, ou le nom du code seul si le contexte est vide.
[[nodiscard]] std::string texte_erreur(CodeErreur code, std::string_view contexte);

/// Un texte d'erreur reçu, séparé en son code et son contexte.
struct TexteErreur {
    std::optional<CodeErreur> code; ///< Absent si le pair ne parle pas comme cconn.
    std::string_view contexte; ///< Vue sur le texte reçu ; le texte entier si le code est absent.
};

/// L'inverse de `texte_erreur`. Tout texte convient.
[[nodiscard]] TexteErreur separer_texte_erreur(std::string_view texte) noexcept;

} // namespace cconn::detail

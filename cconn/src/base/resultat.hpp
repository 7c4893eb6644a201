// Refus et Resultat: les erreurs causées par des octets reçus sont des valeurs, pas des exceptions.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/erreur.hpp>

#include <string>
#include <variant>

namespace cconn::detail {

/// Pourquoi quelque chose n'a pas été accepté.
struct Refus {
    CodeErreur code{};
    /// En français, sans le nom du code, minuscule au début, sans point final ; nomme la valeur et
    /// la limite : `trame de 9000000 octets au moins, limite 4194304`. `texte_erreur` (codes.hpp)
    /// y ajoute le nom du code.
    std::string texte;

    [[nodiscard]] friend bool operator==(const Refus&, const Refus&) = default;
};

/// Une valeur, ou le refus qui la remplace.
template<class T>
using Resultat = std::variant<T, Refus>;

} // namespace cconn::detail

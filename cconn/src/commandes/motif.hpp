// Motif: une expression régulière sur un nom de commande.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
} // namespace re2

namespace cconn::detail {

/// Une expression régulière de RE2, ancrée au début du nom seulement.
///
/// Le temps d'une recherche croît comme la taille du nom, quel que soit le motif : ni l'un ni l'autre
/// ne peut bloquer un fil.
///
/// @fils Lectures simultanées permises.
/// @source https://github.com/google/re2/wiki/Syntax
class Motif final {
public:
    /// @throws Erreur `argument_invalide` : ce que RE2 reproche au motif.
    explicit Motif(std::string_view texte);
    Motif(const Motif&) = delete;
    Motif& operator=(const Motif&) = delete;
    Motif(Motif&&) noexcept;
    Motif& operator=(Motif&&) noexcept;
    ~Motif();

    /// Le motif, tel qu'il a été donné.
    [[nodiscard]] const std::string& texte() const;

    [[nodiscard]] bool correspond(std::string_view nom) const;

    /// Ce que chaque groupe du motif a pris, dans l'ordre ; vide pour un groupe qui n'a rien pris.
    ///
    /// Exige : `correspond(nom)`.
    [[nodiscard]] std::vector<std::string> captures(std::string_view nom) const;

private:
    std::unique_ptr<const re2::RE2> expression_;
};

} // namespace cconn::detail

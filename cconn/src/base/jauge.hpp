// Jauge: les quotas d'un pair, ce qu'il en a pris, et depuis quand il les dépasse.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/quotas.hpp>

#include "base/instant.hpp"
#include "base/seau.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace cconn::detail {

/// Ce que la jauge dit d'une demande.
struct Mesure {
    std::chrono::milliseconds attente{
        0};                ///< Zéro : permise ; sinon, dans combien de temps elle le serait.
    bool persiste = false; ///< L'excès dure depuis plus que la persistance.

    [[nodiscard]] bool est_permise() const { return attente.count() == 0; }
};

/// Compte les demandes d'un pair. De l'arithmétique, sans horloge.
///
/// @fils Un seul à la fois.
class Jauge final {
public:
    explicit Jauge(const Quotas& quotas);

    [[nodiscard]] Mesure compter(std::size_t octets, Instant maintenant);

private:
    [[nodiscard]] std::chrono::milliseconds prendre(std::size_t octets, Instant maintenant);

    std::optional<Seau> commandes_;
    std::optional<Seau> octets_;
    std::chrono::milliseconds persistance_;
    std::optional<Instant> debut_exces_;
    Instant dernier_refus_{};
};

/// Vrai si ces quotas limitent quelque chose.
[[nodiscard]] bool sont_limites(const Quotas& quotas);

/// @throws Erreur `argument_invalide` : débit nul, négatif ou infini, persistance négative.
void exiger_debit(const char* nom, const Debit& debit);
void exiger_quotas(const Quotas& quotas);

} // namespace cconn::detail

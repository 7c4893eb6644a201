// Politiques: comment part chaque commande vers un pair lent.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/politique_lent.hpp>

#include "base/protege.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Les réglages d'un hôte, ou ceux d'une connexion, qui passent avant. @fils Tout fil.
class Politiques final {
public:
    explicit Politiques(std::optional<ReglageEnvoi> defaut = std::nullopt);

    /// De cette commande. @param nom  vide : de toutes celles qui n'ont pas le leur.
    void regler(std::string_view nom, const ReglageEnvoi& reglage);

    /// Sans verrou : vrai si rien n'est réglé ici.
    [[nodiscard]] bool sont_vides() const { return !reglees_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::optional<ReglageEnvoi> de_commande(std::string_view nom) const;
    [[nodiscard]] std::optional<ReglageEnvoi> defaut() const;

private:
    Protege<std::map<std::string, ReglageEnvoi, std::less<>>> reglages_; ///< Le défaut sous « ».
    std::atomic<bool> reglees_ = false; // indication : les réglages sont sous verrou
};

/// Le plus précis l'emporte : la commande avant le défaut, puis la connexion avant l'hôte.
[[nodiscard]] ReglageEnvoi
choisir_reglage(const Politiques& connexion, const Politiques& hote, std::string_view nom);

/// La clé d'un avis déjà composé, pour `garder_dernier` : son nom, et l'argument de ce rang s'il y est.
[[nodiscard]] std::string
cle_avis(std::span<const std::uint8_t> trame, std::optional<std::size_t> rang);

} // namespace cconn::detail

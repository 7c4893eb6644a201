// Donnees: ce que l'application attache à une connexion.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/protege.hpp"

#include <memory>
#include <typeinfo>

namespace cconn::detail {

/// Une valeur d'un type que l'application choisit, construite au premier accès. @fils Tout fil.
class Donnees final {
public:
    /// @throws Erreur `argument_invalide` si la valeur existe avec un autre type.
    [[nodiscard]] void* prendre(const std::type_info& type, std::shared_ptr<void> (*creer)());

private:
    struct Etat {
        std::shared_ptr<void> valeur;
        const std::type_info* type = nullptr;
    };
    Protege<Etat> etat_;
};

} // namespace cconn::detail

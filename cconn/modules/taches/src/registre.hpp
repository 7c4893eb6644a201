// Registre: les fonctions enregistrées, par type de tâche.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/detail/travail.hpp>

#include "magasin.hpp"
#include "protege.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cconn::taches::detail {

/// @fils Tout fil.
class Registre final {
public:
    void enregistrer(std::string_view type, Travail travail) {
        auto partage = std::make_shared<const Travail>(std::move(travail));
        const auto etat = etat_.verrouiller();
        etat->travaux.insert_or_assign(std::string(type), std::move(partage));
        auto types = std::make_shared<Types>();
        for (const auto& paire : etat->travaux) {
            types->push_back(paire.first);
        }
        etat->types = std::move(types);
    }

    /// Nul si aucune fonction n'a ce type.
    [[nodiscard]] std::shared_ptr<const Travail> trouver(std::string_view type) const {
        const auto etat = etat_.verrouiller();
        const auto trouve = etat->travaux.find(type);
        return trouve == etat->travaux.end() ? nullptr : trouve->second;
    }

    [[nodiscard]] std::shared_ptr<const Types> types() const { return etat_.verrouiller()->types; }

private:
    struct Etat {
        std::map<std::string, std::shared_ptr<const Travail>, std::less<>> travaux;
        std::shared_ptr<const Types> types = std::make_shared<Types>();
    };

    Protege<Etat> etat_;
};

} // namespace cconn::taches::detail

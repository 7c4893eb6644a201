// TableCommandes: les fonctions enregistrées, par nom.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/description_commande.hpp>
#include <cconn/detail/contexte.hpp>

#include "base/protege.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::detail {

/// Les commandes d'un serveur ou d'un client. @fils Tout fil.
class TableCommandes final {
public:
    explicit TableCommandes(std::size_t taille_nom_max) : taille_nom_max_(taille_nom_max) {}

    /// Enregistre ou remplace.
    ///
    /// @throws Erreur `argument_invalide` : nom mal formé ou réservé (`cconn.`).
    void enregistrer(std::string_view nom, std::string_view aide, FonctionCommande fonction);
    bool retirer(std::string_view nom);

    /// La fonction de ce nom, ou nul. Elle reste appelable même remplacée ou retirée entre-temps.
    [[nodiscard]] std::shared_ptr<const FonctionCommande> trouver(std::string_view nom) const;

    /// Le nom enregistré le plus ressemblant, pour « vouliez-vous dire ».
    [[nodiscard]] std::optional<std::string> plus_proche(std::string_view nom) const;

    [[nodiscard]] std::vector<DescriptionCommande> descriptions() const;

private:
    struct Commande {
        std::shared_ptr<const FonctionCommande> fonction;
        std::string aide;
    };
    using Table = std::map<std::string, Commande, std::less<>>;

    std::size_t taille_nom_max_;
    Protege<Table> table_;
};

} // namespace cconn::detail

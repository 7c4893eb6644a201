// TableCommandes: les fonctions enregistrées, par nom.
// SPDX-License-Identifier: MIT
#include "commandes/table_commandes.hpp"

#include <cconn/erreur.hpp>

#include "base/texte.hpp"

#include <utility>

namespace cconn::detail {

namespace {

constexpr std::string_view prefixe_reserve = "cconn.";

} // namespace

void TableCommandes::enregistrer(
    std::string_view nom, std::string_view aide, FonctionCommande fonction
) {
    if (!nom_commande_valide(nom, taille_nom_max_)) {
        throw Erreur(CodeErreur::argument_invalide, defaut_nom_commande(nom, taille_nom_max_));
    }
    if (nom.starts_with(prefixe_reserve)) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "le nom « " + std::string(nom) + " » est réservé : il commence par « cconn. »"
        );
    }
    Commande commande{
        std::make_shared<const FonctionCommande>(std::move(fonction)), std::string(aide)};
    Commande remplacee; // détruite hors du verrou : ses captures sont à l'utilisateur
    {
        const auto table = table_.verrouiller();
        remplacee = std::exchange((*table)[std::string(nom)], std::move(commande));
    }
}

bool TableCommandes::retirer(std::string_view nom) {
    Table::node_type retiree; // détruite hors du verrou
    const auto table = table_.verrouiller();
    const auto trouvee = table->find(nom);
    if (trouvee == table->end()) {
        return false;
    }
    retiree = table->extract(trouvee);
    return true;
}

std::shared_ptr<const FonctionCommande> TableCommandes::trouver(std::string_view nom) const {
    const auto table = table_.verrouiller();
    const auto trouvee = table->find(nom);
    return trouvee == table->end() ? nullptr : trouvee->second.fonction;
}

std::optional<std::string> TableCommandes::plus_proche(std::string_view nom) const {
    std::vector<std::string> noms;
    for (auto& description : descriptions()) {
        noms.push_back(std::move(description.nom));
    }
    const auto trouve = detail::plus_proche(nom, noms);
    return trouve ? std::optional<std::string>(*trouve) : std::nullopt;
}

std::vector<DescriptionCommande> TableCommandes::descriptions() const {
    std::vector<DescriptionCommande> descriptions;
    const auto table = table_.verrouiller();
    for (const auto& [nom, commande] : *table) {
        descriptions.push_back({nom, commande.aide});
    }
    return descriptions;
}

} // namespace cconn::detail

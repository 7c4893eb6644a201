// InstantaneCommandes: la table des commandes telle qu'elle est entre deux enregistrements.
// SPDX-License-Identifier: MIT
#include "commandes/instantane.hpp"

#include "base/texte.hpp"

#include <algorithm>

namespace cconn::detail {

namespace {

constexpr std::string_view prefixe_reserve = "cconn.";

/// Les noms dans l'ordre alphabétique, que la table n'a pas.
std::vector<std::string_view> trier_noms(const InstantaneCommandes& table) {
    std::vector<std::string_view> noms;
    noms.reserve(table.noms.size());
    for (const auto& [nom, fiche] : table.noms) {
        noms.push_back(nom);
    }
    std::sort(noms.begin(), noms.end());
    return noms;
}

} // namespace

bool est_reserve(std::string_view nom) noexcept {
    return nom.starts_with(prefixe_reserve);
}

const FicheCommande* InstantaneCommandes::commande(std::string_view nom) const {
    const auto trouvee = noms.find(nom);
    return trouvee == noms.end() ? nullptr : trouvee->second.get();
}

const FicheMotif* InstantaneCommandes::motif(std::string_view nom) const {
    if (est_reserve(nom)) {
        return nullptr;
    }
    for (const auto& fiche : motifs) {
        if (fiche->motif.correspond(nom)) {
            return fiche.get();
        }
    }
    return nullptr;
}

std::optional<std::string> InstantaneCommandes::plus_proche(std::string_view nom) const {
    const auto trouve = detail::plus_proche(nom, trier_noms(*this));
    return trouve ? std::optional<std::string>(*trouve) : std::nullopt;
}

std::vector<DescriptionCommande> InstantaneCommandes::descriptions() const {
    std::vector<DescriptionCommande> descriptions;
    for (const std::string_view nom : trier_noms(*this)) {
        descriptions.push_back({std::string(nom), noms.at(nom)->aide});
    }
    return descriptions;
}

std::vector<DescriptionCommande> InstantaneCommandes::descriptions_motifs() const {
    std::vector<DescriptionCommande> descriptions;
    descriptions.reserve(motifs.size());
    for (const auto& fiche : motifs) {
        descriptions.push_back({fiche->motif.texte(), fiche->aide});
    }
    return descriptions;
}

} // namespace cconn::detail

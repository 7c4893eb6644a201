// EtatTache: les noms des états.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>
#include <cconn/taches/etat_tache.hpp>
#include <cconn/taches/tache.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace cconn::taches {
namespace {

// Dans l'ordre de l'énuméré.
constexpr std::array<std::string_view, 6> noms{
    "en_attente", "en_cours", "terminee", "echouee", "annulee", "inconnue"};
static_assert(noms.size() == static_cast<std::size_t>(EtatTache::inconnue) + 1);

} // namespace

std::string_view nom_etat(EtatTache etat) noexcept {
    const auto rang = static_cast<std::size_t>(etat);
    return rang < noms.size() ? noms.at(rang) : noms.back();
}

EtatTache etat_depuis_nom(std::string_view nom) noexcept {
    const auto* const trouve = std::find(noms.begin(), noms.end() - 1, nom);
    return static_cast<EtatTache>(trouve - noms.begin());
}

bool est_final(EtatTache etat) noexcept {
    return etat != EtatTache::en_attente && etat != EtatTache::en_cours;
}

void ResultatTache::exiger_reussi() const {
    if (!est_reussi()) {
        std::string texte = "la tâche est " + std::string(nom_etat(etat));
        if (!erreur.empty()) {
            texte += " : " + erreur;
        }
        throw Erreur(CodeErreur::etat_invalide, texte);
    }
}

} // namespace cconn::taches

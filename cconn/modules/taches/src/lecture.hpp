// Lecture: ce qu'on demande à la base sans y rien changer.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>

#include "base.hpp"
#include "identifiant.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cconn::taches::detail {

/// Une valeur du carnet telle qu'elle est dans la base : un entier, ou une valeur emballée.
class ValeurCarnet final {
public:
    ValeurCarnet(const Requete& requete, int colonne);

    [[nodiscard]] Valeur valeur() const;

private:
    std::variant<std::int64_t, Octets> contenu_;
};

/// Les requêtes de lecture, sur une connexion qui leur survit.
///
/// Toutes les fonctions lèvent `stockage_indisponible`.
/// @fils Celui de la base.
class Lecture final {
public:
    Lecture(Base& base, const Identifiants& identifiants);

    /// État `inconnue` si la tâche n'existe pas.
    [[nodiscard]] Tache tache(Rang rang);
    [[nodiscard]] ResultatTache resultat(Rang rang);
    /// @param apres  rang de la dernière tâche de la page d'avant ; 0 pour la première.
    [[nodiscard]] std::vector<Tache> lister(const FiltreTaches& filtre, Rang apres);
    /// Nil si la clé n'est pas dans le carnet.
    [[nodiscard]] Valeur carnet(std::string_view cle);

private:
    [[nodiscard]] Tache lire_ligne(const Requete& requete) const;
    [[nodiscard]] Requete& requete_d_un_etat(EtatTache etat);

    Base& base_;
    const Identifiants& identifiants_;
    Requete tache_;
    Requete resultat_;
    Requete toutes_;
    /// Par état ; préparées quand on les demande.
    std::array<std::optional<Requete>, 5> d_un_etat_;
    Requete carnet_;
};

} // namespace cconn::taches::detail

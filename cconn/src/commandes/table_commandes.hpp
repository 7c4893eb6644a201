// TableCommandes: les fonctions enregistrées, par nom et par motif.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>

#include "base/protege.hpp"
#include "commandes/instantane.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cconn::detail {

class Consultation;

/// Les commandes d'un serveur ou d'un client.
///
/// Chaque changement publie un nouvel instantané ; le verrou ne sert qu'à changer la table et à
/// prendre l'instantané. Qui cherche souvent le fait par une `Consultation`.
///
/// @fils Tout fil.
class TableCommandes final {
public:
    explicit TableCommandes(std::size_t taille_nom_max) : taille_nom_max_(taille_nom_max) {}

    using Fonction = std::shared_ptr<const FonctionCommande>;

    /// Enregistre ou remplace. @return la fonction, telle que la table la garde.
    ///
    /// @throws Erreur `argument_invalide` : nom mal formé ou réservé (`cconn.`).
    Fonction enregistrer(
        std::string_view nom, std::string_view aide, FonctionCommande fonction, Garde garde = {}
    );
    bool retirer(std::string_view nom);
    /// La même chose, si c'est encore cette fonction-là qui porte ce nom.
    bool retirer(std::string_view nom, const Fonction& fonction);

    /// Enregistre après les autres motifs ; le même motif se remplace à sa place.
    ///
    /// @throws Erreur `argument_invalide` : motif que RE2 refuse.
    void enregistrer_motif(
        std::string_view motif, std::string_view aide, FonctionMotif fonction, Garde garde = {}
    );
    bool retirer_motif(std::string_view motif);

    /// Ce que les statistiques comptent : tout nom et tout motif enregistré un jour, par rang. Le rang 0,
    /// `*`, réunit ceux qui sont venus après les 1 000 premiers.
    [[nodiscard]] std::vector<std::string> noms_comptes() const;

    /// La table telle qu'elle est. Ses fonctions restent appelables tant qu'on le tient.
    [[nodiscard]] std::shared_ptr<const InstantaneCommandes> instantane() const;
    /// Celle du dernier instantané publié. @blocage Non.
    [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

private:
    friend class Consultation;
    struct Etat {
        std::shared_ptr<const InstantaneCommandes> instantane =
            std::make_shared<const InstantaneCommandes>();
        std::vector<Consultation*> consultations;
        std::vector<std::string> noms_comptes{"*"};
        std::unordered_map<std::string, std::size_t> rangs;
    };

    [[nodiscard]] std::size_t donner_rang(std::string_view nom);

    template<class Changement>
    bool changer(Changement changement);

    // Fixé après construction
    std::size_t taille_nom_max_;

    // Partagé
    Protege<Etat> etat_;
    std::atomic<std::uint64_t> generation_ = 0;
};

} // namespace cconn::detail

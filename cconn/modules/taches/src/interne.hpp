// Interne: les pièces de la file, et ce que les commandes leur demandent.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/file_attente.hpp>

#include "atelier.hpp"
#include "base.hpp"
#include "ecrivain.hpp"
#include "lecteurs.hpp"
#include "magasin.hpp"
#include "registre.hpp"
#include "suiveurs.hpp"
#include "verrou_fichier.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cconn::taches::detail {

/// Partagée avec les commandes enregistrées : une commande en cours la garde en vie.
/// @fils Tout fil.
class Interne final {
public:
    Interne(Serveur& serveur, OptionsTaches options);

    void lancer();
    void eteindre();

    void enregistrer(std::string_view type, Travail travail);
    /// @param suiveur  la connexion à qui pousser les changements, s'il y en a une.
    std::string soumettre(
        std::string_view type,
        const Valeur& donnees,
        const OptionsSoumission& options,
        const Connexion* suiveur
    );
    [[nodiscard]] Tache etat(std::string_view id);
    [[nodiscard]] ResultatTache resultat(std::string_view id);
    [[nodiscard]] std::vector<Tache> lister(const FiltreTaches& filtre);
    [[nodiscard]] ComptesTaches comptes() const { return ecrivain_->comptes(); }
    [[nodiscard]] Valeur lire(std::string_view cle);
    Tache annuler(std::string_view id);
    Tache oublier(std::string_view id);
    Tache suivre(std::string_view id, const Connexion& qui);
    void ne_plus_suivre(std::string_view id, const Connexion& qui);
    void quand_change(std::function<void(const Tache&)> suite);

    [[nodiscard]] Serveur& serveur() const { return serveur_; }
    [[nodiscard]] const OptionsTaches& options() const { return options_; }

private:
    enum class Phase { neuve, lancee, eteinte };

    void ouvrir();
    void ouvrir_base();
    [[nodiscard]] Ecrivain::Liens liens();
    void avertir(const std::string& texte) const;
    /// Exécute `f(Lecture&)` sur une connexion de lecture ; en mémoire, sur celle qui écrit.
    template<class F>
    auto consulter(F f);
    [[nodiscard]] std::optional<Rang> rang(std::string_view id) const;

    Serveur& serveur_;
    const OptionsTaches options_;
    Registre registre_;
    Suiveurs suiveurs_;
    Atelier atelier_;
    Protege<Phase> phase_;
    Protege<std::monostate> extinction_; // tenu pendant `eteindre` : le second l'attend

    // Dans l'ordre de leur ouverture ; `eteindre` les ferme dans l'ordre inverse.
    std::unique_ptr<VerrouFichier> verrou_;
    std::unique_ptr<Base> base_;
    std::unique_ptr<Magasin> magasin_;
    std::optional<Identifiants> identifiants_;
    std::unique_ptr<Lecteurs> lecteurs_; // nul en mémoire
    std::unique_ptr<Ecrivain> ecrivain_;
};

/// Enregistre sur le serveur les commandes de cette file.
void enregistrer_commandes(const std::shared_ptr<Interne>& interne);
/// Les retire.
void retirer_commandes(const Interne& interne);

} // namespace cconn::taches::detail

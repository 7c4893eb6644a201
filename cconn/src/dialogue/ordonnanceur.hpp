// Ordonnanceur: quelles commandes attendent, et quand la prochaine peut commencer.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options.hpp>

#include "base/instant.hpp"
#include "dialogue/commande_recue.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace cconn::detail {

/// Ce qui s'exécute pour une connexion : une commande du pair, ou une fonction de l'application (la
/// suite d'un appel, un `quand_`).
using Travail = std::variant<CommandeRecue, std::function<void()>>;

/// Une chose à la fois, dans l'ordre d'arrivée ; et, pendant qu'une commande attend une réponse, les
/// suivantes par-dessus elle, jusqu'à `profondeur_max`.
///
/// C'est un moniteur : `commencer` prend l'exécution, une attente la rend par `suspendre` et la
/// reprend par `reprendre`, `finir` la rend. Une commande qui veut reprendre passe avant une
/// nouvelle, ce qui dénoue l'imbrication au plus tôt.
///
/// @fils Un seul à la fois ; sans fil ni horloge lui-même.
class Ordonnanceur final {
public:
    explicit Ordonnanceur(const Limites& limites);

    // Travaux en attente

    /// @param maintenant  ne sert que si `est_sature()`.
    void deposer(Travail travail, Instant maintenant);

    /// Le prochain travail s'il peut commencer maintenant ; l'exécution est alors prise.
    [[nodiscard]] std::optional<Travail> commencer();
    /// Prend l'exécution pour une commande qui n'attendrait derrière rien. @return faux si elle doit
    /// attendre son tour : la déposer.
    [[nodiscard]] bool commencer_aussitot();
    [[nodiscard]] bool peut_commencer() const;
    /// Vrai si le prochain travail est une requête, qui produira une réponse.
    [[nodiscard]] bool doit_repondre() const;

    /// Retire et rend tout ce qui attend.
    [[nodiscard]] std::vector<Travail> vider();
    [[nodiscard]] bool est_vide() const { return travaux_.empty(); }
    /// Retire les commandes qui attendent, et garde les fonctions. @param rendre  reçoit chacune.
    /// @return combien.
    template<class F>
    std::size_t retirer_commandes(F rendre) {
        return std::erase_if(travaux_, [&rendre](const EnAttente& attente) {
            const auto* commande = std::get_if<CommandeRecue>(&attente.travail);
            if (commande != nullptr) {
                rendre(*commande);
            }
            return commande != nullptr;
        });
    }
    [[nodiscard]] std::size_t en_attente() const { return travaux_.size(); }
    /// Octets des commandes qui attendent.
    [[nodiscard]] std::size_t memoire() const;
    /// Vrai s'il ne faut plus mettre de commande de côté.
    [[nodiscard]] bool est_plein() const { return travaux_.size() >= en_attente_max_; }

    /// Change le nombre de travaux au-delà duquel `est_plein` ; zéro : toujours.
    void limiter_attente(std::size_t maximum) { en_attente_max_ = maximum; }

    /// Les commandes du pair attendent tant qu'il n'est pas admis ; les fonctions s'exécutent.
    void admettre() { admis_ = true; }

    // Travail en cours

    void finir();
    void suspendre(Instant maintenant);
    /// Annonce qu'une commande suspendue veut reprendre.
    void demander_reprise() { ++reprises_demandees_; }
    /// Reprend l'exécution si elle est libre.
    [[nodiscard]] bool essayer_reprendre();
    /// Vrai si une commande suspendue veut reprendre.
    [[nodiscard]] bool doit_reprendre() const { return reprises_demandees_ > 0; }
    /// Vrai si un travail s'exécute en ce moment.
    [[nodiscard]] bool est_prise() const { return prise_; }
    /// Travaux commencés et pas finis.
    [[nodiscard]] std::size_t profondeur() const { return profondeur_; }

    // Excès d'imbrication

    /// Vrai si la pile est pleine et que sa dernière commande attend une réponse.
    [[nodiscard]] bool est_sature() const { return profondeur_ >= profondeur_max_ && !prise_; }
    /// Retire et rend les requêtes qui attendent depuis trop longtemps au bas d'une pile pleine.
    [[nodiscard]] std::vector<CommandeRecue> retirer_trop_imbriquees(Instant maintenant);
    /// Rien à en retirer avant cet instant.
    [[nodiscard]] Instant prochaine_echeance() const;

private:
    struct EnAttente {
        Travail travail;
        Instant depot;
    };

    [[nodiscard]] std::deque<EnAttente>::const_iterator prochain() const;
    [[nodiscard]] Instant echeance(const EnAttente& travail) const;

    // Fixé après construction
    std::size_t profondeur_max_;
    std::chrono::milliseconds delai_imbrication_;

    std::size_t en_attente_max_;
    std::deque<EnAttente> travaux_;
    bool admis_ = false;
    bool prise_ = false; ///< Un travail s'exécute en ce moment.
    std::size_t reprises_demandees_ = 0;
    std::size_t profondeur_ = 0;
    Instant saturation_{}; ///< Depuis quand la pile est pleine et au repos.
};

} // namespace cconn::detail

// Consultation: lit la table des commandes sans verrou, tant qu'elle ne change pas.
// SPDX-License-Identifier: MIT
#pragma once

#include "commandes/table_commandes.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace cconn::detail {

/// Le dernier instantané qu'une connexion a pris, gardé pour la commande suivante.
///
/// Prendre et rendre sont deux échanges atomiques d'une cellule que seule cette connexion touche ; la
/// table ne se verrouille qu'après un changement, ou pour une commande imbriquée. Un accès peut servir
/// à plusieurs commandes de suite, tant qu'il est à jour. Un changement vide
/// les cellules : ce qu'il remplace ne survit qu'aux commandes en cours.
///
/// @fils Tout fil. La table doit survivre à la consultation.
class Consultation final {
public:
    struct Tenue {
        std::shared_ptr<const InstantaneCommandes> instantane;
    };

    /// L'instantané, tenu le temps d'une commande ; il est à jour quand on le prend.
    class Acces final {
    public:
        explicit Acces(Consultation& consultation)
            : consultation_(&consultation),
              tenue_(consultation.prendre()) {}
        Acces(const Acces&) = delete;
        Acces& operator=(const Acces&) = delete;
        Acces(Acces&&) = delete;
        Acces& operator=(Acces&&) = delete;
        ~Acces() { consultation_->rendre(std::move(tenue_)); }

        /// Faux si la table a changé depuis.
        [[nodiscard]] bool est_a_jour() const noexcept {
            return tenue_->instantane->generation == consultation_->table_->generation();
        }
        const InstantaneCommandes* operator->() const noexcept { return tenue_->instantane.get(); }
        const InstantaneCommandes& operator*() const noexcept { return *tenue_->instantane; }

    private:
        Consultation* consultation_;
        std::unique_ptr<Tenue> tenue_;
    };

    explicit Consultation(TableCommandes& table);
    Consultation(const Consultation&) = delete;
    Consultation& operator=(const Consultation&) = delete;
    Consultation(Consultation&&) = delete;
    Consultation& operator=(Consultation&&) = delete;
    ~Consultation();

    /// Vide la cellule. @return ce qu'elle tenait, à détruire sans verrou.
    [[nodiscard]] std::unique_ptr<Tenue> lacher() noexcept;

private:
    [[nodiscard]] std::unique_ptr<Tenue> prendre();
    void rendre(std::unique_ptr<Tenue> tenue) noexcept;

    // Fixé après construction
    TableCommandes* table_;

    // Partagé
    std::atomic<Tenue*> cellule_ = nullptr; ///< Possédée par qui l'en retire.
};

} // namespace cconn::detail

// Executeur: appelle la fonction d'une commande; tout échec devient une réponse et une ligne.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/erreur.hpp>
#include <cconn/options.hpp>

#include "base/journal.hpp"
#include "commandes/table_commandes.hpp"

#include <cstdint>
#include <optional>

namespace cconn::detail {

/// Exécute les commandes d'un bout. Rien de ce que fait une commande n'en sort : ni exception, ni
/// réponse trop grande.
///
/// @fils Tout fil ; la commande s'exécute sur celui de l'appelant.
class Executeur final {
public:
    struct Reglages {
        TexteException texte_exception;
        std::size_t taille_message_max;
        std::size_t taille_erreur_max;
    };

    Executeur(const TableCommandes& table, Journal& journal, Reglages reglages)
        : table_(&table),
          journal_(&journal),
          reglages_(reglages) {}

    /// Exécute la commande du contexte.
    ///
    /// @param id  identifiant de la requête ; absent pour un avis.
    /// @return la trame de réponse, vide pour un avis.
    [[nodiscard]] Tampon
    executer(ContexteCommande& contexte, std::optional<std::uint32_t> id) const;

private:
    struct Echec;

    [[nodiscard]] std::optional<Echec> appeler(ContexteCommande& contexte, Tampon* resultat) const;
    [[nodiscard]] Echec echec_cconn(const ContexteCommande& contexte, const Erreur& erreur) const;
    [[nodiscard]] Echec commande_inconnue(std::string_view nom) const;
    [[nodiscard]] Echec echec_etranger(const ContexteCommande& contexte, const char* texte) const;

    // Fixé après construction
    const TableCommandes* table_;
    Journal* journal_;
    Reglages reglages_;
};

} // namespace cconn::detail

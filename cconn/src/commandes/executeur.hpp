// Executeur: appelle la fonction d'une commande; tout échec devient une réponse et une ligne.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/erreur.hpp>
#include <cconn/options.hpp>

#include "base/journal.hpp"
#include "commandes/consultation.hpp"

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

    Executeur(Journal& journal, Reglages reglages) : journal_(&journal), reglages_(reglages) {}

    /// Exécute la commande du contexte : celle de ce nom, sinon du premier motif qui lui convient.
    ///
    /// @param consultation  où la chercher.
    /// @param id  identifiant de la requête ; absent pour un avis.
    /// @return la trame de réponse, vide pour un avis.
    [[nodiscard]] Tampon executer(
        ContexteCommande& contexte, Consultation& consultation, std::optional<std::uint32_t> id
    ) const;

private:
    struct Echec;

    [[nodiscard]] std::optional<Echec>
    appeler(ContexteCommande& contexte, Consultation& consultation, Tampon* resultat) const;
    [[nodiscard]] Echec echec_cconn(const ContexteCommande& contexte, const Erreur& erreur) const;
    [[nodiscard]] Echec echec_etranger(const ContexteCommande& contexte, const char* texte) const;

    // Fixé après construction
    Journal* journal_;
    Reglages reglages_;
};

} // namespace cconn::detail

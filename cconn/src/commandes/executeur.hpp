// Executeur: appelle la fonction d'une commande; tout échec devient une réponse et une ligne.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/contexte.hpp>
#include <cconn/erreur.hpp>
#include <cconn/options.hpp>

#include "base/journal.hpp"
#include "commandes/instantane.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <variant>

namespace cconn::detail {

/// Ce qu'une commande a donné : son résultat déjà écrit, ou ce qu'elle a levé.
using IssueCommande = std::variant<Tampon, std::exception_ptr>;

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
    /// @param table  où la chercher ; à tenir jusqu'au bout : la fonction finit, même remplacée ou
    ///        retirée entre-temps.
    /// @param id  identifiant de la requête ; absent pour un avis.
    /// @param reponse  vide ; reçoit la trame de réponse, rien pour un avis ni si la commande
    ///        répondra plus tard (`contexte.differee`).
    void executer(
        ContexteCommande& contexte,
        const InstantaneCommandes& table,
        std::optional<std::uint32_t> id,
        Tampon& reponse
    ) const;

    /// La trame d'une réponse donnée après coup.
    ///
    /// @param appelant  son adresse, pour le journal.
    [[nodiscard]] Tampon repondre(
        std::string_view nom, std::string_view appelant, std::uint32_t id, IssueCommande issue
    ) const;

private:
    struct Echec;

    [[nodiscard]] bool refuser(
        const Garde& garde,
        ContexteCommande& contexte,
        std::optional<std::uint32_t> id,
        Tampon& reponse
    ) const;
    [[nodiscard]] Echec traduire(std::string_view nom, const std::exception_ptr& exception) const;
    [[nodiscard]] static Echec echec_cconn(std::string_view nom, const Erreur& erreur);
    [[nodiscard]] Echec echec_etranger(std::string_view nom, const char* texte) const;
    /// À qui, pour quelle commande.
    struct Demande {
        std::string_view nom;
        std::string_view appelant;
        std::optional<std::uint32_t> id;
    };
    void conclure(const Demande& demande, Tampon& reponse) const;
    void repondre_echec(const Demande& demande, const Echec& echec, Tampon& reponse) const;

    // Fixé après construction
    Journal* journal_;
    Reglages reglages_;
};

} // namespace cconn::detail

// ContexteCommande: ce qu'une commande reçoit du moteur, avant décodage de ses arguments.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cconn {
class Serveur;
class Client;
class Connexion;
} // namespace cconn

namespace cconn::detail {

class EtatReponse;

/// Ce que les statistiques retiennent d'une exécution.
struct IssueExecution {
    /// Le rang d'un nom que rien ne porte.
    static constexpr std::size_t inconnue = static_cast<std::size_t>(-1);

    std::size_t rang = inconnue; ///< De la commande, parmi celles que l'on compte.
    bool echec = false;
};

/// Une commande à exécuter : d'où elle vient et ses arguments encore emballés.
struct ContexteCommande {
    Serveur* serveur; ///< Nul côté client.
    Client* client;   ///< Nul côté serveur.
    Connexion& connexion;
    std::string_view nom;
    /// Une valeur msgpack complète et déjà bornée : tableau, table (arguments nommés) ou nil.
    std::span<const std::uint8_t> arguments;
    /// Ce qu'ont pris les groupes du motif ; vide pour un nom exact, ou si la fonction n'en veut pas.
    std::span<const std::string> captures = {};
    /// Rempli par une commande qui répondra plus tard : rien n'est alors écrit dans le résultat.
    std::shared_ptr<EtatReponse> differee = {};
    /// Adresse du pair, pour le journal : la fonction a pu déplacer `connexion` ailleurs.
    std::string_view appelant = {};
    /// Rempli par l'exécution, pour les statistiques.
    IssueExecution issue = {};
};

/// Forme sous laquelle une commande est gardée : décode, exécute, emballe.
///
/// Écrit le résultat à la fin du tampon (nil si la fonction ne rend rien) ; le tampon est nul pour
/// un avis, dont personne n'attend de résultat. Lève `Erreur{arguments_incompatibles}`, ou ce que
/// lève la fonction de l'utilisateur.
using FonctionCommande = std::function<void(ContexteCommande& contexte, Tampon* resultat)>;

/// Forme sous laquelle la fonction d'un motif est gardée.
struct FonctionMotif {
    FonctionCommande fonction;
    bool lit_captures = false; ///< Sinon elles ne sont pas extraites.
};

} // namespace cconn::detail

// Réglages et comptes d'une boîte: combien elle garde, que faire quand elle est pleine.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace cconn {

/// Ce que devient un message qui arrive dans une `Boite` pleine.
enum class BoitePleine : std::uint8_t {
    attendre, ///< Sa commande attend une place, ce qui cesse de lire ce pair-là et personne d'autre ;
              ///< après `delai_place`, comme `refuser`, et les suivants n'attendent plus tant
              ///< qu'aucune place ne s'est faite.
    oublier_ancien,  ///< Le plus ancien de la boîte est perdu, celui-ci entre.
    oublier_nouveau, ///< Il est perdu ; celui qui appelle a quand même sa réponse.
    refuser,         ///< Il est perdu ; celui qui appelle reçoit `attente_pleine`.
};

/// Réglages d'une `Boite`.
struct OptionsBoite {
    /// Messages gardés, au moins 1.
    std::size_t messages_max = 1'024;
    /// Octets gardés, comptés tels que reçus ; un message entre toujours dans une boîte vide.
    std::size_t octets_max = std::size_t{32} << 20;
    /// Que faire au-delà.
    BoitePleine si_pleine = BoitePleine::attendre;
    /// Attente d'une place, si `si_pleine` est `attendre`. Le fil qui attend est celui qui exécute
    /// les commandes : celui du client en question, ou celui de l'application si l'exécution est
    /// différée ou le client pas lancé.
    std::chrono::milliseconds delai_place = std::chrono::seconds{5};
    /// Une phrase, que `commandes()` rend.
    std::string aide = {};
};

/// Les comptes d'une `Boite` depuis son ouverture.
struct BilanBoite {
    std::size_t en_attente = 0;     ///< Messages qui attendent d'être reçus.
    std::size_t en_attente_max = 0; ///< Le plus qu'il y en ait eu.
    std::uint64_t entres = 0;       ///< Messages entrés dans la boîte.
    std::uint64_t recus = 0;        ///< Messages rendus par `recevoir` ou `essayer_recevoir`.
    std::uint64_t oublies =
        0; ///< Perdus par `oublier_ancien` (déjà comptés entrés) ou `oublier_nouveau`.
    std::uint64_t refuses = 0; ///< Perdus par `refuser`, ou par `attendre` faute de place à temps.
};

} // namespace cconn

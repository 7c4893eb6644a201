// OptionsCommande: ce qui se règle d'une commande à son enregistrement.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/acces.hpp>
#include <cconn/quotas.hpp>

#include <string>

namespace cconn {

/// Réglages d'une commande ou d'un motif.
struct OptionsCommande {
    /// Une phrase, que `commandes()` ou `motifs()` rend.
    std::string aide = {};
    /// Qui a le droit de l'appeler ; les autres reçoivent `acces_refuse`, et rien ne s'exécute.
    Acces acces = Acces::tous;
    /// Ce que chaque pair peut en demander, en plus des quotas du serveur.
    Quotas quotas = {};
};

} // namespace cconn

// DescriptionCommande: le nom d'une commande enregistrée et sa phrase d'aide.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace cconn {

/// Une commande enregistrée, telle que `commandes()` la décrit, ou un motif, tel que `motifs()` le décrit.
struct DescriptionCommande {
    std::string nom;  ///< Tel qu'on l'appelle ; le motif, tel qu'il a été donné.
    std::string aide; ///< La phrase donnée à l'enregistrement ; vide si aucune.
};

} // namespace cconn

// PolitiqueLent: ce que deviennent les avis vers un pair qui ne lit pas assez vite.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

namespace cconn {

/// Ce que deviennent les avis (`envoyer`) vers un pair qui ne lit pas assez vite.
///
/// Les réponses et les appels ne sont jamais retirés, ni un message dont un octet est parti. Dans tous
/// les cas, un pair qui ne prend rien pendant `delai_client_lent` est déconnecté.
enum class PolitiqueLent {
    attendre,        ///< `envoyer` attend une place, puis rend faux ; une annonce le saute.
    retirer_anciens, ///< File pleine, les plus anciens avis qui le permettent cèdent leur place.
    garder_dernier, ///< Un avis qui attend cède la sienne au suivant de même clé, file pleine ou non.
    deconnecter, ///< File pleine, le pair est déconnecté (`Cause::client_lent`).
};

/// Comment part une commande, ou toutes, vers les pairs lents.
struct ReglageEnvoi {
    PolitiqueLent politique = PolitiqueLent::attendre; ///< Ce que deviennent ses avis.
    /// Pour `garder_dernier` : le rang de l'argument qui, avec le nom, fait la clé ; absent, le nom
    /// seul. `0` : « la dernière position de chaque joueur », si le premier argument est le joueur.
    std::optional<std::size_t> cle = std::nullopt;
};

} // namespace cconn

// Cause: pourquoi une connexion a pris fin.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <string_view>

namespace cconn {

/// Pourquoi une connexion a pris fin ; la première cause constatée est gardée.
enum class Cause {
    pair_parti,          ///< Le pair a fermé proprement.
    connexion_rompue,    ///< Coupure : le pair a disparu ou a réinitialisé la connexion.
    fermeture,           ///< `fermer` a été appelé de ce côté.
    extinction,          ///< `eteindre` a été appelé de ce côté.
    congedie,            ///< Le pair a dit pourquoi il ferme : serveur plein, limite passée.
    client_lent,         ///< Le pair n'a rien lu pendant `delai_client_lent`.
    limite_passee,       ///< Le pair a dépassé une limite de message ou de délai.
    flux_indechiffrable, ///< Le pair a envoyé des octets qui ne sont pas du msgpack-RPC.
    refusee,             ///< `quand_client_connecte` a refusé ce client, ou le serveur est plein.
    chiffrement_refuse,  ///< Un bout chiffre et l'autre non, ou un certificat est refusé.
    pair_muet,  ///< Le pair, qui s'y était engagé, n'a rien envoyé pendant trois battements.
    inactivite, ///< Ni commande ni réponse pendant `delai_inactif`.
    non_authentifie, ///< Ce client ne s'est pas authentifié à temps, ou s'est trompé trois fois.
    debit_depasse,   ///< Le pair a dépassé ses quotas pendant toute la `persistance`.
    memoire_pleine,  ///< La mémoire permise était prise, et ce pair en tenait le plus.
};

/// La cause en français, en quelques mots, pour un journal ou un écran : « le pair est parti ».
[[nodiscard]] CCONN_API std::string_view texte(Cause cause) noexcept;

/// Son nom, tel qu'il s'écrit ici : « pair_parti ». Pour une mesure, que des programmes lisent.
[[nodiscard]] CCONN_API std::string_view nom_cause(Cause cause) noexcept;

} // namespace cconn

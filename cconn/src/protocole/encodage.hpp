// Encodage: écrit l'enveloppe des messages msgpack-RPC que cconn envoie.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>

#include "base/resultat.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cconn::detail {

/// Premier élément d'une erreur transmise. Neovim n'en comprend pas d'autres.
enum class NatureErreur : std::uint8_t {
    exception = 0, ///< La commande a échoué.
    refus = 1, ///< La commande n'a pas été exécutée : inconnue, arguments, limite, protocole.
};

struct ErreurTransmise {
    NatureErreur nature = NatureErreur::exception;
    std::string_view texte; ///< Entier, nom du code compris : ce que rend `Erreur::what()`.
};

/// Écrit `[0, id, nom,` : l'appelant écrit ensuite les arguments, une valeur.
void ecrire_entete_requete(Tampon& tampon, std::uint32_t id, std::string_view nom);

/// Écrit `[2, nom,` : l'appelant écrit ensuite les arguments, une valeur.
void ecrire_entete_avis(Tampon& tampon, std::string_view nom);

/// Écrit `[1, id, nil,` : l'appelant écrit ensuite le résultat, une valeur.
void ecrire_entete_reponse(Tampon& tampon, std::uint32_t id);

/// Noms des avis par lesquels deux bouts cconn se reconnaissent.
/// @source docs/reference/protocole.md, section 9.1.
inline constexpr std::string_view nom_bonjour = "cconn.bonjour";
inline constexpr std::string_view nom_battement = "cconn.battement";
/// Ce qu'un bonjour annonce : au plus tant de millisecondes sans rien envoyer.
inline constexpr std::string_view cle_battement = "battement";

/// Écrit la trame entière `[2, "cconn.bonjour", [{"battement": battement_ms}]]`.
void ecrire_bonjour(Tampon& tampon, std::uint32_t battement_ms);

/// Écrit la trame entière `[2, "cconn.battement", []]`.
void ecrire_battement(Tampon& tampon);

/// Écrit la trame entière `[1, id, [nature, "texte"], nil]`.
///
/// Le texte est coupé à `taille_max` octets sans couper de caractère ; ce qui n'y est pas UTF-8
/// devient U+FFFD.
void ecrire_reponse_erreur(
    Tampon& tampon, std::uint32_t id, const ErreurTransmise& erreur, std::size_t taille_max
);

/// Écrit la trame entière `[1, id, [1, "CODE : texte"], nil]`, mêmes règles. Avec l'id 0 : une
/// erreur de protocole, ou ce qui met fin à la connexion.
void ecrire_refus(Tampon& tampon, std::uint32_t id, const Refus& refus, std::size_t taille_max);

} // namespace cconn::detail

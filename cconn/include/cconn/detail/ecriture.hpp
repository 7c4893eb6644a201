// Ecriture: valeurs msgpack simples vers un tampon, chacune dans son codage le plus court.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/tampon.hpp>
#include <cconn/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cconn::detail {

CCONN_API void ecrire_nil(Tampon& tampon);
CCONN_API void ecrire_booleen(Tampon& tampon, bool valeur);
CCONN_API void ecrire_positif(Tampon& tampon, std::uint64_t valeur);
CCONN_API void ecrire_entier(Tampon& tampon, std::int64_t valeur);
/// Toujours neuf octets : une valeur entière reste un flottant pour celui qui la reçoit.
CCONN_API void ecrire_double(Tampon& tampon, double valeur);
/// Toujours cinq octets.
CCONN_API void ecrire_float(Tampon& tampon, float valeur);
/// @throws Erreur  `argument_invalide` : texte qui n'est pas de l'UTF-8.
CCONN_API void ecrire_texte(Tampon& tampon, std::string_view texte);
/// La même chose d'un texte qui vivra jusqu'à la fin de l'envoi.
CCONN_API void citer_texte(Tampon& tampon, std::string_view texte);
/// @throws Erreur  `argument_invalide` : pointeur nul, texte qui n'est pas de l'UTF-8.
CCONN_API void ecrire_texte_c(Tampon& tampon, const char* texte);
CCONN_API void ecrire_octets(Tampon& tampon, std::span<const std::uint8_t> octets);
/// La même chose d'octets qui vivront jusqu'à la fin de l'envoi.
CCONN_API void citer_octets(Tampon& tampon, std::span<const std::uint8_t> octets);
CCONN_API void
ecrire_extension(Tampon& tampon, std::int8_t type, std::span<const std::uint8_t> octets);
/// Annonce d'un tableau : l'appelant écrit ensuite `nb` valeurs.
CCONN_API void ecrire_tableau(Tampon& tampon, std::size_t nb);
/// Annonce d'une table : l'appelant écrit ensuite `nb` fois une clé et une valeur.
CCONN_API void ecrire_table(Tampon& tampon, std::size_t nb);

} // namespace cconn::detail

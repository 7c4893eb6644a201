// Erreur reçue: ce que dit le champ d'erreur d'une réponse, quelle que soit sa forme.
// SPDX-License-Identifier: MIT
#include "dialogue/erreur_recue.hpp"

#include "base/codes.hpp"
#include "base/texte.hpp"
#include "protocole/entete.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cconn::detail {

namespace {

std::optional<std::string_view> texte_de(std::span<const std::uint8_t> valeur) {
    const Entete entete = lire_entete(valeur);
    if (entete.genre != Genre::texte && entete.genre != Genre::octets) {
        return std::nullopt;
    }
    const auto corps = valeur.subspan(entete.taille, entete.valeur);
    return std::string_view(reinterpret_cast<const char*>(corps.data()), corps.size());
}

/// Le texte lui-même, ou le premier texte d'un tableau.
std::optional<std::string_view> premier_texte(std::span<const std::uint8_t> valeur) {
    const Entete entete = lire_entete(valeur);
    if (entete.genre != Genre::tableau) {
        return texte_de(valeur);
    }
    valeur = valeur.subspan(entete.taille);
    for (std::uint64_t rang = 0; rang < entete.valeur; ++rang) {
        if (const auto texte = texte_de(valeur)) {
            return texte;
        }
        const std::size_t taille = taille_valeur(valeur);
        if (taille == 0) {
            break;
        }
        valeur = valeur.subspan(taille);
    }
    return std::nullopt;
}

} // namespace

Refus lire_erreur_recue(std::span<const std::uint8_t> valeur) {
    const auto texte = premier_texte(valeur);
    if (!texte) {
        return {CodeErreur::echec_gestionnaire, "le pair a répondu par une erreur sans texte"};
    }
    const TexteErreur separe = separer_texte_erreur(*texte);
    return {separe.code.value_or(CodeErreur::echec_gestionnaire), rendre_utf8(separe.contexte)};
}

} // namespace cconn::detail

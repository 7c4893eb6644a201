// Message: une trame msgpack-RPC décodée sans copie, ou le refus à répondre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options.hpp>

#include "base/resultat.hpp"
#include "base/texte.hpp"
#include "protocole/entete.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace cconn::detail {

/// `[0, id, nom, arguments]` : une commande dont l'auteur attend la réponse.
struct Requete {
    std::uint32_t id = 0;
    std::string_view nom; ///< Valide : UTF-8, sans caractère de contrôle, taille vérifiée.
    /// Une valeur msgpack, en-tête compris : tableau, table (arguments nommés) ou nil (aucun).
    std::span<const std::uint8_t> arguments;
};

/// `[2, nom, arguments]` : une commande sans réponse.
struct Avis {
    std::string_view nom;
    std::span<const std::uint8_t> arguments; ///< Comme ceux d'une requête.
};

/// `[1, id, erreur, resultat]`.
struct Reponse {
    std::uint32_t id = 0;
    /// Une valeur msgpack, en-tête compris ; nil (`c0`) : pas d'erreur. De n'importe quelle forme :
    /// les autres implémentations y mettent un texte, une table, un entier.
    std::span<const std::uint8_t> erreur;
    std::span<const std::uint8_t> resultat; ///< Une valeur msgpack, en-tête compris.

    [[nodiscard]] bool est_erreur() const noexcept { return erreur.front() != 0xc0; }
};

/// Ce que mérite un message refusé.
enum class SuiteRefus : std::uint8_t {
    repondre, ///< Envoyer `[1, id, [1, "CODE : texte"], nil]` et continuer.
    ignorer, ///< Compter et continuer : c'était une réponse, et répondre à une réponse bouclerait.
};

/// Une trame qui n'est pas un message acceptable. La connexion continue.
struct MessageRefuse {
    Refus refus; ///< `message_invalide`, `nom_invalide` ou `trop_arguments`.
    /// À mettre dans la réponse : celui de la requête s'il est lisible, sinon 0.
    std::uint32_t id = 0;
    SuiteRefus suite = SuiteRefus::repondre;
};

using Message = std::variant<Requete, Reponse, Avis, MessageRefuse>;

/// Décode une trame.
///
/// Les vues du message pointent dans `trame` et vivent autant qu'elle. Aucune exception ne vient
/// des octets reçus. Tolérances, apprises de pairs réels : entiers de tout codage, flottants
/// entiers (JavaScript), nom en `bin`, arguments nil ou table.
///
/// @param trame   une trame rendue par `Decoupeur`. Sur d'autres octets, rien n'est lu au-delà,
///                mais les valeurs contenues peuvent être incomplètes.
/// @param limites `taille_nom_max` et `arguments_max` (une paire d'une table est un argument).
/// @source docs/reference/protocole.md
[[nodiscard]] Message decoder_message(std::span<const std::uint8_t> trame, const Limites& limites);

/// Raccourci pour presque tous les avis : un en-tête d'un octet chacun. En ligne, car un avis rendu
/// par la mémoire se relirait aussitôt écrit, ce que le processeur fait mal.
///
/// @param trame   comme pour `decoder_message`.
/// @return rien si ce n'est pas un tel avis, ou s'il n'est pas acceptable : `decoder_message` le dira.
[[nodiscard]] inline std::optional<Avis>
decoder_avis_bref(std::span<const std::uint8_t> trame, const Limites& limites) {
    constexpr std::uint8_t tableau_de_trois = 0x93;
    constexpr std::uint8_t type_avis = 2;
    if (trame.size() < 4 || trame[0] != tableau_de_trois || trame[1] != type_avis) {
        return std::nullopt;
    }
    const FormeEntete nom = formes_entete[trame[2]];
    const std::size_t fin_nom = std::size_t{3} + nom.immediat;
    if (nom.genre != Genre::texte || nom.largeur != 0 || trame.size() <= fin_nom) {
        return std::nullopt;
    }
    const FormeEntete arguments = formes_entete[trame[fin_nom]];
    const Avis avis{
        {reinterpret_cast<const char*>(trame.data() + 3), nom.immediat}, trame.subspan(fin_nom)};
    const bool acceptable = arguments.genre == Genre::tableau && arguments.largeur == 0 &&
                            arguments.immediat <= limites.arguments_max &&
                            nom_commande_valide(avis.nom, limites.taille_nom_max);
    return acceptable ? std::optional(avis) : std::nullopt;
}

} // namespace cconn::detail

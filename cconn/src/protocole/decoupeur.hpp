// Decoupeur: trouve la fin de chaque message dans le flux et fait respecter les limites d'entrée.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/options.hpp>

#include "base/resultat.hpp"
#include "protocole/entete.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace cconn::detail {

/// Il faut d'autres octets.
struct Incomplet {
    /// Octets qui manquent à coup sûr avant la fin de la trame : au moins 1, et jamais de quoi
    /// dépasser `taille_message_max`. C'est une promesse du pair, pas une raison d'allouer : elle
    /// sert à choisir la taille de la prochaine lecture.
    std::size_t octets_manquants = 1;
};

/// Les `taille` premiers octets sont une trame : une valeur msgpack complète, un tableau.
struct TrameComplete {
    std::size_t taille = 0;
};

/// Découpe incrémentale et bornée d'un flux msgpack en trames.
///
/// Le découpeur ne garde pas d'octets : on lui montre chaque fois tout ce qui est reçu depuis le
/// début de la trame en cours, et il reprend où il en était. Un octet n'est examiné qu'une fois (un
/// en-tête coupé, deux), un corps de texte, d'octets ou d'extension jamais. Rien n'est récursif ;
/// rien n'est alloué après la construction, sauf le texte d'un refus. Le résultat ne dépend pas de
/// la façon dont le flux arrive.
///
/// Les limites valent dès les en-têtes, donc avant que la mémoire annoncée ne soit prise :
/// - `trame_trop_grande` : octets déjà vus, corps annoncé et un octet par élément encore dû
///   dépassent `taille_message_max` ;
/// - `trop_elements` : toute valeur compte pour un élément, le tableau extérieur, les tableaux et
///   tables intérieurs, chaque clé et chaque valeur de table compris ; `[0,1,"a",[]]` en a cinq ;
/// - `trop_profond` : tableaux et tables imbriqués, l'extérieur et les vides compris ;
/// - `trame_invalide` : octet `c1`, ou premier octet qui n'ouvre pas un tableau. Une autre valeur
///   serait déchiffrable, mais un pair qui parle HTTP (`GET `) ou TLS (`16 03`) écrit des octets
///   qui sont chacun un petit entier msgpack : il recevrait une erreur par octet.
/// Chacun de ces refus termine le flux. Le nom et le nombre d'arguments sont vérifiés par
/// `decoder_message`, car il faut de toute façon la trame entière pour lui répondre et continuer.
///
/// @fils Un seul à la fois.
class Decoupeur final {
public:
    /// Zéro est une limite comme une autre : tout est alors refusé.
    explicit Decoupeur(const Limites& limites);

    /// Cherche la fin de la trame en cours.
    ///
    /// Après `TrameComplete`, l'appel suivant part du début de la trame suivante. Après un refus,
    /// le même refus est rendu.
    ///
    /// @param depuis_debut_trame tous les octets reçus depuis le début de la trame en cours, ceux
    ///        de l'appel précédent compris ; ceux qui suivent la trame ne sont pas regardés.
    [[nodiscard]] std::variant<Incomplet, TrameComplete, Refus>
    examiner(std::span<const std::uint8_t> depuis_debut_trame);

private:
    [[nodiscard]] std::size_t trame_ordinaire(std::span<const std::uint8_t> octets) const;
    [[nodiscard]] std::optional<CodeErreur> avancer(std::span<const std::uint8_t> depuis_debut_trame
    );
    [[nodiscard]] std::optional<CodeErreur> verifier_ouverture(std::uint8_t premier) const;
    [[nodiscard]] std::optional<CodeErreur>
    annoncer(const FormeEntete& forme, const std::uint8_t* debut);
    [[nodiscard]] std::optional<CodeErreur>
    ouvrir(std::uint64_t fin_entete, std::uint64_t contenus);
    [[nodiscard]] Incomplet attendre(std::size_t recus) const;
    [[nodiscard]] Refus
    refuser(CodeErreur code, std::span<const std::uint8_t> depuis_debut_trame) const;
    [[nodiscard]] bool tient(std::uint64_t fin_entete, std::uint64_t annonces) const;
    void fermer_niveaux();
    void recommencer();

    // Fixé après construction. Bornés pour qu'aucune somme ci-dessous ne puisse déborder.
    std::uint64_t taille_max_;
    std::uint64_t elements_max_;
    std::uint64_t profondeur_max_;

    // Trame en cours. Invariants, une fois le premier octet accepté :
    // elements_ <= elements_max_ et position_ + dues_ <= taille_max_.
    std::uint64_t position_ = 0; ///< Prochain en-tête ; peut dépasser ce qui est reçu.
    std::uint64_t seuil_ = 1;    ///< Octets reçus sans lesquels il est inutile de regarder.
    std::uint64_t dues_ = 1;     ///< Valeurs annoncées et pas encore lues, tous niveaux confondus.
    std::uint64_t elements_ = 1; ///< Valeurs annoncées depuis le début de la trame.
    std::size_t profondeur_ = 0; ///< Niveaux de `pile_` utilisés.
    /// Par niveau ouvert, la valeur de `dues_` à laquelle il se ferme. Taille fixe.
    std::vector<std::uint64_t> pile_;
};

} // namespace cconn::detail

// Lecteur: avance dans une valeur msgpack complète, élément par élément, et retient ce qui cloche.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cconn::detail {

/// Ce qu'est un élément, quel que soit son codage.
enum class Nature : std::uint8_t {
    illisible, ///< Tronqué, octet `c1`, ou taille annoncée au-delà des octets présents.
    nil,
    booleen,
    positif, ///< Entier nul ou positif.
    negatif, ///< Entier strictement négatif.
    flottant,
    texte,
    octets,
    extension,
    tableau, ///< Ses éléments suivent.
    table,   ///< Ses paires suivent, clé puis valeur.
};

/// Un élément lu ; d'un tableau ou d'une table, l'annonce seulement.
struct Element {
    Nature nature = Nature::illisible;
    std::int8_t type_extension = 0;
    /// Selon la nature : 0 ou 1, entier (complément à deux si négatif), bits du `double`, nombre
    /// d'octets, d'éléments ou de paires.
    std::uint64_t valeur = 0;
    /// Contenu d'un texte, d'octets ou d'une extension : vue sur la trame.
    const std::uint8_t* corps = nullptr;

    [[nodiscard]] std::int64_t entier() const { return static_cast<std::int64_t>(valeur); }
    [[nodiscard]] double flottant() const { return std::bit_cast<double>(valeur); }
    [[nodiscard]] std::size_t taille() const { return static_cast<std::size_t>(valeur); }
    [[nodiscard]] std::span<const std::uint8_t> octets() const { return {corps, taille()}; }
    [[nodiscard]] CCONN_API std::string_view texte() const;
    [[nodiscard]] bool a_octets() const {
        return nature == Nature::texte || nature == Nature::octets;
    }
};

/// Un flottant de valeur entière devient `positif` ou `negatif` ; le reste est rendu tel quel.
[[nodiscard]] CCONN_API Element normaliser_entier(const Element& element);

/// Vrai pour de l'UTF-8 bien formé.
[[nodiscard]] CCONN_API bool texte_valide(std::string_view texte);

/// L'élément pour un humain, en 40 caractères environ, accordé : `texte « abc » reçu`.
[[nodiscard]] CCONN_API std::string decrire_recu(const Element& element);

/// Que faire d'un nom que la structure qui reçoit ne connaît pas.
enum class NomsInconnus : std::uint8_t {
    refuser, ///< Arguments : c'est une faute de l'appelant.
    ignorer, ///< Résultats : un pair plus récent peut en dire plus.
};

/// Position dans une valeur msgpack, et premier écart rencontré.
///
/// Toutes les lectures sont totales : aucun octet n'est lu au-delà de la fin, aucune taille annoncée
/// n'est crue avant d'être comparée à ce qui reste. Un écart n'est pas une exception : la fonction
/// qui le voit rend faux, et chaque niveau traversé y ajoute sa position (`situer`).
class Lecteur final {
public:
    /// @param octets  une valeur complète ; ils survivent au lecteur et aux vues lues.
    explicit Lecteur(
        std::span<const std::uint8_t> octets, NomsInconnus noms_inconnus = NomsInconnus::refuser
    )
        : position_(octets.data()),
          fin_(octets.data() + octets.size()),
          noms_inconnus_(noms_inconnus) {}

    /// Lit un élément et avance. D'un tableau ou d'une table, ce qui suit est son contenu.
    [[nodiscard]] Element suivant() {
        if (position_ != fin_ && *position_ < 0x80) {
            return {.nature = Nature::positif, .valeur = *position_++};
        }
        return lire_element();
    }

    /// Ce que `suivant` rendrait, sans avancer.
    [[nodiscard]] CCONN_API Element regarder() const;

    /// Vrai si la prochaine valeur est une table.
    [[nodiscard]] CCONN_API bool est_sur_table() const;

    /// La prochaine valeur, contenu compris ; vide si elle est illisible. Avance.
    [[nodiscard]] CCONN_API std::span<const std::uint8_t> extraire();

    /// Un lecteur de ces octets-là, à la même profondeur et avec les mêmes règles.
    [[nodiscard]] Lecteur sur(std::span<const std::uint8_t> octets) const {
        Lecteur autre(octets, noms_inconnus_);
        autre.profondeur_ = profondeur_;
        return autre;
    }

    /// Octets qui restent : majorant du nombre d'éléments à venir.
    [[nodiscard]] std::size_t reste() const { return static_cast<std::size_t>(fin_ - position_); }

    [[nodiscard]] NomsInconnus noms_inconnus() const { return noms_inconnus_; }

    /// Entre dans un conteneur ; rend faux, avec un écart, au-delà de 512 niveaux.
    [[nodiscard]] CCONN_API bool entrer();
    void sortir() { --profondeur_; }

    /// Retient « `attendu` attendu, tel élément reçu ». Rend toujours faux.
    CCONN_API bool refuser(const Element& recu, std::string_view attendu);
    /// Retient un écart déjà rédigé. Rend toujours faux.
    CCONN_API bool refuser(std::string motif);
    /// Ajoute devant l'écart retenu où il se trouve. Rend toujours faux.
    CCONN_API bool situer(std::string_view lieu);
    /// `situer("élément 3")`, compté à partir de 1.
    CCONN_API bool situer_element(std::size_t indice);
    /// Retient l'écart d'un lecteur obtenu par `sur`. Rend toujours faux.
    CCONN_API bool refuser_comme(const Lecteur& autre);
    /// Oublie l'écart et revient où `autre` se trouve, pour essayer de lire autrement.
    CCONN_API void reprendre(const Lecteur& autre);

    /// L'écart retenu : `élément 3 : booléen attendu, entier 4 reçu`.
    [[nodiscard]] CCONN_API std::string ecart() const;

private:
    [[nodiscard]] CCONN_API Element lire_element();
    [[nodiscard]] static Element
    lire_element(const std::uint8_t*& position, const std::uint8_t* fin);
    [[nodiscard]] static Element lire_rare(const std::uint8_t*& position, const std::uint8_t* fin);

    const std::uint8_t* position_;
    const std::uint8_t* fin_;
    NomsInconnus noms_inconnus_;
    int profondeur_ = 0;
    std::string lieu_;
    std::string motif_;
};

} // namespace cconn::detail

// Valeur, Arguments et Nommes: des valeurs dont le type n'est pas connu d'avance.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/conversion.hpp>
#include <cconn/erreur.hpp>
#include <cconn/export.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cconn {

/// Données binaires. Voyagent telles quelles, sans être prises pour du texte.
using Octets = std::vector<std::uint8_t>;

/// Ce que contient une `Valeur`.
enum class GenreValeur : std::uint8_t {
    nil,       ///< Rien.
    booleen,   ///< Vrai ou faux.
    entier,    ///< De -2^63 à 2^64 - 1.
    flottant,  ///< Un nombre envoyé comme flottant, même de valeur entière.
    texte,     ///< UTF-8.
    octets,    ///< Données binaires ; aussi un texte reçu qui n'était pas de l'UTF-8.
    liste,     ///< Des valeurs.
    table,     ///< Des paires de valeurs.
    extension, ///< Dont l'instant : extension de type -1.
};

/// Extension msgpack : un type, et des octets dont cconn ignore le sens.
struct Extension {
    std::int8_t type = 0; ///< De 0 à 127 : à l'application ; négatif : à msgpack.
    Octets octets = {};   ///< Le contenu.

    /// Même type et même contenu.
    friend bool operator==(const Extension&, const Extension&) = default;
};

/// N'importe quelle valeur msgpack, possédée.
///
/// @code
/// cconn::Valeur v = client.appeler<cconn::Valeur>("etat", "joueur");
/// int points = v["points"].vers<int>();
/// std::cout << v.vers_texte() << '\n';   // {"nom": "Ada", "points": 12}
/// @endcode
///
/// Se construit depuis les types simples ; `depuis` convertit tout ce qui s'envoie.
/// @fils  Comme un type standard : lectures simultanées permises.
class CCONN_API Valeur final {
public:
    /// Des éléments, chacun d'un genre quelconque.
    using Liste = std::vector<Valeur>;
    /// Les paires dans l'ordre reçu ; une clé est une valeur quelconque, souvent un texte.
    using Table = std::vector<std::pair<Valeur, Valeur>>;

    /// Nil.
    Valeur() noexcept = default;
    // NOLINTBEGIN(google-explicit-constructor): pour écrire Liste{1, "deux", nullptr}
    /// Du genre de ce qui est donné ; conversion implicite.
    /// @{
    Valeur(std::nullptr_t) noexcept {}
    template<std::same_as<bool> B>
    Valeur(B valeur) noexcept : contenu_(valeur) {}
    template<detail::Entier E>
    Valeur(E valeur) noexcept : contenu_(ranger(valeur)) {}
    template<detail::Flottant F>
    Valeur(F valeur) noexcept : contenu_(static_cast<double>(valeur)) {}
    Valeur(std::string texte);
    Valeur(std::string_view texte);
    Valeur(Octets octets);
    Valeur(Liste liste);
    Valeur(Table table);
    Valeur(Extension extension);
    /// @}
    /// Un texte.
    /// @throws Erreur  `argument_invalide` si le pointeur est nul.
    Valeur(const char* texte);
    /// Un instant, à la nanoseconde.
    Valeur(std::chrono::system_clock::time_point instant);
    // NOLINTEND(google-explicit-constructor)

    /// La valeur telle que le pair la recevrait.
    /// @param x  tout ce qui peut être envoyé : conteneur, structure avec MSGPACK_DEFINE…
    /// @throws Erreur  `argument_invalide` : texte qui n'est pas de l'UTF-8.
    template<class T>
    [[nodiscard]] static Valeur depuis(const T& x);

    /// Ce que contient la valeur.
    [[nodiscard]] GenreValeur genre() const noexcept;
    /// Vrai si elle ne contient rien.
    [[nodiscard]] bool est_nil() const noexcept { return genre() == GenreValeur::nil; }

    /// La valeur convertie, avec les règles d'un argument de commande (voir commande.hpp).
    /// @throws Erreur  `arguments_incompatibles` : ce qui était attendu, ce qui est là.
    template<class T>
    [[nodiscard]] T vers() const;
    /// Comme `vers`, ou rien si la conversion est impossible.
    template<class T>
    [[nodiscard]] std::optional<T> essayer_vers() const;

    /// Éléments d'une liste, paires d'une table, sinon zéro.
    [[nodiscard]] std::size_t taille() const noexcept;
    /// L'élément de la liste, à partir de 0 ; nil s'il n'existe pas ou si ce n'est pas une liste.
    /// @{
    [[nodiscard]] const Valeur& operator[](std::size_t indice) const noexcept;
    template<std::same_as<int> I>
    [[nodiscard]] const Valeur& operator[](I indice) const noexcept {
        return (*this)[static_cast<std::size_t>(indice)];
    }
    /// @}
    /// La valeur de cette clé ; nil si elle n'existe pas ou si ce n'est pas une table.
    /// @{
    [[nodiscard]] const Valeur& operator[](std::string_view cle) const noexcept;
    [[nodiscard]] const Valeur& operator[](const char* cle) const noexcept {
        return (*this)[std::string_view(cle)];
    }
    /// @}
    /// Vrai pour une table qui a cette clé.
    [[nodiscard]] bool contient(std::string_view cle) const noexcept;

    /// Le contenu, sans copie.
    /// @throws Erreur  `arguments_incompatibles` si la valeur est d'un autre genre.
    /// @{
    [[nodiscard]] const std::string& texte() const;
    [[nodiscard]] const Octets& octets() const;
    [[nodiscard]] const Liste& liste() const;
    [[nodiscard]] const Table& table() const;
    [[nodiscard]] const Extension& extension() const;
    /// @}

    /// La valeur sur une ligne, pour un journal ou une console : `{"nom": "Ada", "vu": vrai}`.
    /// Caractères de contrôle échappés.
    /// @param taille_max  octets au plus ; au-delà, coupé avec « … ».
    [[nodiscard]] std::string vers_texte(std::size_t taille_max = 1024) const;

    /// Même genre et même contenu ; l'entier 3 et le flottant 3 diffèrent.
    [[nodiscard]] friend bool operator==(const Valeur& a, const Valeur& b) {
        return a.contenu_ == b.contenu_;
    }

private:
    friend struct detail::Forme<Valeur>;
    using Contenu = std::variant<
        std::monostate,
        bool,
        std::int64_t,
        std::uint64_t, // Au-delà de 2^63 - 1 seulement : un entier n'a qu'une représentation.
        double,
        std::string,
        Octets,
        Liste,
        Table,
        Extension>;

    template<detail::Entier E>
    static Contenu ranger(E valeur) noexcept {
        const bool tient = std::in_range<std::int64_t>(valeur);
        return tient ? Contenu(static_cast<std::int64_t>(valeur))
                     : Contenu(static_cast<std::uint64_t>(valeur));
    }
    template<class T>
    const T& exiger(const char* attendu) const;
    static bool lire(detail::Lecteur& lecteur, Valeur& valeur);
    static bool lire_elements(detail::Lecteur& lecteur, std::size_t nb, Liste& liste);
    static bool lire_paires(detail::Lecteur& lecteur, std::size_t nb, Table& table);
    void ecrire(detail::Tampon& tampon) const;

    Contenu contenu_;
};

/// Tous les arguments restants d'une commande, quels qu'ils soient.
///
/// En dernier paramètre d'une commande, il reçoit ce que les autres n'ont pas pris ; dans un envoi,
/// ses valeurs s'étalent comme autant d'arguments.
///
/// @code
/// serveur.enregistrer_commande("choisir", [](std::size_t indice, cconn::Arguments choix) {
///     return choix.lire<std::string>(indice);
/// });
/// @endcode
class CCONN_API Arguments final {
public:
    /// Aucun argument.
    Arguments() = default;
    /// Ces valeurs, dans l'ordre.
    Arguments(std::initializer_list<Valeur> valeurs) : valeurs_(valeurs) {}
    /// Ces valeurs, dans l'ordre.
    /// @param premier  position, à partir de 1, du premier dans la commande ; pour les erreurs.
    explicit Arguments(std::vector<Valeur> valeurs, std::size_t premier = 1)
        : valeurs_(std::move(valeurs)),
          premier_(premier) {}

    /// Ajoute un argument à la fin.
    void ajouter(Valeur valeur) { valeurs_.push_back(std::move(valeur)); }
    /// Nombre d'arguments.
    /// @{
    [[nodiscard]] std::size_t taille() const noexcept { return valeurs_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return valeurs_.size(); }
    [[nodiscard]] bool est_vide() const noexcept { return valeurs_.empty(); }
    /// @}
    /// L'argument, tel qu'il est venu.
    /// @param indice  à partir de 0.
    /// @throws Erreur  `arguments_incompatibles` s'il n'y a pas tant d'arguments.
    [[nodiscard]] const Valeur& operator[](std::size_t indice) const;
    /// L'argument, converti comme par `Valeur::vers`.
    /// @throws Erreur  `arguments_incompatibles`, avec la position : absent, ou d'un autre type.
    template<class T>
    [[nodiscard]] T lire(std::size_t indice) const;
    /// Parcourt les `Valeur`.
    /// @{
    [[nodiscard]] auto begin() const noexcept { return valeurs_.begin(); }
    [[nodiscard]] auto end() const noexcept { return valeurs_.end(); }
    /// @}
    /// Mêmes valeurs dans le même ordre.
    [[nodiscard]] friend bool operator==(const Arguments& a, const Arguments& b) {
        return a.valeurs_ == b.valeurs_;
    }

private:
    std::vector<Valeur> valeurs_;
    std::size_t premier_ = 1;
};

/// Des arguments nommés : une table dont les clés sont des textes, dans l'ordre donné.
///
/// En dernier paramètre d'une commande, il reçoit la table finale (vide si elle manque) ; en dernier
/// argument d'un envoi, il part comme une table.
///
/// @code
/// client.envoyer("dessiner", "rectangle", cconn::Nommes{{"largeur", 3}, {"hauteur", 4}});
/// serveur.enregistrer_commande("dessiner", [](std::string forme, cconn::Nommes n) {
///     n.exiger_parmi({"largeur", "hauteur", "couleur"});
///     tracer(forme, n.lire<int>("largeur"), n.lire_ou<std::string>("couleur", "noir"));
/// });
/// @endcode
class CCONN_API Nommes final {
public:
    /// Un nom et sa valeur.
    using Paire = std::pair<std::string, Valeur>;

    /// Aucun argument.
    Nommes() = default;
    /// Ces arguments : `Nommes{{"largeur", 3}, {"hauteur", 4}}`.
    /// @throws Erreur  `argument_invalide` si un nom est donné deux fois.
    Nommes(std::initializer_list<Paire> paires);

    /// Ajoute un argument, ou en remplace la valeur.
    void definir(std::string_view nom, Valeur valeur);
    /// Nombre d'arguments.
    /// @{
    [[nodiscard]] std::size_t taille() const noexcept { return paires_.size(); }
    [[nodiscard]] bool est_vide() const noexcept { return paires_.empty(); }
    /// @}
    /// Vrai si cet argument a été donné.
    [[nodiscard]] bool contient(std::string_view nom) const noexcept;
    /// Les noms, dans l'ordre ; vues qui valent tant que cet objet n'est ni changé ni détruit.
    [[nodiscard]] std::vector<std::string_view> noms() const;
    /// L'argument, tel qu'il est venu.
    /// @throws Erreur  `arguments_incompatibles` s'il est absent.
    [[nodiscard]] const Valeur& operator[](std::string_view nom) const;
    /// L'argument, converti comme par `Valeur::vers`.
    /// @throws Erreur  `arguments_incompatibles`, avec le nom : absent, ou d'un autre type.
    template<class T>
    [[nodiscard]] T lire(std::string_view nom) const;
    /// Comme `lire`, mais rend `defaut` s'il est absent ou nil.
    template<class T>
    [[nodiscard]] T lire_ou(std::string_view nom, T defaut) const;
    /// Refuse tout autre nom que ceux-ci, en proposant le plus proche.
    /// @throws Erreur  `arguments_incompatibles`, avec le nom en trop.
    void exiger_parmi(std::initializer_list<std::string_view> acceptes) const;
    /// Parcourt les `Paire`.
    /// @{
    [[nodiscard]] auto begin() const noexcept { return paires_.begin(); }
    [[nodiscard]] auto end() const noexcept { return paires_.end(); }
    /// @}
    /// Mêmes noms et mêmes valeurs, dans le même ordre.
    [[nodiscard]] friend bool operator==(const Nommes&, const Nommes&) = default;

private:
    friend struct detail::Forme<Nommes>;
    [[nodiscard]] const Valeur* chercher(std::string_view nom) const noexcept;
    static bool lire_table(detail::Lecteur& lecteur, Nommes& nommes);

    std::vector<Paire> paires_;
};

} // namespace cconn

#include <cconn/detail/forme_valeur.hpp>
// La conversion vers les types de l'utilisateur : `vers`, `depuis` et `lire` en ont besoin.
#include <cconn/detail/forme_structure.hpp>

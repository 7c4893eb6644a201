// Ce qu'on a le droit d'enregistrer comme commande: fonctions, paramètres, résultats.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/signature.hpp>
#include <cconn/valeur.hpp>

#include <type_traits>

namespace cconn {

/// Une fonction dont les paramètres se lisent : elle peut être enregistrée comme commande.
///
/// **Quelles fonctions.** Un lambda (`mutable` compris), une fonction, une `std::function`, un objet
/// avec un seul `operator()`. Les types des paramètres sont écrits : ni `auto`, ni surcharge, ni
/// gabarit, ni `std::bind`. Une méthode s'enregistre par un lambda qui l'appelle.
///
/// **Quels paramètres**, dans cet ordre, chacun seulement s'il est utile :
///
/// 1. `Serveur&` sur un serveur, ou `Client&` sur un client ;
/// 2. `Connexion&`, l'autre bout ; par copie (`Connexion`) si la commande veut le garder ;
/// 3. les arguments envoyés par le pair, 64 au plus, par valeur, `const T&` ou `T&&`.
///
/// Une fonction sans `Serveur&` ni `Client&` s'enregistre telle quelle des deux côtés.
///
/// @code
/// serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
/// serveur.enregistrer_commande(
///     "saluer",
///     [](cconn::Serveur& s, cconn::Connexion& client, std::string nom, std::optional<int> fois) {
///         s.envoyer("salut", nom, fois.value_or(1), client.adresse());
///     }
/// );
/// @endcode
///
/// **Types d'argument et de résultat.** À gauche ce qu'on écrit, à droite ce qui est accepté du pair,
/// puis ce qui lui est envoyé :
///
/// | C++ | accepté | envoyé |
/// | --- | --- | --- |
/// | `bool` | booléen, rien d'autre | booléen |
/// | `char`, `int`, `std::uint64_t`… | entier, ou flottant de valeur entière, dans l'étendue du type | entier le plus court |
/// | `float`, `double` | flottant ou entier, dans l'étendue | flottant de 4 ou 8 octets |
/// | `std::string`, `std::string_view` (1) | texte, ou octets, en UTF-8 | texte |
/// | `cconn::Octets`, `std::vector<char>`, `std::vector<std::byte>`, `std::array` d'octets, `std::span<const std::uint8_t>` (1) | octets ou texte | octets |
/// | `std::vector`, `deque`, `list`, `set`, `unordered_set` | liste | liste |
/// | `std::map`, `multimap`, `unordered_map` | table ; d'une clé répétée, la dernière valeur | table |
/// | `std::tuple`, `pair`, `std::array` | liste de ce nombre exact d'éléments | liste |
/// | `std::optional`, `unique_ptr`, `shared_ptr` | nil, ou la valeur | nil, ou la valeur |
/// | `std::variant` | la première possibilité qui convient, dans l'ordre déclaré | la valeur |
/// | `enum`, `enum class` | entier, dans l'étendue du type sous-jacent | entier |
/// | `std::chrono::system_clock::time_point` | extension -1 | extension -1 |
/// | `std::chrono::milliseconds`, toute `duration` | le nombre de ses unités | le nombre de ses unités |
/// | structure avec `MSGPACK_DEFINE` | liste : un élément par membre ; des `std::optional` finaux peuvent manquer | liste |
/// | structure avec `MSGPACK_DEFINE_MAP` | table : un nom absent laisse au membre sa valeur par défaut, un nom inconnu est refusé (2) | table |
/// | type adapté pour msgpack-c (`convert`, `pack`) | selon l'adaptateur | selon l'adaptateur |
/// | `cconn::Valeur`, `cconn::Extension` | tout ; une extension | tel quel |
///
/// (1) Vue sur le message reçu : valable tant que la commande s'exécute, donc jamais en résultat.
/// (2) Ignoré dans un résultat : un pair plus récent peut en dire plus.
///
/// Ce qui ne convient pas n'est jamais tronqué : l'appelant reçoit `arguments_incompatibles`, avec la
/// position, ce qui était attendu et ce qui est venu. Définir les structures après avoir inclus
/// cconn : leurs membres ont alors droit à tous les types de ce tableau.
///
/// **Nombre d'arguments.** Exact, sauf :
///
/// - des `std::optional` finaux peuvent être omis ;
/// - `cconn::Arguments`, en dernier, prend tout ce qui reste ;
/// - `cconn::Nommes`, ou une structure avec `MSGPACK_DEFINE_MAP`, en dernier, prend la table finale, et
///   peut manquer. Si cette table vient à la place d'un `std::optional` omis, elle est quand même
///   pour lui.
///
/// **Résultat.** `void` répond nil. Tout type envoyable par valeur ou référence ; il est emballé
/// aussitôt, et ignoré si personne n'attend de réponse. Un texte qui n'est pas de l'UTF-8 est une
/// erreur `argument_invalide`, rendue à l'appelant.
///
/// **Exceptions.** Une `cconn::Erreur` arrive telle quelle à l'appelant ; une autre exception devient
/// `echec_gestionnaire`.
///
/// **Motifs.** La fonction d'un `enregistrer_motif` suit les mêmes règles. Avant ses arguments, elle
/// peut prendre en plus le nom de la commande (`std::string`, `const std::string&` ou
/// `std::string_view`), puis aussitôt les captures du motif (`std::vector<std::string>`). Son premier
/// texte est donc toujours le nom : une fonction dont le premier argument est un texte prend le nom
/// d'abord.
///
/// @fils  Là où s'exécutent les commandes de la connexion. Une même fonction peut s'exécuter sur
///        plusieurs fils à la fois, un par connexion : l'état qu'elle partage est à protéger.
template<class F>
concept Gestionnaire = detail::SignatureConnue<std::decay_t<F>>;

} // namespace cconn

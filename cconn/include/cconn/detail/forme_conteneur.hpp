// Forme des conteneurs de la bibliothèque standard: listes, ensembles, tables.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme_temps.hpp>
#include <cconn/detail/forme_texte.hpp>

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cconn::detail {

/// Ce que la forme d'un conteneur tient de celle de ses éléments.
template<class... E>
struct FormeComposee {
    static constexpr bool lisible =
        ((Forme<E>::lisible && std::is_default_constructible_v<E>)&&...);
    static constexpr bool ecrivable = (Forme<E>::ecrivable && ...);
    static constexpr bool vue = (Forme<E>::vue || ...);
};

/// Lit l'annonce d'une liste d'exactement `nb` éléments, et y entre.
inline bool entrer_liste(Lecteur& lecteur, std::size_t nb) {
    const Element recu = lecteur.suivant();
    if (recu.nature != Nature::tableau || recu.taille() != nb) {
        const std::string pluriel = nb > 1 ? "s" : "";
        return lecteur.refuser(recu, "liste de " + std::to_string(nb) + " élément" + pluriel);
    }
    return lecteur.entrer();
}

/// Prépare la place, sans croire un pair sur parole pour plus de 64 Kio.
template<class C>
void reserver(C& conteneur, std::size_t nb) {
    if constexpr (requires { conteneur.reserve(nb); }) {
        constexpr std::size_t nb_max = 65'536 / sizeof(typename C::value_type) + 1;
        conteneur.reserve(std::min(nb, nb_max));
    }
}

/// Faux si trop de clés différentes tombent dans la même case d'une table de hachage.
///
/// Un pair peut choisir ses clés pour que chaque insertion parcoure toutes les autres. Changer le
/// nombre de cases disperse des clés honnêtes ; après quatre essais, elles sont hostiles.
template<class C, class K>
bool disperser(C& conteneur, const K& cle) {
    constexpr std::size_t collisions_max = 32;
    if constexpr (requires { conteneur.bucket_count(); }) {
        for (int essai = 0; conteneur.bucket_size(conteneur.bucket(cle)) > collisions_max;
             ++essai) {
            if (essai == 4) {
                return false;
            }
            conteneur.rehash(conteneur.bucket_count() * 2);
        }
    }
    return true;
}

// Un pair qui choisit ses clés ne doit pas pouvoir faire durer les insertions : voir disperser.
inline constexpr const char* motif_collisions = "clés choisies pour se heurter";

template<class C>
struct FormeListe : FormeComposee<typename C::value_type> {
    using E = typename C::value_type;

    static std::string nom() { return "liste"; }
    static bool lire(Lecteur& lecteur, C& valeur) {
        const Element recu = lecteur.suivant();
        if (recu.nature != Nature::tableau) {
            return lecteur.refuser(recu, nom());
        }
        if (!lecteur.entrer()) {
            return false;
        }
        valeur.clear();
        reserver(valeur, recu.taille());
        for (std::size_t i = 0; i < recu.taille(); ++i) {
            E element{};
            if (!Forme<E>::lire(lecteur, element) || !ajouter(lecteur, valeur, element)) {
                return lecteur.situer_element(i);
            }
        }
        lecteur.sortir();
        return true;
    }
    static void ecrire(Tampon& tampon, const C& valeur) {
        ecrire_tableau(tampon, valeur.size());
        for (const auto& element : valeur) {
            Forme<E>::ecrire(tampon, element);
        }
    }

private:
    static bool ajouter(Lecteur& lecteur, C& valeur, E& element) {
        if constexpr (requires { valeur.push_back(std::move(element)); }) {
            valeur.push_back(std::move(element));
            return true;
        } else {
            const auto place = valeur.insert(valeur.end(), std::move(element));
            return disperser(valeur, *place) || lecteur.refuser(motif_collisions);
        }
    }
};

template<class E, class A>
struct Forme<std::vector<E, A>> : FormeListe<std::vector<E, A>> {};
template<class E, class A>
struct Forme<std::deque<E, A>> : FormeListe<std::deque<E, A>> {};
template<class E, class A>
struct Forme<std::list<E, A>> : FormeListe<std::list<E, A>> {};
template<class E, class C, class A>
struct Forme<std::set<E, C, A>> : FormeListe<std::set<E, C, A>> {};
template<class E, class C, class A>
struct Forme<std::multiset<E, C, A>> : FormeListe<std::multiset<E, C, A>> {};
template<class E, class H, class C, class A>
struct Forme<std::unordered_set<E, H, C, A>> : FormeListe<std::unordered_set<E, H, C, A>> {};

/// Vue sur des éléments, pour l'envoi seulement.
template<class E, std::size_t N>
    requires(!Octet<E>)
struct Forme<std::span<E, N>> : FormeEcrite {
    using Nu = std::remove_cv_t<E>;
    static constexpr bool ecrivable = Forme<Nu>::ecrivable;
    static std::string nom() { return "liste"; }
    static void ecrire(Tampon& tampon, std::span<E, N> valeur) {
        ecrire_tableau(tampon, valeur.size());
        for (const auto& element : valeur) {
            Forme<Nu>::ecrire(tampon, element);
        }
    }
};

/// Table. Une clé répétée garde sa dernière valeur, sauf dans un conteneur `multi`.
template<class C>
struct FormeTable : FormeComposee<typename C::key_type, typename C::mapped_type> {
    using K = typename C::key_type;
    using V = typename C::mapped_type;

    static std::string nom() { return "table"; }
    static bool lire(Lecteur& lecteur, C& valeur) {
        const Element recu = lecteur.suivant();
        if (recu.nature != Nature::table) {
            return lecteur.refuser(recu, nom());
        }
        if (!lecteur.entrer()) {
            return false;
        }
        valeur.clear();
        reserver(valeur, recu.taille());
        for (std::size_t i = 0; i < recu.taille(); ++i) {
            if (!lire_paire(lecteur, valeur)) {
                return lecteur.situer("paire " + std::to_string(i + 1));
            }
        }
        lecteur.sortir();
        return true;
    }
    static void ecrire(Tampon& tampon, const C& valeur) {
        ecrire_table(tampon, valeur.size());
        for (const auto& [cle, contenu] : valeur) {
            Forme<K>::ecrire(tampon, cle);
            Forme<V>::ecrire(tampon, contenu);
        }
    }

private:
    static bool lire_paire(Lecteur& lecteur, C& valeur) {
        K cle{};
        if (!Forme<K>::lire(lecteur, cle)) {
            return lecteur.situer("clé");
        }
        V contenu{};
        if (!Forme<V>::lire(lecteur, contenu)) {
            return lecteur.situer("valeur");
        }
        if constexpr (requires { valeur.insert_or_assign(std::move(cle), std::move(contenu)); }) {
            const auto place = valeur.insert_or_assign(std::move(cle), std::move(contenu)).first;
            return disperser(valeur, place->first) || lecteur.refuser(motif_collisions);
        } else {
            valeur.emplace(std::move(cle), std::move(contenu));
            return true;
        }
    }
};

template<class K, class V, class C, class A>
struct Forme<std::map<K, V, C, A>> : FormeTable<std::map<K, V, C, A>> {};
template<class K, class V, class C, class A>
struct Forme<std::multimap<K, V, C, A>> : FormeTable<std::multimap<K, V, C, A>> {};
template<class K, class V, class H, class C, class A>
struct Forme<std::unordered_map<K, V, H, C, A>> : FormeTable<std::unordered_map<K, V, H, C, A>> {};

// Envoi seulement : des clés égales y sont permises, donc rien n'y distingue un pair hostile.
template<class E, class H, class C, class A>
struct Forme<std::unordered_multiset<E, H, C, A>>
    : FormeListe<std::unordered_multiset<E, H, C, A>> {
    static constexpr bool lisible = false;
};
template<class K, class V, class H, class C, class A>
struct Forme<std::unordered_multimap<K, V, H, C, A>>
    : FormeTable<std::unordered_multimap<K, V, H, C, A>> {
    static constexpr bool lisible = false;
};

} // namespace cconn::detail

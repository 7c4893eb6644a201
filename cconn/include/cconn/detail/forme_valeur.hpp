// Forme de Valeur, Arguments et Nommes, et leurs lectures typées.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

namespace cconn::detail {

template<>
struct Forme<Valeur> : FormeSimple {
    static std::string nom() { return "valeur"; }
    static bool lire(Lecteur& lecteur, Valeur& valeur) { return Valeur::lire(lecteur, valeur); }
    static void ecrire(Tampon& tampon, const Valeur& valeur) { valeur.ecrire(tampon); }
};

template<>
struct Forme<Extension> : FormeSimple {
    static std::string nom() { return "extension"; }
    static bool lire(Lecteur& lecteur, Extension& valeur) {
        const Element recu = lecteur.suivant();
        if (recu.nature != Nature::extension) {
            return lecteur.refuser(recu, nom());
        }
        const auto octets = recu.octets();
        valeur = {recu.type_extension, Octets(octets.begin(), octets.end())};
        return true;
    }
    static void ecrire(Tampon& tampon, const Extension& valeur) {
        ecrire_extension(tampon, valeur.type, valeur.octets);
    }
};

template<>
struct Forme<Nommes> : FormeSimple {
    static std::string nom() { return "table d'arguments nommés"; }
    static bool lire(Lecteur& lecteur, Nommes& valeur) {
        return Nommes::lire_table(lecteur, valeur);
    }
    static void ecrire(Tampon& tampon, const Nommes& valeur) {
        ecrire_table(tampon, valeur.taille());
        for (const auto& [nom, contenu] : valeur) {
            ecrire_texte(tampon, nom);
            Forme<Valeur>::ecrire(tampon, contenu);
        }
    }
};

/// Ailleurs qu'en derniers arguments, c'est une liste.
template<>
struct Forme<Arguments> : FormeSimple {
    static std::string nom() { return "liste"; }
    static bool lire(Lecteur& lecteur, Arguments& valeur) {
        std::vector<Valeur> valeurs;
        const bool lu = Forme<std::vector<Valeur>>::lire(lecteur, valeurs);
        valeur = Arguments(std::move(valeurs));
        return lu;
    }
    static void ecrire(Tampon& tampon, const Arguments& valeur) {
        ecrire_tableau(tampon, valeur.taille());
        for (const Valeur& contenu : valeur) {
            Forme<Valeur>::ecrire(tampon, contenu);
        }
    }
};

/// Convertit une valeur possédée ; l'écart d'une conversion impossible est `ou`, puis le détail.
template<class T>
bool convertir_valeur(const Valeur& valeur, T& resultat, std::string& ecart) {
    static_assert(
        Forme<T>::lisible && std::is_default_constructible_v<T>,
        "cconn : ce type ne se lit pas depuis une Valeur ; une structure le peut avec "
        "MSGPACK_DEFINE"
    );
    static_assert(!Forme<T>::vue, "cconn : prendre un std::string ou cconn::Octets, pas une vue");
    Tampon tampon;
    Forme<Valeur>::ecrire(tampon, valeur);
    Lecteur lecteur(tampon.octets());
    if (Forme<T>::lire(lecteur, resultat)) {
        return true;
    }
    ecart = lecteur.ecart();
    return false;
}

template<class T>
T convertir_valeur_ou_lever(const Valeur& valeur, const std::string& lieu) {
    T resultat{};
    std::string ecart;
    if (!convertir_valeur(valeur, resultat, ecart)) {
        throw Erreur(CodeErreur::arguments_incompatibles, lieu + ecart);
    }
    return resultat;
}

/// `argument « largeur » : `, le nom échappé.
[[nodiscard]] CCONN_API std::string situer_nom(std::string_view nom);

} // namespace cconn::detail

namespace cconn {

template<class T>
Valeur Valeur::depuis(const T& x) {
    static_assert(
        detail::Forme<T>::ecrivable,
        "cconn : ce type n'est pas transmissible ; une structure le devient avec MSGPACK_DEFINE"
    );
    detail::Tampon tampon;
    detail::Forme<T>::ecrire(tampon, x);
    detail::Lecteur lecteur(tampon.octets());
    Valeur valeur;
    if (!lire(lecteur, valeur)) {
        throw Erreur(CodeErreur::argument_invalide, lecteur.ecart());
    }
    return valeur;
}

template<class T>
T Valeur::vers() const {
    return detail::convertir_valeur_ou_lever<T>(*this, {});
}

template<class T>
std::optional<T> Valeur::essayer_vers() const {
    std::optional<T> resultat(std::in_place);
    std::string ecart;
    if (!detail::convertir_valeur(*this, *resultat, ecart)) {
        resultat.reset();
    }
    return resultat;
}

template<class T>
T Arguments::lire(std::size_t indice) const {
    return detail::convertir_valeur_ou_lever<T>(
        (*this)[indice], "argument " + std::to_string(premier_ + indice) + " : "
    );
}

template<class T>
T Nommes::lire(std::string_view nom) const {
    return detail::convertir_valeur_ou_lever<T>((*this)[nom], detail::situer_nom(nom));
}

template<class T>
T Nommes::lire_ou(std::string_view nom, T defaut) const {
    const Valeur* const valeur = chercher(nom);
    return valeur == nullptr || valeur->est_nil() ? std::move(defaut) : lire<T>(nom);
}

} // namespace cconn

// Trames: les octets qu'écrit un pair, composés par msgpack-c et non par cconn.
// SPDX-License-Identifier: MIT
#pragma once

#include "outils/vecteurs.hpp"

#include <msgpack.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>

namespace outils {

/// Une valeur, emballée par msgpack-c.
template<class T>
Octets valeur(const T& contenu) {
    msgpack::sbuffer tampon;
    msgpack::pack(tampon, contenu);
    return {tampon.data(), tampon.data() + tampon.size()};
}

/// `[0, id, nom, arguments]`.
template<class... A>
Octets requete(std::uint32_t id, const std::string& nom, const A&... arguments) {
    return valeur(std::tuple(0, id, nom, std::tuple<A...>(arguments...)));
}

/// `[2, nom, arguments]`.
template<class... A>
Octets avis(const std::string& nom, const A&... arguments) {
    return valeur(std::tuple(2, nom, std::tuple<A...>(arguments...)));
}

/// `[1, id, nil, resultat]`.
template<class R>
Octets reponse(std::uint32_t id, const R& resultat) {
    return valeur(std::tuple(1, id, msgpack::type::nil_t(), resultat));
}

/// `[1, id, erreur, nil]`, l'erreur de n'importe quelle forme.
template<class E>
Octets reponse_erreur(std::uint32_t id, const E& erreur) {
    return valeur(std::tuple(1, id, erreur, msgpack::type::nil_t()));
}

/// `[1, id, [nature, "texte"], nil]`, la forme de cconn et de Neovim.
inline Octets erreur(std::uint32_t id, int nature, const std::string& texte) {
    return reponse_erreur(id, std::tuple(nature, texte));
}

/// Les octets de plusieurs trames, à la suite.
inline Octets enchainer(std::initializer_list<Octets> trames) {
    Octets flux;
    for (const Octets& trame : trames) {
        flux.insert(flux.end(), trame.begin(), trame.end());
    }
    return flux;
}

/// Un texte de cette taille, pour les trames longues ; différent à chaque position.
inline std::string texte_long(std::size_t taille) {
    std::string texte(taille, ' ');
    for (std::size_t rang = 0; rang < taille; ++rang) {
        texte[rang] = static_cast<char>('A' + rang * 7 % 26);
    }
    return texte;
}

/// Une trame ou une valeur, telle que msgpack-c la lit : `[1,5,null,"x"]`.
inline std::string lire_trame(std::span<const std::uint8_t> octets) {
    if (octets.empty()) {
        return "";
    }
    const auto poignee =
        msgpack::unpack(reinterpret_cast<const char*>(octets.data()), octets.size());
    std::ostringstream texte;
    texte << poignee.get();
    return texte.str();
}

} // namespace outils

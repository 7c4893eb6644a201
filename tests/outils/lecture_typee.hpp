// LectureTypee: lit une valeur msgpack comme un type C++, et garde l'écart.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include "outils/vecteurs.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace outils {

template<class T>
struct Lecture {
    T valeur{};
    std::string ecart;
};

template<class T>
Lecture<T> lire(const Octets& octets) {
    Lecture<T> lecture;
    cconn::detail::Lecteur lecteur(octets);
    if (!cconn::detail::Forme<T>::lire(lecteur, lecture.valeur)) {
        lecture.ecart = lecteur.ecart();
        REQUIRE_FALSE(lecture.ecart.empty());
    }
    return lecture;
}

template<class T>
Lecture<T> lire(const std::string& hexa) {
    return lire<T>(depuis_hexa(hexa));
}

template<class T>
bool accepte(const std::string& hexa, const T& attendu) {
    const auto lecture = lire<T>(hexa);
    return lecture.ecart.empty() && lecture.valeur == attendu;
}

template<class T>
std::string refus(const std::string& hexa) {
    return lire<T>(hexa).ecart;
}

/// Passe par msgpack et revient.
template<class T>
Lecture<T> aller_retour(const T& valeur) {
    cconn::detail::Tampon tampon;
    cconn::detail::Forme<T>::ecrire(tampon, valeur);
    return lire<T>(Octets(tampon.octets().begin(), tampon.octets().end()));
}

inline std::string hexa_flottant(double valeur) {
    cconn::detail::Tampon tampon;
    cconn::detail::ecrire_double(tampon, valeur);
    return vers_hexa(tampon.octets());
}

} // namespace outils

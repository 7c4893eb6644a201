// Adaptation: msgpack-c, et ce qu'il emploie pour les types que personne n'a adaptés.
// SPDX-License-Identifier: MIT
#pragma once

#ifndef MSGPACK_NO_BOOST
#error "cconn s'emploie avec MSGPACK_NO_BOOST : lier la cible cconn::cconn, ou definir cette macro"
#endif

#include <cconn/detail/forme.hpp>

#include <msgpack/type.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace cconn::detail {

/// Une classe que msgpack-c ne saurait lire que par une spécialisation de `convert`.
template<class T>
concept SansDepaquetage =
    (std::is_class_v<T> || std::is_union_v<T> ||
     std::is_enum_v<T>)&&!requires(T & valeur, const msgpack::object& objet) {
    valeur.msgpack_unpack(objet);
};

/// Une classe que msgpack-c ne saurait écrire que par une spécialisation de `pack`.
template<class T>
concept SansEmpaquetage =
    (std::is_class_v<T> || std::is_union_v<T> ||
     std::is_enum_v<T>)&&!requires(const T& valeur, msgpack::packer<Tampon>& emballeur) {
    valeur.msgpack_pack(emballeur);
};

template<class T>
void convertir_objet(const msgpack::object& objet, T& valeur);

} // namespace cconn::detail

// Ce que msgpack-c emploie quand personne n'a adapté un type : cconn s'en charge pour les types
// qu'il connaît, et le nom `CconnSeul` dit que ni l'utilisateur ni msgpack-c ne l'a adapté.
// NOLINTBEGIN(modernize-concat-nested-namespaces): la macro de msgpack-c ouvre le deuxième
namespace msgpack {
MSGPACK_API_VERSION_NAMESPACE(v1) {
    namespace adaptor {

    template<cconn::detail::SansDepaquetage T>
    struct convert<T, void> {
        using CconnSeul = void;
        const msgpack::object& operator()(const msgpack::object& objet, T& valeur) const {
            cconn::detail::convertir_objet(objet, valeur);
            return objet;
        }
    };

    template<cconn::detail::SansEmpaquetage T>
    struct pack<T, void> {
        using CconnSeul = void;
        template<class Flux>
        msgpack::packer<Flux>& operator()(msgpack::packer<Flux>& emballeur, const T& valeur) const {
            cconn::detail::Tampon tampon;
            cconn::detail::Forme<T>::ecrire(tampon, valeur);
            // Le corps d'un texte est écrit tel quel : de quoi passer une valeur déjà écrite.
            const auto* const octets = reinterpret_cast<const char*>(tampon.octets().data());
            emballeur.pack_str_body(octets, static_cast<std::uint32_t>(tampon.taille()));
            return emballeur;
        }
    };

    } // namespace adaptor
} // MSGPACK_API_VERSION_NAMESPACE(v1)
} // namespace msgpack
// NOLINTEND(modernize-concat-nested-namespaces)

namespace cconn::detail {

template<class T>
concept DepaquetageAdapte = !requires {
    typename msgpack::adaptor::convert<T>::CconnSeul;
};
template<class T>
concept EmpaquetageAdapte = !requires {
    typename msgpack::adaptor::pack<T>::CconnSeul;
};

} // namespace cconn::detail

// Structures: types d'utilisateur, avec les macros de msgpack-c, à la main, ou par adaptateur.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

enum class Humeur { calme, vive };
MSGPACK_ADD_ENUM(Humeur)

namespace outils {

using std::chrono::system_clock;

enum class Couleur : std::uint8_t { rouge, vert };

struct Vecteur3 {
    double x = 0;
    double y = 0;
    double z = 0;
    MSGPACK_DEFINE(x, y, z)
};

struct Tout {
    int entier = 1;
    std::string texte = "t";
    std::vector<Vecteur3> points;
    Couleur couleur = Couleur::rouge;
    Humeur humeur = Humeur::calme;
    system_clock::time_point instant;
    std::chrono::milliseconds duree{};
    cconn::Valeur libre;
    int tableau[3] = {7, 8, 9};
    char nom[4] = {};
    std::optional<int> peut_etre;
    MSGPACK_DEFINE_MAP(
        entier, texte, points, couleur, humeur, instant, duree, libre, tableau, nom, peut_etre
    )
};

struct Suivi {
    int a = 0;
    std::optional<int> b;
    MSGPACK_DEFINE(a, b)
};

struct Arbuste {
    std::vector<Arbuste> branches;
    MSGPACK_DEFINE(branches)
};

/// Écrite à la main : se vérifie elle-même.
struct Age {
    int ans = 0;
    template<class Emballeur>
    void msgpack_pack(Emballeur& emballeur) const {
        emballeur.pack(ans);
    }
    void msgpack_unpack(const msgpack::object& objet) {
        ans = objet.as<int>();
        if (ans < 0) {
            throw std::invalid_argument("un âge n'est pas négatif");
        }
    }
    template<class Objet>
    void msgpack_object(Objet* objet, msgpack::zone& zone) const {
        *objet = msgpack::object(ans, zone);
    }
};

/// Écrite à la main avec les mêmes outils que la macro, dont un tableau C et une vérification.
struct Triplet {
    int valeurs[3] = {};
    template<class Emballeur>
    void msgpack_pack(Emballeur& emballeur) const {
        emballeur.pack_array(1);
        emballeur.pack(valeurs);
    }
    void msgpack_unpack(const msgpack::object& objet) {
        msgpack::type::make_define_array(valeurs).msgpack_unpack(objet);
    }
};

struct Etranger {
    int n = 0;
};

} // namespace outils

namespace msgpack {
MSGPACK_API_VERSION_NAMESPACE(MSGPACK_DEFAULT_API_NS) {
    namespace adaptor {
    template<>
    struct convert<outils::Etranger> {
        const msgpack::object& operator()(const msgpack::object& o, outils::Etranger& v) const {
            v.n = o.as<int>();
            return o;
        }
    };
    template<>
    struct pack<outils::Etranger> {
        template<class Flux>
        msgpack::packer<Flux>&
        operator()(msgpack::packer<Flux>& o, const outils::Etranger& v) const {
            return o.pack(v.n);
        }
    };
    } // namespace adaptor
} // MSGPACK_API_VERSION_NAMESPACE(MSGPACK_DEFAULT_API_NS)
} // namespace msgpack

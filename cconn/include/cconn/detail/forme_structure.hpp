// Forme des types de l'utilisateur: énumérations, structures avec MSGPACK_DEFINE, types adaptés.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/adaptation.hpp>
#include <cconn/detail/conversion.hpp>
#include <cconn/detail/structure.hpp>

#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cconn::detail {

/// Pour un paramètre de gabarit qu'une fonction écrite à la main n'attendrait pas.
struct ObjetTemoin : msgpack::object {};

/// Une structure dont MSGPACK_DEFINE ou MSGPACK_DEFINE_MAP a pu écrire les trois fonctions.
template<class T>
concept StructureDefinie =
    requires(T& valeur, const T& fixe, ObjetTemoin* temoin, msgpack::zone& zone) {
    valeur.msgpack_unpack(static_cast<const msgpack::object&>(*temoin));
    fixe.template msgpack_object<ObjetTemoin>(temoin, zone);
};

template<class T>
inline constexpr bool est_facultatif = false;
template<class T>
inline constexpr bool est_facultatif<std::optional<T>> = true;

/// Écrit une structure : ses membres passent par les formes de cconn, le reste par msgpack-c.
class Emballeur final : public msgpack::packer<Tampon> {
public:
    explicit Emballeur(Tampon& tampon) : msgpack::packer<Tampon>(tampon), tampon_(tampon) {}

    template<class T>
    Emballeur& pack(const T& membre) {
        Forme<T>::ecrire(tampon_, membre);
        return *this;
    }
    Emballeur& pack_array(std::uint32_t nb) {
        ecrire_tableau(tampon_, nb);
        return *this;
    }
    Emballeur& pack_map(std::uint32_t nb) {
        ecrire_table(tampon_, nb);
        return *this;
    }

private:
    Tampon& tampon_;
};

/// Vrai pour un fichier de msgpack-c qui met en œuvre MSGPACK_DEFINE ou MSGPACK_DEFINE_MAP.
[[nodiscard]] CCONN_API bool est_fichier_define(std::string_view fichier);

/// Lit une structure par sa fonction d'écriture : MSGPACK_DEFINE y présente chaque membre, par
/// référence et avec son type.
///
/// Pourquoi pas `msgpack_unpack` : elle ignore les éléments de trop ou manquants, refuse les
/// flottants entiers, et ne dit jamais quel membre ne convient pas. Une fonction `msgpack_pack`
/// écrite à la main se reconnaît au fichier d'où elle appelle ; `est_etrangere` le dit alors, et
/// aucun membre n'a été touché.
class Inspecteur final : public msgpack::packer<Tampon> {
public:
    explicit Inspecteur(Lecteur& lecteur)
        : msgpack::packer<Tampon>(puits_),
          remplissage_(lecteur) {}

    Inspecteur& pack_array(std::uint32_t nb, const char* fichier = __builtin_FILE()) {
        if (ouvrir(Etat::liste, fichier)) {
            remplissage_.ouvrir_liste(nb);
        }
        return *this;
    }
    Inspecteur& pack_map(std::uint32_t nb, const char* fichier = __builtin_FILE()) {
        if (ouvrir(Etat::nom, fichier)) {
            remplissage_.ouvrir_table(nb);
        }
        return *this;
    }
    template<class T>
    Inspecteur& pack(const T& membre) {
        switch (etat_) {
        case Etat::nom:
            if constexpr (std::is_convertible_v<const T&, std::string_view>) {
                remplissage_.nommer(membre);
            }
            etat_ = Etat::valeur;
            break;
        case Etat::valeur:
            etat_ = Etat::nom;
            remplir(membre);
            break;
        case Etat::liste:
            remplir(membre);
            break;
        default:
            etat_ = Etat::etrangere;
        }
        return *this;
    }

    [[nodiscard]] bool est_etrangere() const {
        return etat_ == Etat::etrangere || etat_ == Etat::debut;
    }
    [[nodiscard]] bool finir() { return remplissage_.finir(); }

private:
    enum class Etat : unsigned char { debut, liste, nom, valeur, etrangere };

    bool ouvrir(Etat etat, const char* fichier) {
        const bool est_define = etat_ == Etat::debut && est_fichier_define(fichier);
        etat_ = est_define ? etat : Etat::etrangere;
        return est_define;
    }

    template<class T>
    void remplir(const T& membre) {
        using Membre = Remplissage::Membre;
        Lecteur* const ici =
            remplissage_.membre(est_facultatif<T> ? Membre::facultatif : Membre::exige);
        if (ici != nullptr) {
            // L'objet inspecté n'est pas constant : seule la fonction d'écriture le voit ainsi.
            remplissage_.rendre(Forme<T>::lire(*ici, const_cast<T&>(membre)));
        }
    }

    Tampon puits_; // Ce qu'une fonction étrangère y écrit est perdu.
    Remplissage remplissage_;
    Etat etat_ = Etat::debut;
};

/// Une valeur en arbre de msgpack-c, pour les fonctions de lecture écrites par l'utilisateur.
///
/// Les textes sont des vues sur les octets, qui lui survivent.
class CCONN_API Arbre final {
public:
    enum class Flottants : unsigned char { tels_quels, normalises };

    Arbre();

    /// Lit la prochaine valeur ; faux avec un écart si elle ne se lit pas.
    /// @param flottants  normalisés : ceux de valeur entière deviennent des entiers.
    [[nodiscard]] bool lire(Lecteur& lecteur, Flottants flottants);

    [[nodiscard]] const msgpack::object& racine() const { return racine_; }

private:
    bool lire_valeur(Lecteur& lecteur, msgpack::object& objet);
    bool lire_liste(Lecteur& lecteur, std::uint32_t nb, msgpack::object& objet);
    bool lire_table(Lecteur& lecteur, std::uint32_t nb, msgpack::object& objet);

    msgpack::zone zone_;
    msgpack::object racine_;
    Flottants flottants_ = Flottants::tels_quels;
};

/// Lit par la fonction de l'utilisateur, puis une seconde fois flottants entiers normalisés.
template<class T>
bool lire_adapte(Lecteur& lecteur, T& valeur) {
    const Element recu = lecteur.regarder();
    const Lecteur depart(lecteur);
    const msgpack::adaptor::convert<T> convertir{};
    Arbre arbre;
    for (const auto flottants : {Arbre::Flottants::tels_quels, Arbre::Flottants::normalises}) {
        lecteur.reprendre(depart);
        if (!arbre.lire(lecteur, flottants)) {
            return false;
        }
        try {
            convertir(arbre.racine(), valeur);
            return true;
        } catch (const msgpack::type_error&) {
            continue;
        } catch (const std::exception& exception) {
            return lecteur.refuser(std::string(exception.what()));
        }
    }
    return lecteur.refuser(recu, Forme<T>::nom());
}

/// Le cas général : énumérations et classes de l'utilisateur.
template<class T>
struct Forme {
    static constexpr bool est_classe = std::is_class_v<T> || std::is_union_v<T>;
    static constexpr bool est_enumere = std::is_enum_v<T>;
    static constexpr bool lisible =
        est_enumere || (est_classe && DepaquetageAdapte<T> && std::is_default_constructible_v<T>);
    static constexpr bool ecrivable = est_enumere || (est_classe && EmpaquetageAdapte<T>);
    static constexpr bool vue = false;

    static std::string nom() {
        if constexpr (est_enumere) {
            return Forme<std::underlying_type_t<T>>::nom();
        } else {
            return "structure";
        }
    }
    static bool lire(Lecteur& lecteur, T& valeur) {
        if constexpr (est_enumere && !DepaquetageAdapte<T>) {
            std::underlying_type_t<T> nombre{};
            const bool lu = Forme<std::underlying_type_t<T>>::lire(lecteur, nombre);
            valeur = static_cast<T>(nombre);
            return lu;
        } else {
            return lire_structure(lecteur, valeur);
        }
    }
    static void ecrire(Tampon& tampon, const T& valeur) {
        Emballeur emballeur(tampon);
        if constexpr (est_enumere && !EmpaquetageAdapte<T>) {
            Forme<std::underlying_type_t<T>>::ecrire(
                tampon, static_cast<std::underlying_type_t<T>>(valeur)
            );
        } else if constexpr (SansEmpaquetage<T>) {
            msgpack::adaptor::pack<T>()(static_cast<msgpack::packer<Tampon>&>(emballeur), valeur);
        } else {
            valeur.msgpack_pack(emballeur);
        }
    }

private:
    static bool lire_structure(Lecteur& lecteur, T& valeur) {
        if constexpr (StructureDefinie<T>) {
            Inspecteur inspecteur(lecteur);
            std::as_const(valeur).msgpack_pack(inspecteur);
            if (!inspecteur.est_etrangere()) {
                return inspecteur.finir();
            }
        }
        return lire_adapte(lecteur, valeur);
    }
};

template<class T>
void convertir_objet(const msgpack::object& objet, T& valeur) {
    static_assert(
        Forme<T>::lisible,
        "cconn : ce type n'est pas transmissible ; une structure le devient avec MSGPACK_DEFINE"
    );
    Tampon tampon;
    msgpack::packer<Tampon>(tampon).pack(objet);
    Lecteur lecteur(tampon.octets());
    if (!Forme<T>::lire(lecteur, valeur)) {
        throw msgpack::type_error();
    }
}

} // namespace cconn::detail

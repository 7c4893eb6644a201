// Arbre: une valeur en objets de msgpack-c, pour les fonctions de lecture de l'utilisateur.
// SPDX-License-Identifier: MIT
#include <cconn/detail/forme_structure.hpp>

namespace cconn::detail {
namespace {

constexpr std::size_t taille_premier_bloc = 512;

template<class T>
T* allouer(msgpack::zone& zone, std::size_t nb) {
    return static_cast<T*>(zone.allocate_align(nb * sizeof(T), alignof(T)));
}

const char* debut(const Element& recu) {
    return recu.texte().data();
}

} // namespace

bool est_fichier_define(std::string_view fichier) {
    return fichier.ends_with("_define_array.hpp") || fichier.ends_with("_define_map.hpp");
}

Arbre::Arbre() : zone_(taille_premier_bloc) {}

bool Arbre::lire(Lecteur& lecteur, Flottants flottants) {
    flottants_ = flottants;
    return lire_valeur(lecteur, racine_);
}

bool Arbre::lire_valeur(Lecteur& lecteur, msgpack::object& objet) {
    const Element brut = lecteur.suivant();
    const Element recu = flottants_ == Flottants::normalises ? normaliser_entier(brut) : brut;
    // Une trame a moins de 2^32 octets, donc ses éléments aussi.
    const auto taille = static_cast<std::uint32_t>(recu.valeur);
    switch (recu.nature) {
    case Nature::nil:
        objet = msgpack::object();
        return true;
    case Nature::booleen:
        objet = msgpack::object(recu.valeur != 0);
        return true;
    case Nature::positif:
        objet = msgpack::object(recu.valeur);
        return true;
    case Nature::negatif:
        objet = msgpack::object(recu.entier());
        return true;
    case Nature::flottant:
        objet = msgpack::object(recu.flottant());
        return true;
    case Nature::texte:
        objet.type = msgpack::type::STR;
        objet.via.str = {taille, debut(recu)};
        return true;
    case Nature::octets:
        objet.type = msgpack::type::BIN;
        objet.via.bin = {taille, debut(recu)};
        return true;
    case Nature::extension:
        objet.type = msgpack::type::EXT;
        // msgpack-c garde le type de l'extension dans l'octet qui précède son contenu.
        objet.via.ext = {taille, debut(recu) - 1};
        return true;
    case Nature::tableau:
        return lire_liste(lecteur, taille, objet);
    case Nature::table:
        return lire_table(lecteur, taille, objet);
    case Nature::illisible:
        break;
    }
    return lecteur.refuser(recu, "valeur");
}

bool Arbre::lire_liste(Lecteur& lecteur, std::uint32_t nb, msgpack::object& objet) {
    objet.type = msgpack::type::ARRAY;
    // Un nil de plus que la liste : l'adaptateur des tableaux C lit le premier élément d'une vide.
    objet.via.array = {nb, allouer<msgpack::object>(zone_, std::size_t{nb} + 1)};
    new (&objet.via.array.ptr[nb]) msgpack::object();
    if (!lecteur.entrer()) {
        return false;
    }
    for (std::uint32_t i = 0; i < nb; ++i) {
        if (!lire_valeur(lecteur, *new (&objet.via.array.ptr[i]) msgpack::object())) {
            return false;
        }
    }
    lecteur.sortir();
    return true;
}

bool Arbre::lire_table(Lecteur& lecteur, std::uint32_t nb, msgpack::object& objet) {
    objet.type = msgpack::type::MAP;
    objet.via.map = {nb, allouer<msgpack::object_kv>(zone_, nb)};
    if (!lecteur.entrer()) {
        return false;
    }
    for (std::uint32_t i = 0; i < nb; ++i) {
        auto& paire = *new (&objet.via.map.ptr[i]) msgpack::object_kv();
        if (!lire_valeur(lecteur, paire.key) || !lire_valeur(lecteur, paire.val)) {
            return false;
        }
    }
    lecteur.sortir();
    return true;
}

} // namespace cconn::detail

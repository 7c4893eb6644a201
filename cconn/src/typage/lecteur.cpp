// Lecteur: avance dans une valeur msgpack complète, élément par élément, et retient ce qui cloche.
// SPDX-License-Identifier: MIT
#include <cconn/detail/lecteur.hpp>

#include "base/texte.hpp"
#include "protocole/entete.hpp"
#include "typage/nombre.hpp"

#include <cmath>
#include <utility>

namespace cconn::detail {
namespace {

constexpr int profondeur_lecture_max = 512;
constexpr std::size_t taille_apercu = 40;

Nature nature(Genre genre) {
    switch (genre) {
    case Genre::nil:
        return Nature::nil;
    case Genre::booleen:
        return Nature::booleen;
    case Genre::positif:
        return Nature::positif;
    case Genre::negatif:
        return Nature::negatif;
    case Genre::flottant:
        return Nature::flottant;
    case Genre::texte:
        return Nature::texte;
    case Genre::octets:
        return Nature::octets;
    case Genre::extension:
        return Nature::extension;
    case Genre::tableau:
        return Nature::tableau;
    case Genre::table:
        return Nature::table;
    default:
        return Nature::illisible;
    }
}

std::string compter(std::uint64_t nb, std::string_view quoi) {
    std::string texte = std::to_string(nb);
    texte += ' ';
    texte += quoi;
    if (nb > 1) {
        texte += 's';
    }
    return texte;
}

/// L'accord de « attendu » avec un nom de type : `liste de 3 éléments attendue`.
std::string_view accord(std::string_view nom) {
    for (const std::string_view feminin : {"liste", "table", "valeur", "extension", "structure"}) {
        if (nom.starts_with(feminin)) {
            return "e";
        }
    }
    return nom.starts_with("octets") || nom.find(" octets") < 12 ? "s" : "";
}

} // namespace

std::string_view Element::texte() const {
    // Du texte est reçu comme des octets : même représentation, autre type.
    return {reinterpret_cast<const char*>(corps), taille()};
}

Element normaliser_entier(const Element& element) {
    constexpr double deux_63 = 9223372036854775808.0;
    if (element.nature != Nature::flottant) {
        return element;
    }
    const double valeur = element.flottant();
    if (!(valeur >= -deux_63 && valeur < 2 * deux_63) || std::trunc(valeur) != valeur) {
        return element;
    }
    if (valeur < 0) {
        const auto entier = static_cast<std::int64_t>(valeur);
        return {.nature = Nature::negatif, .valeur = static_cast<std::uint64_t>(entier)};
    }
    return {.nature = Nature::positif, .valeur = static_cast<std::uint64_t>(valeur)};
}

bool texte_valide(std::string_view texte) {
    return est_utf8(texte);
}

std::string decrire_recu(const Element& element) {
    switch (element.nature) {
    case Nature::nil:
        return "nil reçu";
    case Nature::booleen:
        return element.valeur != 0 ? "booléen vrai reçu" : "booléen faux reçu";
    case Nature::positif:
        return "entier " + std::to_string(element.valeur) + " reçu";
    case Nature::negatif:
        return "entier " + std::to_string(element.entier()) + " reçu";
    case Nature::flottant:
        return "nombre " + texte_nombre(element.flottant()) + " reçu";
    case Nature::texte:
        return "texte « " + echapper(element.texte(), taille_apercu) + " » reçu";
    case Nature::octets:
        return compter(element.valeur, "octet") + (element.valeur > 1 ? " reçus" : " reçu");
    case Nature::extension:
        return "extension " + std::to_string(element.type_extension) + " de " +
               compter(element.valeur, "octet") + " reçue";
    case Nature::tableau:
        return "liste de " + compter(element.valeur, "élément") + " reçue";
    case Nature::table:
        return "table de " + compter(element.valeur, "paire") + " reçue";
    case Nature::illisible:
        break;
    }
    return "msgpack illisible reçu";
}

Element Lecteur::lire_element() {
    return lire_element(position_, fin_);
}

/// Lit l'élément qui commence à `position`, qui avance. Presque tous sont des textes, des octets ou
/// des listes ; rendu sans copie : un élément se relirait aussitôt écrit.
Element Lecteur::lire_element(const std::uint8_t*& position, const std::uint8_t* fin) {
    const std::span<const std::uint8_t> octets(position, fin);
    const FormeEntete forme = octets.empty() ? FormeEntete{} : formes_entete[octets.front()];
    const bool a_corps = forme.genre == Genre::texte || forme.genre == Genre::octets;
    if ((!a_corps && forme.genre != Genre::tableau) || forme.taille >= octets.size()) {
        return lire_rare(position, fin);
    }
    const std::uint64_t nombre =
        forme.largeur == 0 ? forme.immediat : lire_gros_boutiste(&octets[1], forme.largeur);
    if (nombre > octets.size() - forme.taille) {
        return lire_rare(position, fin);
    }
    const std::uint8_t* const corps = position + forme.taille;
    position = corps + (a_corps ? nombre : 0);
    return {nature(forme.genre), 0, nombre, corps};
}

/// La même chose d'un élément quelconque.
Element Lecteur::lire_rare(const std::uint8_t*& position, const std::uint8_t* fin) {
    const std::span<const std::uint8_t> octets(position, fin);
    const Entete entete = lire_entete(octets);
    if (entete.taille > octets.size()) {
        return {};
    }
    const std::size_t apres = octets.size() - entete.taille;
    if (entete.corps() > apres || entete.contenus() > apres) {
        return {};
    }
    const Element element{
        .nature = nature(entete.genre),
        .type_extension = entete.type_extension,
        .valeur = entete.valeur,
        .corps = position + entete.taille};
    if (element.nature != Nature::illisible) {
        position += entete.taille + static_cast<std::size_t>(entete.corps());
    }
    return element;
}

bool Lecteur::est_sur_table() const {
    return position_ != fin_ && formes_entete[*position_].genre == Genre::table;
}

Element Lecteur::regarder() const {
    const std::uint8_t* ici = position_;
    return lire_element(ici, fin_);
}

std::span<const std::uint8_t> Lecteur::extraire() {
    const std::span<const std::uint8_t> octets(position_, reste());
    const std::size_t taille = taille_valeur(octets);
    position_ += taille;
    return octets.first(taille);
}

bool Lecteur::entrer() {
    if (profondeur_ == profondeur_lecture_max) {
        return refuser("valeurs imbriquées au-delà de 512 niveaux");
    }
    ++profondeur_;
    return true;
}

bool Lecteur::refuser(const Element& recu, std::string_view attendu) {
    std::string motif(attendu);
    motif += " attendu";
    motif += accord(attendu);
    motif += ", ";
    motif += decrire_recu(recu);
    return refuser(std::move(motif));
}

bool Lecteur::refuser(std::string motif) {
    motif_ = std::move(motif);
    lieu_.clear();
    return false;
}

bool Lecteur::refuser_comme(const Lecteur& autre) {
    lieu_ = autre.lieu_;
    motif_ = autre.motif_;
    return false;
}

bool Lecteur::situer(std::string_view lieu) {
    std::string complet(lieu);
    if (!lieu_.empty()) {
        complet += ", ";
        complet += lieu_;
    }
    lieu_ = std::move(complet);
    return false;
}

bool Lecteur::situer_element(std::size_t indice) {
    return situer("élément " + std::to_string(indice + 1));
}

void Lecteur::reprendre(const Lecteur& autre) {
    position_ = autre.position_;
    profondeur_ = autre.profondeur_;
    lieu_.clear();
    motif_.clear();
}

std::string Lecteur::ecart() const {
    return lieu_.empty() ? motif_ : lieu_ + " : " + motif_;
}

} // namespace cconn::detail

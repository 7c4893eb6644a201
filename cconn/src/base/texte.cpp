// Texte: UTF-8, noms de commande, échappement pour le journal, noms ressemblants.
// SPDX-License-Identifier: MIT
#include "base/texte.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace cconn::detail {
namespace {

constexpr std::string_view caractere_remplacement = "\xEF\xBF\xBD";
constexpr std::string_view points_suspension = "\xE2\x80\xA6";

/// Un caractère au début d'un texte ; de taille nulle s'il est mal formé.
struct Caractere {
    std::uint32_t point = 0;
    std::size_t taille = 0;
};

bool est_suite(char octet) noexcept {
    return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

/// Ce qu'annonce un premier octet non ASCII : octets du caractère, plus petit point permis.
struct Annonce {
    std::size_t taille;
    std::uint32_t minimum;
};

Annonce lire_annonce(std::uint32_t premier) noexcept {
    if (premier >= 0xC2 && premier < 0xE0) {
        return {2, 0x80};
    }
    if (premier >= 0xE0 && premier < 0xF0) {
        return {3, 0x800};
    }
    if (premier >= 0xF0 && premier < 0xF5) {
        return {4, 0x1'0000};
    }
    return {0, 0};
}

// Exige : texte non vide.
Caractere lire_caractere(std::string_view texte) noexcept {
    const std::uint32_t premier = static_cast<unsigned char>(texte.front());
    if (premier < 0x80) {
        return {premier, 1};
    }
    const Annonce annonce = lire_annonce(premier);
    if (annonce.taille == 0 || texte.size() < annonce.taille) {
        return {};
    }
    std::uint32_t point = premier & (0x7FU >> annonce.taille);
    for (const char octet : texte.substr(1, annonce.taille - 1)) {
        if (!est_suite(octet)) {
            return {};
        }
        point = point << 6U | (static_cast<unsigned char>(octet) & 0x3FU);
    }
    const bool est_demi_codet = point >= 0xD800 && point <= 0xDFFF;
    if (point < annonce.minimum || point > 0x10'FFFF || est_demi_codet) {
        return {};
    }
    return {point, annonce.taille};
}

bool est_controle(std::uint32_t point) noexcept {
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

/// Caractères qui, dans un journal, feraient croire à une autre ligne ou à un autre texte :
/// séparateurs de ligne, marques de sens d'écriture, blancs invisibles.
bool est_trompeur(std::uint32_t point) noexcept {
    return (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0x061C || point == 0xFEFF;
}

void echapper_octet(std::string& sortie, char octet) {
    constexpr std::string_view chiffres = "0123456789abcdef";
    const auto valeur = static_cast<unsigned char>(octet);
    switch (octet) {
    case '\n':
        sortie += "\\n";
        return;
    case '\r':
        sortie += "\\r";
        return;
    case '\t':
        sortie += "\\t";
        return;
    case '\\':
        sortie += "\\\\";
        return;
    default:
        sortie += "\\x";
        sortie += chiffres[valeur >> 4U];
        sortie += chiffres[valeur & 0xFU];
    }
}

/// Avance au-delà des octets ASCII, huit à la fois.
std::size_t sauter_ascii(std::string_view texte, std::size_t debut) noexcept {
    constexpr std::uint64_t bits_forts = 0x8080'8080'8080'8080;
    while (debut + sizeof(std::uint64_t) <= texte.size()) {
        std::uint64_t huit = 0;
        std::memcpy(&huit, texte.data() + debut, sizeof huit);
        if ((huit & bits_forts) != 0) {
            break;
        }
        debut += sizeof huit;
    }
    return debut;
}

/// Vrai si tout est ASCII et visible, ou espace : sans sortie anticipée, pour que le compilateur en
/// fasse plusieurs octets à la fois.
bool est_ascii_affichable(std::string_view texte) noexcept {
    bool affichable = true;
    for (const char octet : texte) {
        affichable &= octet >= 0x20 && octet < 0x7F;
    }
    return affichable;
}

} // namespace

bool est_utf8(std::string_view texte) noexcept {
    std::size_t position = sauter_ascii(texte, 0);
    while (position < texte.size()) {
        const Caractere caractere = lire_caractere(texte.substr(position));
        if (caractere.taille == 0) {
            return false;
        }
        position += caractere.taille;
        if (caractere.taille == 1) {
            position = sauter_ascii(texte, position);
        }
    }
    return true;
}

std::string rendre_utf8(std::string_view texte) {
    std::string sortie;
    sortie.reserve(texte.size());
    while (!texte.empty()) {
        const std::size_t taille = lire_caractere(texte).taille;
        sortie += taille == 0 ? caractere_remplacement : texte.substr(0, taille);
        texte.remove_prefix(std::max<std::size_t>(taille, 1));
    }
    return sortie;
}

std::string_view couper_utf8(std::string_view texte, std::size_t taille_max) noexcept {
    if (texte.size() <= taille_max) {
        return texte;
    }
    std::size_t fin = taille_max;
    while (fin > 0 && est_suite(texte[fin])) {
        --fin;
    }
    return texte.substr(0, fin);
}

std::string echapper(std::string_view texte, std::size_t taille_max) {
    std::string sortie;
    std::size_t fin_sure = 0; // Là où « … » tient encore.
    while (!texte.empty()) {
        const Caractere caractere = lire_caractere(texte);
        const std::size_t taille = std::max<std::size_t>(caractere.taille, 1);
        const std::string_view octets = texte.substr(0, taille);
        if (caractere.taille == 0 || est_controle(caractere.point) ||
            est_trompeur(caractere.point) || caractere.point == U'\\') {
            for (const char octet : octets) {
                echapper_octet(sortie, octet);
            }
        } else {
            sortie += octets;
        }
        if (sortie.size() > taille_max) {
            sortie.resize(fin_sure);
            sortie += points_suspension;
            return sortie;
        }
        if (sortie.size() + points_suspension.size() <= taille_max) {
            fin_sure = sortie.size();
        }
        texte.remove_prefix(taille);
    }
    return sortie;
}

bool nom_commande_valide(std::string_view nom, std::size_t taille_max) noexcept {
    if (nom.empty() || nom.size() > taille_max) {
        return false;
    }
    if (est_ascii_affichable(nom)) {
        return true; // presque tous les noms
    }
    while (!nom.empty()) {
        const Caractere caractere = lire_caractere(nom);
        if (caractere.taille == 0 || est_controle(caractere.point)) {
            return false;
        }
        nom.remove_prefix(caractere.taille);
    }
    return true;
}

std::string defaut_nom_commande(std::string_view nom, std::size_t taille_max) {
    constexpr std::size_t taille_citation = 64;
    if (nom.empty()) {
        return "nom de commande vide";
    }
    if (nom.size() > taille_max) {
        return "nom de commande de " + std::to_string(nom.size()) + " octets, limite " +
               std::to_string(taille_max);
    }
    const std::string citation = "« " + echapper(nom, taille_citation) + " »";
    if (!est_utf8(nom)) {
        return "nom de commande qui n'est pas de l'UTF-8 : " + citation;
    }
    return "nom de commande avec un caractère de contrôle : " + citation;
}

} // namespace cconn::detail

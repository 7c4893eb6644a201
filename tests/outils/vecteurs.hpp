// Vecteurs: exemples d'octets lus dans tests/conformite/vecteurs, et octets en hexadécimal.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace outils {

using Octets = std::vector<std::uint8_t>;

/// Une ligne `nom : octets -> issue` ; l'issue est propre à chaque fichier.
struct Vecteur {
    std::string nom;
    Octets octets;
    std::string issue;
};

/// Octets écrits en hexadécimal, groupés ou non : `94 00 01`, `940001`. `91*33` répète.
inline Octets depuis_hexa(const std::string& texte) {
    Octets octets;
    std::istringstream mots(texte);
    for (std::string mot; mots >> mot;) {
        const std::size_t etoile = mot.find('*');
        const std::size_t fois =
            etoile == std::string::npos ? 1 : std::stoul(mot.substr(etoile + 1));
        const std::string chiffres = mot.substr(0, etoile);
        if (chiffres.size() % 2 != 0) {
            throw std::invalid_argument("hexadécimal de longueur impaire : " + mot);
        }
        for (std::size_t i = 0; i < fois; ++i) {
            for (std::size_t j = 0; j < chiffres.size(); j += 2) {
                octets.push_back(
                    static_cast<std::uint8_t>(std::stoul(chiffres.substr(j, 2), nullptr, 16))
                );
            }
        }
    }
    return octets;
}

/// L'inverse, sans espaces.
inline std::string vers_hexa(std::span<const std::uint8_t> octets) {
    constexpr std::string_view chiffres = "0123456789abcdef";
    std::string texte;
    for (const std::uint8_t octet : octets) {
        texte += chiffres[octet >> 4U];
        texte += chiffres[octet & 0xFU];
    }
    return texte;
}

/// Les vecteurs d'un fichier, dans l'ordre. Une ligne vide ou qui commence par `#` est ignorée ;
/// toute autre ligne mal formée, ou un fichier sans vecteur, est une erreur du test.
inline std::vector<Vecteur> lire_vecteurs(const std::string& fichier) {
    const std::filesystem::path dossier =
        std::filesystem::path(__FILE__).parent_path().parent_path() / "conformite" / "vecteurs";
    std::ifstream flux(dossier / fichier);
    std::vector<Vecteur> vecteurs;
    for (std::string ligne; std::getline(flux, ligne);) {
        if (ligne.empty() || ligne.front() == '#') {
            continue;
        }
        const std::size_t deux_points = ligne.find(" : ");
        const std::size_t fleche = ligne.find(" -> ");
        if (deux_points == std::string::npos || fleche == std::string::npos ||
            fleche < deux_points + 3) {
            throw std::runtime_error("ligne mal formée : " + ligne);
        }
        const std::size_t debut_octets = deux_points + 3;
        vecteurs.push_back(
            {ligne.substr(0, deux_points),
             depuis_hexa(ligne.substr(debut_octets, fleche - debut_octets)),
             ligne.substr(fleche + 4)}
        );
    }
    if (vecteurs.empty()) {
        throw std::runtime_error("aucun vecteur dans " + (dossier / fichier).string());
    }
    return vecteurs;
}

} // namespace outils

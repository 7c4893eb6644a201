// Ligne: une commande et ses arguments, en une ligne de texte et retour.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/cconn.hpp>

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace console {

/// Les mots d'une ligne tapée, séparés par des blancs ; le premier est le nom de la commande.
inline std::vector<std::string> separer(const std::string& ligne) {
    std::istringstream flux(ligne);
    std::vector<std::string> mots;
    for (std::string mot; flux >> mot;) {
        mots.push_back(mot);
    }
    return mots;
}

/// Le texte sans ses caractères de contrôle : un pair ne doit pas pouvoir piloter le terminal.
inline std::string rendre_affichable(std::string_view texte) {
    std::string affichable;
    for (std::size_t i = 0; i < texte.size(); ++i) {
        const auto octet = static_cast<unsigned char>(texte[i]);
        const auto suivant = i + 1 < texte.size() ? static_cast<unsigned char>(texte[i + 1]) : 0;
        if (octet < 0x20 || octet == 0x7f) {
            affichable += '?';
        } else if (octet == 0xc2 && suivant >= 0x80 && suivant < 0xa0) {
            affichable += '?'; // de U+0080 à U+009F
            ++i;
        } else {
            affichable += texte[i];
        }
    }
    return affichable;
}

/// Les arguments, séparés par des espaces ; un texte s'écrit sans guillemets.
inline std::string joindre(const cconn::Arguments& arguments) {
    std::string ligne;
    for (const cconn::Valeur& valeur : arguments) {
        const bool est_texte = valeur.genre() == cconn::GenreValeur::texte;
        ligne += ligne.empty() ? "" : " ";
        ligne += est_texte ? rendre_affichable(valeur.texte()) : valeur.vers_texte();
    }
    return ligne;
}

/// La commande telle qu'on l'aurait tapée.
inline std::string joindre(std::string_view nom, const cconn::Arguments& arguments) {
    const std::string suite = joindre(arguments);
    return std::string(nom) + (suite.empty() ? "" : " " + suite);
}

} // namespace console

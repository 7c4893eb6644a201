// Decodage: compte les arguments reçus et dit ce qui ne convient pas.
// SPDX-License-Identifier: MIT
#include <cconn/detail/decodage.hpp>

namespace cconn::detail {
namespace {

std::string nommer_arguments(std::size_t nb) {
    return std::to_string(nb) + (nb > 1 ? " arguments" : " argument");
}

std::string decrire_arite(const Arite& arite) {
    if (arite.max == sans_maximum) {
        return "au moins " + nommer_arguments(arite.min);
    }
    if (arite.min == arite.max) {
        return nommer_arguments(arite.max);
    }
    return "de " + std::to_string(arite.min) + " à " + nommer_arguments(arite.max);
}

} // namespace

std::size_t ouvrir_arguments(Lecteur& lecteur) {
    if (lecteur.est_sur_table()) {
        return 1;
    }
    const Element annonce = lecteur.suivant();
    return annonce.nature == Nature::tableau ? annonce.taille() : 0;
}

bool suit_table(const Lecteur& lecteur, std::size_t a_sauter) {
    Lecteur avant(lecteur);
    for (std::size_t i = 0; i < a_sauter; ++i) {
        static_cast<void>(avant.extraire());
    }
    return avant.est_sur_table();
}

void lever_arite(std::string_view commande, const Arite& arite, std::size_t recus) {
    throw Erreur(
        CodeErreur::arguments_incompatibles,
        std::string(commande) + " attend " + decrire_arite(arite) + ", " + std::to_string(recus) +
            (recus > 1 ? " reçus" : " reçu")
    );
}

void lever_argument(std::string_view commande, std::size_t position, Lecteur& lecteur) {
    lecteur.situer("argument " + std::to_string(position));
    lecteur.situer(commande);
    throw Erreur(CodeErreur::arguments_incompatibles, lecteur.ecart());
}

void lever_resultat(std::string_view commande, Lecteur& lecteur) {
    lecteur.situer("résultat");
    lecteur.situer(commande);
    throw Erreur(CodeErreur::resultat_incompatible, lecteur.ecart());
}

} // namespace cconn::detail

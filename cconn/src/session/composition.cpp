// Composition: écrit une trame depuis un nom et des arguments de l'application.
// SPDX-License-Identifier: MIT
#include "session/composition.hpp"

#include <cconn/erreur.hpp>

#include "base/texte.hpp"
#include "protocole/encodage.hpp"

#include <string>

namespace cconn::detail {

namespace {

void exiger_nom(std::string_view nom, const Limites& limites) {
    if (!nom_commande_valide(nom, limites.taille_nom_max)) {
        throw Erreur(
            CodeErreur::argument_invalide, defaut_nom_commande(nom, limites.taille_nom_max)
        );
    }
}

// NOLINTNEXTLINE(readability-function-size): les mêmes arguments que celles qui l'appellent
void completer(
    Tampon& trame,
    std::string_view nom,
    Empaqueteur arguments,
    const Limites& limites,
    Citations citations
) {
    if (citations == Citations::permises) {
        trame.permettre_citations();
    }
    arguments(trame);
    if (trame.taille() > limites.taille_message_max) {
        throw Erreur(
            CodeErreur::trame_trop_grande,
            "l'envoi de " + std::string(nom) + " fait " + std::to_string(trame.taille()) +
                " octets, limite " + std::to_string(limites.taille_message_max)
        );
    }
}

} // namespace

Tampon composer_avis(
    std::string_view nom, Empaqueteur arguments, const Limites& limites, Citations citations
) {
    exiger_nom(nom, limites);
    Tampon trame;
    ecrire_entete_avis(trame, nom);
    completer(trame, nom, arguments, limites, citations);
    return trame;
}

// NOLINTNEXTLINE(readability-function-size): une trame a quatre éléments, et des limites
Tampon composer_requete(
    std::uint32_t id,
    std::string_view nom,
    Empaqueteur arguments,
    const Limites& limites,
    Citations citations
) {
    exiger_nom(nom, limites);
    Tampon trame;
    ecrire_entete_requete(trame, id, nom);
    completer(trame, nom, arguments, limites, citations);
    return trame;
}

} // namespace cconn::detail

// Erreurs: ce qu'une fonction lève, en texte, pour que l'échec d'un test se lise.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/erreur.hpp>

#include <string>

namespace outils {

/// Le `what()` de l'`Erreur` que lève cette fonction : « CODE : contexte » ; « rien » sinon.
template<class F>
std::string erreur_de(F fonction) {
    try {
        fonction();
    } catch (const cconn::Erreur& erreur) {
        return erreur.what();
    }
    return "rien";
}

/// Le nom du code de cette `Erreur` : « CONNEXION_PERDUE » ; « rien » sinon.
template<class F>
std::string code_de(F fonction) {
    try {
        fonction();
    } catch (const cconn::Erreur& erreur) {
        return std::string(cconn::nom_code(erreur.code_cconn()));
    }
    return "rien";
}

} // namespace outils

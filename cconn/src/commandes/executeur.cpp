// Executeur: appelle la fonction d'une commande; tout échec devient une réponse et une ligne.
// SPDX-License-Identifier: MIT
#include "commandes/executeur.hpp"

#include <cconn/connexion.hpp>
#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "protocole/encodage.hpp"

#include <exception>
#include <string>
#include <utility>

namespace cconn::detail {

/// Pourquoi une commande n'a pas de résultat.
struct Executeur::Echec {
    NatureErreur nature;
    std::string texte;  ///< Ce que le pair apprend, nom du code compris.
    std::string detail; ///< Ce qui ne va qu'au journal ; vide : rien de plus que le texte.
};

Tampon Executeur::executer(ContexteCommande& contexte, std::optional<std::uint32_t> id) const {
    Tampon reponse;
    if (id) {
        ecrire_entete_reponse(reponse, *id);
    }
    auto echec = appeler(contexte, id ? &reponse : nullptr);
    if (!echec && reponse.taille() > reglages_.taille_message_max) {
        echec = Echec{
            NatureErreur::exception,
            texte_erreur(
                CodeErreur::trame_trop_grande,
                "le résultat de " + std::string(contexte.nom) + " fait " +
                    std::to_string(reponse.taille()) + " octets, limite " +
                    std::to_string(reglages_.taille_message_max)
            ),
            {}};
    }
    if (echec) {
        journal_->ecrire(
            NiveauJournal::avertissement,
            "commande de " + contexte.connexion.adresse() + " : " + echec->texte + echec->detail
        );
        if (id) {
            reponse.vider();
            ecrire_reponse_erreur(
                reponse, *id, {echec->nature, echec->texte}, reglages_.taille_erreur_max
            );
        }
    }
    return reponse;
}

std::optional<Executeur::Echec>
Executeur::appeler(ContexteCommande& contexte, Tampon* resultat) const {
    const auto fonction = table_->trouver(contexte.nom);
    if (fonction == nullptr) {
        return commande_inconnue(contexte.nom);
    }
    try {
        (*fonction)(contexte, resultat);
        return std::nullopt;
    } catch (const Erreur& erreur) {
        return echec_cconn(contexte, erreur);
    } catch (const std::exception& exception) {
        return echec_etranger(contexte, exception.what());
    } catch (...) {
        return echec_etranger(contexte, "exception qui ne dérive pas de std::exception");
    }
}

/// Une `Erreur` arrive telle quelle chez l'appelant ; celle d'un argument nomme toujours la commande.
Executeur::Echec
Executeur::echec_cconn(const ContexteCommande& contexte, const Erreur& erreur) const {
    if (erreur.code_cconn() != CodeErreur::arguments_incompatibles) {
        return {NatureErreur::exception, erreur.what(), {}};
    }
    if (erreur.contexte().starts_with(contexte.nom)) {
        return {NatureErreur::refus, erreur.what(), {}};
    }
    // Levée par la commande elle-même, en lisant ses `Arguments` ou ses `Nommes`.
    return {
        NatureErreur::refus,
        texte_erreur(erreur.code_cconn(), std::string(contexte.nom) + " : " + erreur.contexte()),
        {}};
}

Executeur::Echec Executeur::commande_inconnue(std::string_view nom) const {
    std::string texte = texte_erreur(CodeErreur::commande_inconnue, nom);
    if (const auto proche = table_->plus_proche(nom)) {
        texte += ", vouliez-vous dire " + *proche + " ?";
    }
    return {NatureErreur::refus, std::move(texte), {}};
}

Executeur::Echec
Executeur::echec_etranger(const ContexteCommande& contexte, const char* texte) const {
    if (reglages_.texte_exception == TexteException::transmis) {
        return {NatureErreur::exception, texte_erreur(CodeErreur::echec_gestionnaire, texte), {}};
    }
    return {
        NatureErreur::exception,
        texte_erreur(CodeErreur::echec_gestionnaire, "erreur interne"),
        " (" + std::string(contexte.nom) + " : " + texte + ")"};
}

} // namespace cconn::detail

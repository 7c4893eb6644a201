// Executeur: appelle la fonction d'une commande; tout échec devient une réponse et une ligne.
// SPDX-License-Identifier: MIT
#include "commandes/executeur.hpp"

#include <cconn/erreur.hpp>

#include "base/codes.hpp"
#include "protocole/encodage.hpp"

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace cconn::detail {

/// Pourquoi une commande n'a pas de résultat.
struct Executeur::Echec {
    NatureErreur nature;
    std::string texte;  ///< Ce que le pair apprend, nom du code compris.
    std::string detail; ///< Ce qui ne va qu'au journal ; vide : rien de plus que le texte.
};

namespace {

std::string texte_inconnue(const InstantaneCommandes& table, std::string_view nom) {
    std::string texte = texte_erreur(CodeErreur::commande_inconnue, nom);
    if (const auto proche = table.plus_proche(nom)) {
        texte += ", vouliez-vous dire " + *proche + " ?";
    }
    return texte;
}

void appeler_motif(const FicheMotif& fiche, ContexteCommande& contexte, Tampon* resultat) {
    std::vector<std::string> captures;
    if (fiche.fonction.lit_captures) {
        captures = fiche.motif.captures(contexte.nom);
        contexte.captures = captures;
    }
    fiche.fonction.fonction(contexte, resultat);
}

} // namespace

void Executeur::executer(
    ContexteCommande& contexte,
    const InstantaneCommandes& table,
    std::optional<std::uint32_t> id,
    Tampon& reponse
) const {
    if (id) {
        ecrire_entete_reponse(reponse, *id);
    }
    try {
        Tampon* const resultat = id ? &reponse : nullptr;
        if (const FicheCommande* fiche = table.commande(contexte.nom)) {
            contexte.issue.rang = fiche->rang;
            if (refuser(fiche->garde, contexte, id, reponse)) {
                return;
            }
            fiche->fonction(contexte, resultat);
        } else if (const FicheMotif* avec_motif = table.motif(contexte.nom)) {
            contexte.issue.rang = avec_motif->rang;
            if (refuser(avec_motif->garde, contexte, id, reponse)) {
                return;
            }
            appeler_motif(*avec_motif, contexte, resultat);
        } else if (!id && est_reserve(contexte.nom)) {
            return; // un pair plus récent se déclare : rien à en dire
        } else {
            contexte.issue.echec = true;
            const Echec inconnue{NatureErreur::refus, texte_inconnue(table, contexte.nom), {}};
            repondre_echec({contexte.nom, contexte.appelant, id}, inconnue, reponse);
            return;
        }
    } catch (...) {
        contexte.issue.echec = true;
        const Echec echec = traduire(contexte.nom, std::current_exception());
        repondre_echec({contexte.nom, contexte.appelant, id}, echec, reponse);
        return;
    }
    if (contexte.differee != nullptr) {
        reponse.vider();
    } else if (reponse.taille() > reglages_.taille_message_max) {
        conclure({contexte.nom, contexte.appelant, id}, reponse);
    }
}

/// Refuse l'appel que sa garde, s'il en a une, ne permet pas. @return vrai s'il est refusé.
bool Executeur::refuser(
    const Garde& garde, ContexteCommande& contexte, std::optional<std::uint32_t> id, Tampon& reponse
) const {
    const auto refus = garde ? garde(contexte) : std::nullopt;
    if (!refus) {
        return false;
    }
    contexte.issue.echec = true;
    const Echec echec{
        NatureErreur::refus,
        texte_erreur(refus->code, refus->texte),
        " (" + std::string(contexte.nom) + ")"};
    repondre_echec({contexte.nom, contexte.appelant, id}, echec, reponse);
    return true;
}

Tampon Executeur::repondre(
    std::string_view nom, std::string_view appelant, std::uint32_t id, IssueCommande issue
) const {
    Tampon reponse;
    ecrire_entete_reponse(reponse, id);
    if (const auto* exception = std::get_if<std::exception_ptr>(&issue)) {
        repondre_echec({nom, appelant, id}, traduire(nom, *exception), reponse);
    } else {
        reponse.ajouter(std::get<Tampon>(issue).octets());
        conclure({nom, appelant, id}, reponse);
    }
    return reponse;
}

/// Refuse un résultat trop grand.
void Executeur::conclure(const Demande& demande, Tampon& reponse) const {
    if (reponse.taille() > reglages_.taille_message_max) {
        const Echec trop_grand{
            NatureErreur::exception,
            texte_erreur(
                CodeErreur::trame_trop_grande,
                "le résultat de " + std::string(demande.nom) + " fait " +
                    std::to_string(reponse.taille()) + " octets, limite " +
                    std::to_string(reglages_.taille_message_max)
            ),
            {}};
        repondre_echec(demande, trop_grand, reponse);
    }
}

/// Fait d'un échec une ligne de journal, et la réponse d'une requête.
void Executeur::repondre_echec(const Demande& demande, const Echec& echec, Tampon& reponse) const {
    journal_->ecrire(
        NiveauJournal::avertissement,
        "commande de " + std::string(demande.appelant) + " : " + echec.texte + echec.detail
    );
    reponse.vider();
    if (demande.id) {
        ecrire_reponse_erreur(
            reponse, *demande.id, {echec.nature, echec.texte}, reglages_.taille_erreur_max
        );
    }
}

Executeur::Echec
Executeur::traduire(std::string_view nom, const std::exception_ptr& exception) const {
    try {
        std::rethrow_exception(exception);
    } catch (const Erreur& erreur) {
        return echec_cconn(nom, erreur);
    } catch (const std::exception& etrangere) {
        return echec_etranger(nom, etrangere.what());
    } catch (...) {
        return echec_etranger(nom, "exception qui ne dérive pas de std::exception");
    }
}

/// Une `Erreur` arrive telle quelle chez l'appelant ; celle d'un argument nomme toujours la commande.
Executeur::Echec Executeur::echec_cconn(std::string_view nom, const Erreur& erreur) {
    if (erreur.code_cconn() != CodeErreur::arguments_incompatibles) {
        return {NatureErreur::exception, erreur.what(), {}};
    }
    if (erreur.contexte().starts_with(nom)) {
        return {NatureErreur::refus, erreur.what(), {}};
    }
    // Levée par la commande elle-même, en lisant ses `Arguments` ou ses `Nommes`.
    return {
        NatureErreur::refus,
        texte_erreur(erreur.code_cconn(), std::string(nom) + " : " + erreur.contexte()),
        {}};
}

Executeur::Echec Executeur::echec_etranger(std::string_view nom, const char* texte) const {
    if (reglages_.texte_exception == TexteException::transmis) {
        return {NatureErreur::exception, texte_erreur(CodeErreur::echec_gestionnaire, texte), {}};
    }
    return {
        NatureErreur::exception,
        texte_erreur(CodeErreur::echec_gestionnaire, "erreur interne"),
        " (" + std::string(nom) + " : " + texte + ")"};
}

} // namespace cconn::detail

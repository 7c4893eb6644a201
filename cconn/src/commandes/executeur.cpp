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
#include <vector>

namespace cconn::detail {

namespace {

/// Les noms que le protocole se réserve. @source docs/reference/protocole.md
constexpr std::string_view prefixe_reserve = "cconn.";

} // namespace

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

Tampon Executeur::executer(
    ContexteCommande& contexte, Consultation& consultation, std::optional<std::uint32_t> id
) const {
    Tampon reponse;
    if (id) {
        ecrire_entete_reponse(reponse, *id);
    }
    auto echec = appeler(contexte, consultation, id ? &reponse : nullptr);
    contexte.issue.echec = echec.has_value();
    if (!echec && contexte.differee != nullptr) {
        return {};
    }
    // L'adresse ne sert qu'au journal : une commande réussie ne la compose pas.
    const bool a_dire = echec || reponse.taille() > reglages_.taille_message_max;
    const std::string appelant = a_dire ? contexte.connexion.adresse() : std::string();
    return conclure({contexte.nom, appelant, id}, std::move(reponse), std::move(echec));
}

Tampon Executeur::repondre(
    std::string_view nom, std::string_view appelant, std::uint32_t id, IssueCommande issue
) const {
    Tampon reponse;
    ecrire_entete_reponse(reponse, id);
    std::optional<Echec> echec;
    if (const auto* exception = std::get_if<std::exception_ptr>(&issue)) {
        echec = traduire(nom, *exception);
    } else {
        reponse.ajouter(std::get<Tampon>(issue).octets());
    }
    return conclure({nom, appelant, id}, std::move(reponse), std::move(echec));
}

/// Refuse un résultat trop grand, et fait d'un échec une ligne de journal et une réponse.
Tampon
Executeur::conclure(const Demande& demande, Tampon reponse, std::optional<Echec> echec) const {
    if (!echec && reponse.taille() > reglages_.taille_message_max) {
        echec = Echec{
            NatureErreur::exception,
            texte_erreur(
                CodeErreur::trame_trop_grande,
                "le résultat de " + std::string(demande.nom) + " fait " +
                    std::to_string(reponse.taille()) + " octets, limite " +
                    std::to_string(reglages_.taille_message_max)
            ),
            {}};
    }
    if (echec) {
        journal_->ecrire(
            NiveauJournal::avertissement,
            "commande de " + std::string(demande.appelant) + " : " + echec->texte + echec->detail
        );
        if (demande.id) {
            reponse.vider();
            ecrire_reponse_erreur(
                reponse, *demande.id, {echec->nature, echec->texte}, reglages_.taille_erreur_max
            );
        }
    }
    return reponse;
}

std::optional<Executeur::Echec>
Executeur::appeler(ContexteCommande& contexte, Consultation& consultation, Tampon* resultat) const {
    try {
        // Tenue jusqu'au bout : la fonction finit, même remplacée ou retirée entre-temps.
        const Consultation::Acces table(consultation);
        if (const FicheCommande* fiche = table->commande(contexte.nom)) {
            contexte.issue.rang = fiche->rang;
            fiche->fonction(contexte, resultat);
        } else if (const FicheMotif* avec_motif = table->motif(contexte.nom)) {
            contexte.issue.rang = avec_motif->rang;
            appeler_motif(*avec_motif, contexte, resultat);
        } else if (resultat == nullptr && contexte.nom.starts_with(prefixe_reserve)) {
            return std::nullopt; // un pair plus récent se déclare : rien à en dire
        } else {
            return Echec{NatureErreur::refus, texte_inconnue(*table, contexte.nom), {}};
        }
        return std::nullopt;
    } catch (...) {
        return traduire(contexte.nom, std::current_exception());
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

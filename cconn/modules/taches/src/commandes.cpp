// Commandes: ce que la file d'attente offre aux clients du serveur.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "fiche.hpp"
#include "interne.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace cconn::taches::detail {
namespace {

OptionsSoumission lire_options(const Nommes& nommes) {
    nommes.exiger_parmi({"cle", "priorite", "delai", "suivre"});
    return {
        .cle = nommes.lire_ou<std::string>("cle", ""),
        .priorite = nommes.lire_ou<std::int32_t>("priorite", 0),
        .delai = nommes.lire_ou<std::chrono::milliseconds>("delai", std::chrono::milliseconds{0}),
        .suivi = nommes.lire_ou<bool>("suivre", false) ? Suivi::oui : Suivi::non};
}

FiltreTaches lire_filtre(const Nommes& nommes) {
    nommes.exiger_parmi({"etat", "type", "limite", "apres"});
    FiltreTaches filtre;
    const auto etat = nommes.lire_ou<std::string>("etat", "");
    if (!etat.empty()) {
        filtre.etat = etat_depuis_nom(etat);
        if (filtre.etat == EtatTache::inconnue) {
            throw Erreur(CodeErreur::argument_invalide, "« " + etat + " » n'est pas un état");
        }
    }
    filtre.type = nommes.lire_ou<std::string>("type", "");
    filtre.limite = nommes.lire_ou<std::size_t>("limite", filtre.limite);
    filtre.apres = nommes.lire_ou<std::string>("apres", "");
    return filtre;
}

using Partage = std::shared_ptr<Interne>;

void enregistrer_questions(const Partage& interne, const std::string& prefixe) {
    Serveur& serveur = interne->serveur();
    serveur.enregistrer_commande(
        prefixe + ".etat",
        [interne](const std::string& id) { return vers_fiche(interne->etat(id)); },
        "où en est une tâche : identifiant"
    );
    serveur.enregistrer_commande(
        prefixe + ".resultat",
        [interne](const std::string& id) { return vers_fiche(interne->resultat(id)); },
        "le résultat d'une tâche, ou son état : identifiant"
    );
    serveur.enregistrer_commande(
        prefixe + ".lister",
        [interne](const Nommes& filtre) {
            std::vector<Fiche> fiches;
            for (const Tache& tache : interne->lister(lire_filtre(filtre))) {
                fiches.push_back(vers_fiche(tache));
            }
            return fiches;
        },
        "les tâches : {etat, type, limite, apres}"
    );
    serveur.enregistrer_commande(
        prefixe + ".compter",
        [interne] { return vers_fiche(interne->comptes()); },
        "combien de tâches sont dans chaque état"
    );
}

void enregistrer_demandes(const Partage& interne, const std::string& prefixe) {
    Serveur& serveur = interne->serveur();
    serveur.enregistrer_commande(
        prefixe + ".soumettre",
        [interne](
            const Connexion& client,
            const std::string& type,
            const Valeur& donnees,
            const Nommes& nommes
        ) {
            const OptionsSoumission options = lire_options(nommes);
            const Connexion* const suiveur = options.suivi == Suivi::oui ? &client : nullptr;
            return interne->soumettre(type, donnees, options, suiveur);
        },
        "soumet une tâche, rend son identifiant : type, données, {cle, priorite, delai, suivre}"
    );
    serveur.enregistrer_commande(
        prefixe + ".annuler",
        [interne](const std::string& id) { return vers_fiche(interne->annuler(id)); },
        "annule une tâche : identifiant"
    );
    serveur.enregistrer_commande(
        prefixe + ".oublier",
        [interne](const std::string& id) { return vers_fiche(interne->oublier(id)); },
        "efface une tâche finie : identifiant"
    );
}

void enregistrer_suivi(const Partage& interne, const std::string& prefixe) {
    Serveur& serveur = interne->serveur();
    serveur.enregistrer_commande(
        prefixe + ".suivre",
        [interne](const Connexion& client, const std::string& id) {
            return vers_fiche(interne->suivre(id, client));
        },
        "demande à recevoir les changements d'état d'une tâche : identifiant"
    );
    serveur.enregistrer_commande(
        prefixe + ".ne_plus_suivre",
        [interne](const Connexion& client, const std::string& id) {
            interne->ne_plus_suivre(id, client);
        },
        "ne demande plus à les recevoir : identifiant"
    );
}

} // namespace

void enregistrer_commandes(const Partage& interne) {
    const std::string& prefixe = interne->options().prefixe;
    enregistrer_questions(interne, prefixe);
    enregistrer_demandes(interne, prefixe);
    enregistrer_suivi(interne, prefixe);
}

void retirer_commandes(const Interne& interne) {
    for (const char* const nom :
         {"soumettre",
          "etat",
          "resultat",
          "annuler",
          "oublier",
          "lister",
          "compter",
          "suivre",
          "ne_plus_suivre"}) {
        interne.serveur().retirer_commande(interne.options().prefixe + "." + nom);
    }
}

} // namespace cconn::taches::detail

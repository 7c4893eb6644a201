// Une session au guichet: n'écouter que les demandes d'authentification, sous de petites limites.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "protocole/encodage.hpp"
#include "session/guichet.hpp"
#include "session/participation.hpp"

#include <utility>

namespace cconn::detail {

void Session::entrer_au_guichet(const Limites& reduites) {
    emission_.definir_limites(reduites);
    const auto etat = etat_.verrouiller();
    etat->dialogue.definir_limites(reduites);
    etat->guichet = std::make_unique<AuGuichet>();
    etat->surveillee = true;
}

std::optional<CommandeRecue> Session::attendre_demande(Instant echeance) {
    Attente moi;
    moi.est_attitre = true;
    auto etat = etat_.verrouiller();
    etat->ordonnanceur.limiter_attente(hote_->reglages.limites.mises_de_cote_max);
    participer(etat, moi, echeance, [&](const Etat& e) {
        return e.guichet->demande || e.fin || emission_.est_chargee();
    });
    auto demande = etat->fin ? std::nullopt : std::exchange(etat->guichet->demande, std::nullopt);
    if (demande) {
        etat->ordonnanceur.limiter_attente(0); // plus rien n'est lu jusqu'à ce qu'on y réponde
    }
    return demande;
}

void Session::patienter(Instant echeance) {
    Attente moi;
    moi.est_attitre = true;
    auto etat = etat_.verrouiller();
    participer(etat, moi, echeance, [](const Etat& e) { return e.fin.has_value(); });
}

void Session::repondre_demande(const CommandeRecue& demande, const std::optional<Refus>& refus) {
    Tampon trame;
    if (refus) {
        ecrire_refus(trame, *demande.id, *refus, hote_->reglages.limites.taille_erreur_max);
    } else {
        ecrire_entete_reponse(trame, *demande.id);
        ecrire_nil(trame);
    }
    etat_.verrouiller()->dialogue.rendre(demande);
    static_cast<void>(emission_.offrir(trame.octets()));
}

void Session::quitter_guichet(const std::string& identite, const Limites& limites) {
    *identite_.verrouiller() = identite;
    emission_.definir_limites(limites);
    const auto etat = etat_.verrouiller();
    etat->dialogue.definir_limites(limites);
    etat->ordonnanceur.limiter_attente(limites.mises_de_cote_max);
    etat->guichet = nullptr;
    etat->surveillee = etat->jauge.has_value();
}

/// Garde une demande ; refuse toute autre requête, et laisse tomber les avis.
void Session::recevoir_au_guichet(Acces& etat, CommandeRecue commande) {
    if (commande.id && commande.nom == nom_authentifier && !etat->guichet->demande) {
        etat->guichet->demande = std::move(commande);
        return;
    }
    refuser_commande(
        etat,
        commande,
        {CodeErreur::non_authentifie,
         "seule " + std::string(nom_authentifier) + " est écoutée avant l'authentification"}
    );
}

std::string Session::identite() const {
    return *identite_.verrouiller();
}

} // namespace cconn::detail

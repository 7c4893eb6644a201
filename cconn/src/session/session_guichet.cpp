// Une session au guichet: n'écouter que les demandes d'authentification, sous de petites limites.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "protocole/encodage.hpp"
#include "session/guichet.hpp"
#include "session/participation.hpp"
#include "session/surveillance.hpp"

#include <utility>

namespace cconn::detail {

void Session::Surveillance::entrer(Session& session, const Limites& reduites) {
    session.emission_.definir_limites(reduites);
    const auto etat = session.etat_.verrouiller();
    etat->dialogue.definir_limites(reduites);
    etat->guichet = std::make_unique<AuGuichet>();
    etat->surveillee = true;
}

std::optional<CommandeRecue>
Session::Surveillance::attendre_demande(Session& session, Instant echeance) {
    Attente moi;
    moi.est_attitre = true;
    auto etat = session.etat_.verrouiller();
    etat->ordonnanceur.limiter_attente(session.hote_->reglages.limites.mises_de_cote_max);
    session.participer(etat, moi, echeance, [&](const Etat& e) {
        return e.guichet->demande || e.fin || session.emission_.est_chargee();
    });
    auto demande = etat->fin ? std::nullopt : std::exchange(etat->guichet->demande, std::nullopt);
    if (demande) {
        etat->ordonnanceur.limiter_attente(0); // plus rien n'est lu jusqu'à ce qu'on y réponde
    }
    return demande;
}

void Session::Surveillance::patienter(Session& session, Instant echeance) {
    Attente moi;
    moi.est_attitre = true;
    auto etat = session.etat_.verrouiller();
    session.participer(etat, moi, echeance, [](const Etat& e) { return e.fin.has_value(); });
}

void Session::Surveillance::repondre(
    Session& session, const CommandeRecue& demande, const std::optional<Refus>& refus
) {
    Tampon trame;
    if (refus) {
        ecrire_refus(trame, *demande.id, *refus, session.hote_->reglages.limites.taille_erreur_max);
    } else {
        ecrire_entete_reponse(trame, *demande.id);
        ecrire_nil(trame);
    }
    session.etat_.verrouiller()->dialogue.rendre(demande);
    static_cast<void>(session.emission_.offrir(trame.octets()));
}

void Session::Surveillance::sortir(
    Session& session, const std::string& identite, const Limites& limites
) {
    *session.identite_.verrouiller() = identite;
    session.emission_.definir_limites(limites);
    const auto etat = session.etat_.verrouiller();
    etat->dialogue.definir_limites(limites);
    etat->ordonnanceur.limiter_attente(limites.mises_de_cote_max);
    etat->guichet = nullptr;
    etat->surveillee = etat->jauge.has_value();
}

/// Garde une demande ; refuse toute autre requête, et laisse tomber les avis.
void Session::Surveillance::recevoir_au_guichet(
    Session& session, Acces& etat, const CommandeRecue& commande
) {
    if (commande.id && commande.nom == nom_authentifier && !etat->guichet->demande) {
        etat->guichet->demande = commande;
        return;
    }
    session.refuser_commande(
        etat,
        commande,
        {CodeErreur::non_authentifie,
         "seule " + std::string(nom_authentifier) + " est écoutée avant l'authentification"}
    );
}

} // namespace cconn::detail

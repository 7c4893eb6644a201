// Client::Interne: présenter un jeton ou des identifiants, à chaque connexion.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "client_interne.hpp"
#include "session/guichet.hpp"

#include <utility>

namespace cconn {

using detail::Session;
using detail::Tampon;

/// @throws Erreur `argument_invalide` : jeton trop court.
void Client::Interne::garder_jeton(const std::string& jeton) {
    detail::exiger_jeton(jeton);
    if (!jeton.empty()) {
        Tampon identifiants;
        detail::empaqueter_arguments(identifiants, jeton);
        *identifiants_.verrouiller() = std::make_shared<const Tampon>(std::move(identifiants));
    }
}

/// Présente au serveur ce qu'il faut, s'il le faut, avant qu'aucune de ses commandes ne s'exécute.
///
/// @throws Erreur ce que le serveur en dit.
void Client::Interne::authentifier(Session& session) {
    if (const auto identifiants = *identifiants_.verrouiller()) {
        prouver(session, identifiants->octets());
    }
}

void Client::Interne::presenter_identifiants(Tampon identifiants) {
    auto gardes = std::make_shared<const Tampon>(std::move(identifiants));
    prouver(*session_appel(), gardes->octets());
    std::swap(*identifiants_.verrouiller(), gardes);
}

void Client::Interne::prouver(Session& session, std::span<const std::uint8_t> identifiants) const {
    if (!en_clair_permis_ && !session.est_chiffree() && !detail::est_boucle_locale(session.ip())) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "rien n'est dit à " + session.adresse() +
                " : un secret n'y passe qu'avec chiffrement, ou avec jeton_en_clair"
        );
    }
    const auto ecrire = [&](Tampon& tampon) {
        tampon.ajouter(identifiants);
    };
    const auto appel =
        session.appeler(detail::nom_authentifier, detail::Empaqueteur(ecrire), delai_connexion_);
    session.attendre(*appel, detail::jamais);
    appel->noter_lu();
    if (const detail::Refus* refus = appel->refus()) {
        throw Erreur(refus->code, refus->texte);
    }
}

} // namespace cconn

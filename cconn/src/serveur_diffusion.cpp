// Serveur::Interne, les annonces: une même commande à tous les clients.
// SPDX-License-Identifier: MIT
#include <cconn/envoi.hpp>

#include "serveur_interne.hpp"
#include "session/cadence.hpp"
#include "session/composition.hpp"

#include <exception>
#include <utility>

namespace cconn {

std::size_t Serveur::Interne::diffuser(std::string_view nom, detail::Empaqueteur arguments) {
    if (const auto fonction = hote_->fonctions_envoi.trouver(nom)) {
        return diffuser_par(*fonction, nom, arguments);
    }
    const auto trame = composer(nom, arguments);
    if (trame == nullptr) {
        return 0;
    }
    std::size_t joints = 0;
    const auto acceptes = registre_.acceptes(); // tenue : un client peut partir pendant le parcours
    // Une annonce compte pour un envoi, si nombreux que soient les clients.
    const auto rythme = detail::Cadence::noter_envoi(acceptes->size());
    for (const auto& session : *acceptes) {
        joints += session->diffuser(nom, trame, rythme) ? 1U : 0U;
    }
    return joints;
}

/// Soumet l'annonce à l'application, un client à la fois : chacun peut recevoir autre chose.
std::size_t Serveur::Interne::diffuser_par(
    const detail::FonctionEnvoi& fonction, std::string_view nom, detail::Empaqueteur arguments
) {
    std::size_t joints = 0;
    const auto acceptes = registre_.acceptes(); // tenue : un client peut partir pendant le parcours
    const auto rythme = detail::Cadence::noter_envoi(acceptes->size());
    for (const auto& session : *acceptes) {
        Envoi envoi(Connexion(session), nom, arguments);
        if (hote_->fonctions_envoi.soumettre(fonction, envoi)) {
            continue;
        }
        const auto ecrire = [&](detail::Tampon& tampon) {
            detail::FonctionsEnvoi::ecrire_arguments(envoi, tampon);
        };
        if (const auto trame = composer(envoi.nom(), detail::Empaqueteur(ecrire))) {
            joints += session->diffuser(envoi.nom(), trame, rythme) ? 1U : 0U;
        }
    }
    return joints;
}

/// La trame d'une annonce ; nulle si elle ne peut pas être écrite, et le journal dit pourquoi.
std::shared_ptr<const detail::Tampon>
Serveur::Interne::composer(std::string_view nom, detail::Empaqueteur arguments) const {
    try {
        return std::make_shared<const detail::Tampon>(
            detail::composer_avis(nom, arguments, hote_->reglages.limites)
        );
    } catch (const std::exception& exception) {
        hote_->journal.ecrire(
            NiveauJournal::erreur, std::string("impossible de diffuser : ") + exception.what()
        );
        return nullptr;
    }
}

} // namespace cconn

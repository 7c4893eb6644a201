// Serveur::Interne: l'acceptation des clients, leurs fils, et l'extinction.
// SPDX-License-Identifier: MIT
#include "serveur_interne.hpp"

#include <cconn/erreur.hpp>

#include "base/insister.hpp"
#include "session/bornes.hpp"
#include "session/cadre.hpp"
#include "transport/ecoute.hpp"

#include <chrono>
#include <new>
#include <utility>

namespace cconn {

using detail::Cycle;
using detail::insister;
using detail::Instant;

namespace {

/// Au guichet à la fois : sans quoi des muets prendraient toutes les places.
/// @source fiabilite, limites des connexions.
constexpr std::size_t places_guichet_max = 256;

std::size_t places_au_guichet(std::size_t max_clients) {
    return std::clamp<std::size_t>(max_clients / 4, 1, places_guichet_max);
}

Instant dans(std::chrono::milliseconds delai) {
    return detail::echeance_apres(std::chrono::steady_clock::now(), delai);
}

} // namespace

Serveur::Interne::Interne(
    Serveur& serveur, int port, std::size_t max_clients, OptionsServeur options
)
    : adresse_(std::move(options.adresse)),
      max_clients_(detail::exiger_max_clients(max_clients)),
      surplus_(options.surplus),
      chiffrement_(std::move(options.chiffrement)),
      en_clair_permis_(options.jeton_en_clair),
      hote_(std::make_shared<detail::Hote>(
          detail::Reglages::depuis(options), std::move(options.journal)
      )),
      port_(detail::exiger_port(port, 0)),
      registre_(max_clients),
      guichet_(
          *hote_,
          {std::move(options.jeton),
           options.jeton_en_clair,
           options.delai_authentification,
           places_au_guichet(max_clients)}
      ),
      portier_(options.admission, max_clients) {
    hote_->serveur = &serveur;
    hote_->memoire->definir_sessions([this] { return registre_.inscrits(); });
    if (options.descripteur_ecoute >= 0) {
        ecoute_recue_ = detail::prendre_ecoute(options.descripteur_ecoute, port_);
    }
    ouvrir_port();
    if (ecoute_recue_.est_ouvert()) {
        adresse_ = (*ecouteur_.verrouiller())->adresse();
    }
    if (guichet_.est_exige()) {
        exiger_secret_protege("un jeton");
    }
}

/// @throws Erreur `argument_invalide` si ce secret passerait en clair sur le réseau.
void Serveur::Interne::exiger_secret_protege(std::string_view quoi) const {
    const std::string ecoutee = (*ecouteur_.verrouiller())->adresse();
    if (!en_clair_permis_ && chiffrement_ == nullptr && !detail::est_boucle_locale(ecoutee)) {
        throw Erreur(
            CodeErreur::argument_invalide,
            std::string(quoi) + " passerait en clair : le serveur écoute sur " + ecoutee +
                " sans chiffrement, et jeton_en_clair n'est pas demandé"
        );
    }
}

void Serveur::Interne::definir_authentification(detail::FonctionAuthentification fonction) {
    exiger_secret_protege("ce que donnera un client");
    guichet_.definir(std::move(fonction));
}

void Serveur::Interne::ouvrir_port() {
    std::shared_ptr<detail::Ecouteur> nouveau;
    if (ecoute_recue_.est_ouvert()) {
        nouveau = std::make_shared<detail::Ecouteur>(
            detail::prendre_ecoute(ecoute_recue_.numero(), port_), hote_->journal
        );
    } else {
        nouveau = std::make_shared<detail::Ecouteur>(adresse_, port_, hote_->journal);
    }
    port_ = nouveau->port();
    const auto ecouteur = ecouteur_.verrouiller();
    *ecouteur = std::move(nouveau);
}

// Marche

void Serveur::Interne::lancer() {
    if (!cycle_.commencer(Cycle::Lancement::bloquant)) {
        return;
    }
    preparer();
    servir();
}

void Serveur::Interne::lancer_en_fond() {
    static_cast<void>(cycle_.commencer(Cycle::Lancement::en_fond));
    preparer();
    try {
        *fond_.verrouiller() =
            detail::Fil("cconn-serveur", hote_->reglages.taille_pile, [this] { servir(); });
    } catch (...) {
        cycle_.finir();
        hote_->boites.noter_arret();
        throw;
    }
}

/// Rouvre le port d'un serveur relancé.
void Serveur::Interne::preparer() {
    registre_.ouvrir();
    guichet_.ouvrir();
    try {
        if (*ecouteur_.verrouiller() == nullptr) {
            ouvrir_port();
        }
    } catch (...) {
        cycle_.finir();
        throw;
    }
    hote_->boites.noter_lancement();
    if (cycle_.arret_demande()) {
        fermer_acceptation(); // un `eteindre` est arrivé avant que le port ne soit rouvert
    }
}

void Serveur::Interne::servir() {
    accepter_clients();
    eteindre_clients();
    cycle_.finir();
    insister([this] { hote_->boites.noter_arret(); });
    hote_->differee.interrompre();
}

void Serveur::Interne::eteindre() {
    const bool lance = cycle_.demander_arret();
    hote_->boites.noter_demande_arret();
    fermer_acceptation();
    if (!lance) {
        ecouteur_.verrouiller()->reset();
    } else if (detail::Cadre::est_dans(*hote_)) {
        return;
    }
    hote_->attendre_fin(cycle_);
    detail::Fil fond; // joint en sortant, sans verrou
    fond = std::move(*fond_.verrouiller());
}

void Serveur::Interne::fermer_acceptation() {
    registre_.fermer();
    guichet_.fermer();
    if (const auto ecouteur = *ecouteur_.verrouiller()) {
        ecouteur->fermer();
    }
}

// Clients

void Serveur::Interne::eteindre_clients() {
    insister([this] {
        for (const auto& session : registre_.inscrits()) {
            session->eteindre();
        }
    });
    if (!fils_.attendre_fin(dans(hote_->reglages.delai_extinction))) {
        for (const auto& session : registre_.inscrits()) {
            hote_->journal.ecrire(
                NiveauJournal::avertissement,
                "l'extinction attend une commande de " + session->adresse() +
                    ", en cours depuis plus de " +
                    std::to_string(hote_->reglages.delai_extinction.count()) + " ms"
            );
        }
        static_cast<void>(fils_.attendre_fin(detail::jamais));
    }
    fils_.joindre();
    ecouteur_.verrouiller()->reset();
}

} // namespace cconn

// Serveur::Interne: l'acceptation des clients, leurs fils, et l'extinction.
// SPDX-License-Identifier: MIT
#include "serveur_interne.hpp"

#include <cconn/erreur.hpp>

#include "session/bornes.hpp"
#include "session/cadre.hpp"
#include "transport/ecoute.hpp"

#include <chrono>
#include <utility>

namespace cconn {

using detail::Cycle;
using detail::Instant;

namespace {

/// Attente de la place d'un client sur le départ avant de refuser le suivant.
constexpr std::chrono::seconds delai_depart{1};

std::string decrire_plein(std::size_t max_clients) {
    return max_clients == 1 ? "1 client au plus, déjà là"
                            : std::to_string(max_clients) + " clients au plus, tous là";
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
      hote_(std::make_shared<detail::Hote>(
          detail::Reglages::depuis(options), std::move(options.journal)
      )),
      port_(detail::exiger_port(port, 0)),
      registre_(max_clients) {
    hote_->serveur = &serveur;
    if (options.descripteur_ecoute >= 0) {
        ecoute_recue_ = detail::prendre_ecoute(options.descripteur_ecoute, port_);
    }
    ouvrir_port();
    if (ecoute_recue_.est_ouvert()) {
        adresse_ = (*ecouteur_.verrouiller())->adresse();
    }
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

void Serveur::Interne::definir_filtre(std::function<bool(Connexion&)> filtre) {
    std::swap(fonctions_.verrouiller()->filtre, filtre);
}

void Serveur::Interne::definir_suite(std::function<void(Connexion&, Cause)> suite) {
    std::swap(fonctions_.verrouiller()->suite, suite);
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
    hote_->boites.noter_arret();
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
    if (const auto ecouteur = *ecouteur_.verrouiller()) {
        ecouteur->fermer();
    }
}

void Serveur::Interne::arreter_fils() {
    hote_->arreter_fils();
}

// Clients

void Serveur::Interne::accepter_clients() {
    const auto ecouteur = *ecouteur_.verrouiller();
    while (ecouteur != nullptr) {
        if (surplus_ == Surplus::attendre && !registre_.attendre_place()) {
            return;
        }
        auto transport = ecouteur->accepter();
        if (transport == nullptr) {
            if (surplus_ == Surplus::attendre) {
                registre_.rendre_place();
            }
            return;
        }
        if (surplus_ == Surplus::refuser && !registre_.prendre_place(dans(delai_depart))) {
            refuser(std::move(transport), decrire_plein(max_clients_));
        } else {
            recevoir_client(std::move(transport));
        }
    }
}

void Serveur::Interne::eteindre_clients() {
    for (const auto& session : registre_.inscrits()) {
        session->eteindre();
    }
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

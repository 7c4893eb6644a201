// Client::Interne: ouvrir une connexion, et la présenter à l'application avant tout le monde.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "client_interne.hpp"
#include "transport/connecteur.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace cconn {

using detail::Session;

/// Ouvre un transport vers le serveur : ici, et nulle part ailleurs, à chaque connexion.
std::unique_ptr<detail::Transport> Client::Interne::ouvrir() const {
    auto transport = detail::connecter_tcp(nom_hote_, port_, delai_connexion_);
    if (chiffrement_ != nullptr) {
        transport = chiffrement_->joindre(std::move(transport), nom_hote_, port_);
    }
    if (const auto refus = transport->ouvrir()) {
        throw Erreur(refus->code, refus->texte);
    }
    return transport;
}

/// Ouvre une connexion et la présente à l'application, puis à tous.
void Client::Interne::connecter(Meneur meneur) {
    const auto session = std::make_shared<Session>(hote_, ouvrir(), ++dernier_identifiant_);
    if (meneur == Meneur::attitre) {
        session->prendre();
    }
    authentifier(*session);
    session->admettre();
    hote_->compteurs.inscrire(session);
    hote_->compteurs.noter_etablie();
    hote_->boites.definir_session(session);
    etat_.verrouiller()->naissante = session;
    if (cycle_.arret_demande()) {
        session->eteindre(); // `eteindre`, venu trop tôt, ne l'a pas vue
    }
    presenter(session);
    vider_gardes(*session);
    std::shared_ptr<Session> ancienne; // lâchée sans verrou
    {
        const auto etat = etat_.verrouiller();
        ancienne = std::exchange(etat->session, session);
        etat->naissante = nullptr;
        etat->conclue = false;
        etat->debut = std::chrono::steady_clock::now();
    }
    hote_->journal.ecrire(NiveauJournal::information, "connecté à " + session->adresse());
    if (!cycle_.arret_demande()) {
        changer_etat(EtatClient::connecte, session);
    }
}

/// `quand_connecte` passe avant tout le monde.
void Client::Interne::presenter(const std::shared_ptr<Session>& session) {
    if (const auto suite = fonctions_.verrouiller()->debut) {
        session->executer_fonction([&] {
            Connexion serveur(session);
            suite(serveur);
        });
    }
}

/// Envoie ce qui a été gardé, dans l'ordre. Si la connexion se perd, le reste attend la suivante.
void Client::Interne::vider_gardes(Session& session) {
    auto& gardes = hote_->envois_gardes;
    auto& emission = session.emission();
    while (auto trame = gardes.prendre(session.identifiant())) {
        detail::Envoi envoi = emission.offrir(trame->octets());
        while (envoi == detail::Envoi::plein &&
               emission.attendre_place(trame->taille(), detail::jamais)) {
            envoi = emission.offrir(trame->octets());
        }
        if (envoi != detail::Envoi::accepte) {
            gardes.remettre(std::move(*trame));
            return;
        }
    }
}

} // namespace cconn

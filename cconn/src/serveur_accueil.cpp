// Serveur::Interne, l'accueil: accepter, compter, refuser avec la raison, donner un fil.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>

#include "base/insister.hpp"
#include "serveur_interne.hpp"

#include <chrono>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace cconn {

using detail::insister;
using detail::Instant;
using detail::Session;

namespace {

/// Attente de la place d'un client sur le départ avant de refuser le suivant.
constexpr std::chrono::seconds delai_depart{1};
/// Fils de plus que de clients : ceux qui ont rendu leur place et finissent de fermer, 2 s au plus.
constexpr std::size_t fermetures_max = 64;

detail::Refus refus_plein(std::size_t max_clients) {
    return {
        CodeErreur::serveur_plein,
        max_clients == 1 ? "1 client au plus, déjà là"
                         : std::to_string(max_clients) + " clients au plus, tous là"};
}

Instant dans(std::chrono::milliseconds delai) {
    return detail::echeance_apres(std::chrono::steady_clock::now(), delai);
}

} // namespace

void Serveur::Interne::accepter_clients() {
    const auto ecouteur = *ecouteur_.verrouiller();
    while (ecouteur != nullptr) {
        fils_.attendre_moins_de(max_clients_ + fermetures_max);
        if (surplus_ == Surplus::attendre && !registre_.attendre_place()) {
            return;
        }
        auto transport = insister([&] { return ecouteur->accepter(); });
        if (transport == nullptr) {
            if (surplus_ == Surplus::attendre) {
                registre_.rendre_place();
            }
            return;
        }
        accueillir_transport(std::move(transport));
    }
}

/// Donne ses places et son fil à ce client, ou lui dit pourquoi non. Si la mémoire manque, il est perdu,
/// pas le serveur.
void Serveur::Interne::accueillir_transport(std::unique_ptr<detail::Transport> transport) {
    const Accueil accueil = guichet_.est_exige() ? Accueil::au_guichet : Accueil::libre;
    std::optional<detail::Refus> refus;
    try {
        refus = prendre_places(*transport, accueil);
    } catch (const std::bad_alloc&) {
        if (surplus_ == Surplus::attendre) {
            registre_.rendre_place();
        }
        return;
    }
    try {
        if (refus) {
            refuser(std::move(transport), *refus);
        } else {
            recevoir_client(std::move(transport), accueil);
        }
    } catch (const std::bad_alloc&) {
        return; // ce qu'il tenait est rendu
    }
}

/// Prend à ce client une place chez les clients, et une au guichet s'il doit y passer. @return pourquoi
/// il ne les a pas ; il n'en tient alors aucune.
std::optional<detail::Refus>
Serveur::Interne::prendre_places(const detail::Transport& transport, Accueil accueil) {
    auto refus = examiner(transport, accueil);
    if (surplus_ == Surplus::attendre) { // sa place est déjà prise
        if (refus) {
            registre_.rendre_place();
        }
    } else if (!refus && !insister([&] { return registre_.prendre_place(dans(delai_depart)); })) {
        rendre_guichet(accueil);
        portier_.raccompagner(transport.ip());
        refus = refus_plein(max_clients_);
    }
    return refus;
}

/// Pourquoi ce client n'entre pas, même s'il y a de la place. S'il entre, il est compté, et a sa place
/// au guichet.
std::optional<detail::Refus>
Serveur::Interne::examiner(const detail::Transport& transport, Accueil accueil) {
    const Instant maintenant = std::chrono::steady_clock::now();
    if (auto refus = hote_->memoire->examiner()) {
        return refus;
    }
    if (accueil == Accueil::au_guichet) {
        if (auto refus = guichet_.examiner(transport.ip(), maintenant)) {
            return refus;
        }
    }
    if (auto refus = portier_.recevoir(transport.ip(), maintenant)) {
        return refus;
    }
    if (accueil == Accueil::libre || guichet_.prendre_place(dans(delai_depart))) {
        return std::nullopt;
    }
    portier_.raccompagner(transport.ip());
    return detail::Refus{
        CodeErreur::serveur_plein, "trop de clients s'authentifient en même temps"};
}

/// Rend tout ce que tenait un client.
void Serveur::Interne::liberer(const Session& session) {
    registre_.liberer(session);
    portier_.raccompagner(session.ip());
}

void Serveur::Interne::refuser(
    std::unique_ptr<detail::Transport> transport, const detail::Refus& refus
) {
    hote_->compteurs.noter_connexion_refusee(refus.code);
    hote_->journal.ecrire(
        NiveauJournal::avertissement, "client " + transport->ip() + " refusé : " + refus.texte
    );
    if (chiffrement_ != nullptr) {
        refuser_chiffre(std::move(transport), refus);
        return;
    }
    const Instant fin =
        adieux_->dire(std::move(transport), refus, hote_->reglages.limites.taille_erreur_max);
    hote_->facteur.controler(adieux_, fin);
}

void Serveur::Interne::recevoir_client(
    std::unique_ptr<detail::Transport> transport, Accueil accueil
) {
    std::string ip;
    std::shared_ptr<Session> session;
    try {
        ip = transport->ip();
        if (chiffrement_ != nullptr) {
            transport = chiffrement_->accepter(std::move(transport));
        }
        session = std::make_shared<Session>(hote_, std::move(transport), ++dernier_identifiant_);
        hote_->compteurs.inscrire(session);
        registre_.inscrire(session);
    } catch (...) { // les places étaient prises d'avance
        registre_.rendre_place();
        portier_.raccompagner(ip);
        rendre_guichet(accueil);
        throw;
    }
    try {
        fils_.lancer(session->identifiant(), hote_->reglages.taille_pile, [this, session, accueil] {
            servir_client(session, accueil);
        });
    } catch (const std::bad_alloc& /*comme d'un fil refusé, sans de quoi le dire*/) {
        rendre_guichet(accueil);
        session->rompre({Cause::refusee, {CodeErreur::serveur_plein, {}}});
        liberer(*session);
        session->fermer_transport();
    } catch (const Erreur& erreur) {
        hote_->compteurs.noter_connexion_refusee(CodeErreur::serveur_plein);
        rendre_guichet(accueil);
        session->congedier({CodeErreur::serveur_plein, erreur.contexte()}, Cause::refusee);
        liberer(*session);
        session->fermer_transport();
        hote_->journal.ecrire(
            NiveauJournal::erreur, "client " + session->adresse() + " refusé : " + erreur.what()
        );
    }
}

void Serveur::Interne::rendre_guichet(Accueil accueil) {
    if (accueil == Accueil::au_guichet) {
        guichet_.rendre_place();
    }
}

} // namespace cconn

// La façade Serveur, sur Serveur::Interne.
// SPDX-License-Identifier: MIT
#include "base/insister.hpp"
#include "serveur_interne.hpp"
#include "session/garde.hpp"

#include <utility>

namespace cconn {

Serveur::Serveur(int port, std::size_t max_clients, OptionsServeur options)
    : interne_(std::make_unique<Interne>(*this, port, max_clients, std::move(options))) {}

Serveur::~Serveur() {
    detail::insister([this] { interne_->eteindre(); });
    detail::insister([this] { interne_->arreter_fils(); });
}

void Serveur::enregistrer(
    std::string_view nom, const OptionsCommande& options, detail::FonctionCommande fonction
) {
    interne_->hote().commandes.enregistrer(
        nom, options.aide, std::move(fonction), detail::composer_garde(nom, options)
    );
}

detail::BoiteBrute Serveur::ouvrir_boite(
    std::string_view nom, const OptionsBoite& options, detail::FonctionBoite fonction
) {
    return {interne_->hote_partage(), nom, options, std::move(fonction)};
}

bool Serveur::retirer_commande(std::string_view nom) {
    return interne_->hote().commandes.retirer(nom);
}

std::vector<DescriptionCommande> Serveur::commandes() const {
    return interne_->hote().commandes.instantane()->descriptions();
}

void Serveur::enregistrer_sous_motif(
    std::string_view motif, const OptionsCommande& options, detail::FonctionMotif fonction
) {
    interne_->hote().commandes.enregistrer_motif(
        motif, options.aide, std::move(fonction), detail::composer_garde(motif, options)
    );
}

void Serveur::definir_envoi(std::string_view motif, detail::FonctionEnvoi fonction) {
    interne_->hote().fonctions_envoi.definir(motif, std::move(fonction));
}

void Serveur::regler_envoi(std::string_view nom, const ReglageEnvoi& reglage) {
    interne_->hote().politiques.regler(nom, reglage);
}

void Serveur::definir_authentification(detail::FonctionAuthentification fonction) {
    interne_->definir_authentification(std::move(fonction));
}

bool Serveur::retirer_motif(std::string_view motif) {
    return interne_->hote().commandes.retirer_motif(motif);
}

std::vector<DescriptionCommande> Serveur::motifs() const {
    return interne_->hote().commandes.instantane()->descriptions_motifs();
}

void Serveur::quand_client_connecte(std::function<bool(Connexion&)> filtre) {
    interne_->definir_filtre(std::move(filtre));
}

void Serveur::quand_client_deconnecte(std::function<void(Connexion&, Cause)> suite) {
    interne_->definir_suite(std::move(suite));
}

std::size_t Serveur::diffuser(std::string_view nom, detail::Empaqueteur arguments) {
    return interne_->diffuser(nom, arguments);
}

void Serveur::lancer() {
    interne_->lancer();
}

void Serveur::lancer_en_fond() {
    interne_->lancer_en_fond();
}

void Serveur::eteindre() {
    interne_->eteindre();
}

BilanExecution Serveur::executer_commandes(std::chrono::nanoseconds budget) {
    return interne_->hote().executer_commandes(budget);
}

bool Serveur::attendre_commandes(std::chrono::nanoseconds delai) {
    return interne_->attendre_commandes(delai);
}

std::uint16_t Serveur::port() const {
    return interne_->port();
}

const std::string& Serveur::adresse() const {
    return interne_->adresse();
}

std::size_t Serveur::max_clients() const {
    return interne_->max_clients();
}

bool Serveur::est_lance() const {
    return interne_->est_lance();
}

Statistiques Serveur::statistiques() const {
    auto releve = interne_->hote().relever();
    releve.connexions_ouvertes = nb_clients();
    return releve;
}

std::size_t Serveur::nb_clients() const {
    return interne_->acceptes()->size();
}

std::vector<Connexion> Serveur::clients() const {
    std::vector<Connexion> clients;
    const auto acceptes = interne_->acceptes(); // tenue : un client peut partir pendant le parcours
    for (const auto& session : *acceptes) {
        clients.emplace_back(session);
    }
    return clients;
}

} // namespace cconn

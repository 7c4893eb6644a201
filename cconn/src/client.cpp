// La façade Client, sur Client::Interne.
// SPDX-License-Identifier: MIT
#include "base/insister.hpp"
#include "client_interne.hpp"
#include "session/echeance.hpp"
#include "session/garde.hpp"

#include <utility>

namespace cconn {

Client::Client(const std::string& hote, int port, OptionsClient options)
    : interne_(std::make_shared<Interne>(*this, hote, port, std::move(options))) {
    interne_->hote().boites.definir_rattachable(interne_);
}

Client::~Client() {
    detail::insister([this] { interne_->eteindre(); });
    detail::insister([this] { interne_->arreter_fils(); });
}

std::shared_ptr<detail::Session> Client::session() const {
    return interne_->session();
}

std::shared_ptr<detail::Session> Client::session_appel() const {
    return interne_->session_appel();
}

Connexion Client::connexion() const {
    return Connexion(interne_->session());
}

void Client::enregistrer(
    std::string_view nom, const OptionsCommande& options, detail::FonctionCommande fonction
) {
    interne_->hote().commandes.enregistrer(
        nom, options.aide, std::move(fonction), detail::composer_garde(nom, options)
    );
}

detail::BoiteBrute Client::ouvrir_boite(
    std::string_view nom, const OptionsBoite& options, detail::FonctionBoite fonction
) {
    return {interne_->hote_partage(), nom, options, std::move(fonction)};
}

bool Client::retirer_commande(std::string_view nom) {
    return interne_->hote().commandes.retirer(nom);
}

std::vector<DescriptionCommande> Client::commandes() const {
    return interne_->hote().commandes.instantane()->descriptions();
}

void Client::enregistrer_sous_motif(
    std::string_view motif, const OptionsCommande& options, detail::FonctionMotif fonction
) {
    interne_->hote().commandes.enregistrer_motif(
        motif, options.aide, std::move(fonction), detail::composer_garde(motif, options)
    );
}

void Client::definir_envoi(std::string_view motif, detail::FonctionEnvoi fonction) {
    interne_->hote().fonctions_envoi.definir(motif, std::move(fonction));
}

void Client::presenter(detail::Tampon identifiants) {
    interne_->presenter_identifiants(std::move(identifiants));
}

bool Client::retirer_motif(std::string_view motif) {
    return interne_->hote().commandes.retirer_motif(motif);
}

std::vector<DescriptionCommande> Client::motifs() const {
    return interne_->hote().commandes.instantane()->descriptions_motifs();
}

void Client::quand_deconnecte(std::function<void(Cause)> suite) {
    interne_->definir_fin(std::move(suite));
}

void Client::definir_debut(std::function<void(Connexion&)> suite) {
    interne_->definir_debut(std::move(suite));
}

void Client::quand_etat_change(std::function<void(EtatClient)> suite) {
    interne_->definir_etat(std::move(suite));
}

EtatClient Client::etat() const {
    return interne_->etat();
}

bool Client::attendre_connexion(std::chrono::nanoseconds delai) {
    return interne_->rattacher(detail::echeance_de(delai)) == detail::Rattachement::etabli;
}

void Client::lancer() {
    interne_->lancer();
}

void Client::lancer_en_fond() {
    interne_->lancer_en_fond();
}

void Client::eteindre() {
    interne_->eteindre();
}

BilanExecution Client::executer_commandes(std::chrono::nanoseconds budget) {
    return interne_->executer_commandes(budget);
}

bool Client::attendre_commandes(std::chrono::nanoseconds delai) {
    return interne_->attendre_commandes(delai);
}

Statistiques Client::statistiques() const {
    auto releve = interne_->hote().relever();
    const auto fin = interne_->session()->fin();
    releve.connexions_ouvertes = fin ? 0 : 1;
    return releve;
}

bool Client::est_lance() const {
    return interne_->est_lance();
}

} // namespace cconn

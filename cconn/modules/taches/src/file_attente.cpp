// FileAttente: la façade de la file.
// SPDX-License-Identifier: MIT
#include <cconn/erreur.hpp>
#include <cconn/taches/file_attente.hpp>

#include "interne.hpp"

#include <utility>

namespace cconn::taches {

FileAttente::FileAttente(Serveur& serveur, OptionsTaches options)
    : interne_(std::make_shared<detail::Interne>(serveur, std::move(options))) {
    try {
        detail::enregistrer_commandes(interne_);
    } catch (const Erreur&) {
        // Un préfixe que le serveur refuse : les commandes déjà là garderaient la file ouverte.
        detail::retirer_commandes(*interne_);
        interne_->eteindre();
        throw;
    }
}

FileAttente::~FileAttente() {
    detail::retirer_commandes(*interne_);
    interne_->eteindre();
}

void FileAttente::enregistrer(std::string_view type, detail::Travail travail) {
    interne_->enregistrer(type, std::move(travail));
}

void FileAttente::lancer() {
    interne_->lancer();
}

void FileAttente::eteindre() {
    interne_->eteindre();
}

std::string FileAttente::soumettre_valeur(
    std::string_view type, const Valeur& donnees, const OptionsSoumission& options
) {
    return interne_->soumettre(type, donnees, options, nullptr);
}

Tache FileAttente::etat(std::string_view id) const {
    return interne_->etat(id);
}

ResultatTache FileAttente::resultat(std::string_view id) const {
    return interne_->resultat(id);
}

std::vector<Tache> FileAttente::lister(const FiltreTaches& filtre) const {
    return interne_->lister(filtre);
}

ComptesTaches FileAttente::comptes() const {
    return interne_->comptes();
}

Valeur FileAttente::lire(std::string_view cle) const {
    return interne_->lire(cle);
}

Tache FileAttente::annuler(std::string_view id) {
    return interne_->annuler(id);
}

Tache FileAttente::oublier(std::string_view id) {
    return interne_->oublier(id);
}

void FileAttente::quand_change(std::function<void(const Tache&)> suite) {
    interne_->quand_change(std::move(suite));
}

} // namespace cconn::taches

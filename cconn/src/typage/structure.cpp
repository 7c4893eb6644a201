// Remplissage: distribue une liste ou une table reçue entre les membres d'une structure.
// SPDX-License-Identifier: MIT
#include <cconn/detail/structure.hpp>

#include "typage/noms.hpp"

#include <algorithm>

namespace cconn::detail {

void Remplissage::ouvrir_liste(std::size_t nb_membres) {
    annonce_ = lecteur_.suivant();
    nb_membres_ = nb_membres;
    const bool est_trop_longue =
        annonce_.valeur > nb_membres && lecteur_.noms_inconnus() == NomsInconnus::refuser;
    if (annonce_.nature != Nature::tableau || est_trop_longue) {
        est_rempli_ =
            lecteur_.refuser(annonce_, "liste de " + std::to_string(nb_membres) + " éléments");
        return;
    }
    est_rempli_ = lecteur_.entrer();
}

void Remplissage::ouvrir_table(std::size_t nb_membres) {
    annonce_ = lecteur_.suivant();
    nb_membres_ = nb_membres;
    if (annonce_.nature != Nature::table) {
        est_rempli_ = lecteur_.refuser(annonce_, "table");
        return;
    }
    est_rempli_ = lecteur_.entrer();
    noms_.reserve(nb_membres);
    entrees_.reserve(std::min(annonce_.taille(), nb_membres));
    for (std::size_t i = 0; est_rempli_ && i < annonce_.taille(); ++i) {
        est_rempli_ = lire_entree();
    }
}

bool Remplissage::lire_entree() {
    const Element cle = lecteur_.suivant();
    if (!cle.a_octets() || !texte_valide(cle.texte())) {
        lecteur_.refuser(cle, "texte");
        return lecteur_.situer("nom");
    }
    const std::span<const std::uint8_t> valeur = lecteur_.extraire();
    if (valeur.empty()) {
        return lecteur_.refuser(Element{}, "valeur");
    }
    entrees_.push_back({cle.texte(), valeur});
    return true;
}

Lecteur* Remplissage::membre(Membre genre) {
    if (!est_rempli_) {
        return nullptr;
    }
    return annonce_.nature == Nature::table ? membre_table() : membre_liste(genre);
}

Lecteur* Remplissage::membre_table() {
    const std::string_view nom = noms_.back();
    for (std::size_t i = 0; i < entrees_.size(); ++i) {
        const std::size_t ici = (cherche_ + i) % entrees_.size();
        Entree& entree = entrees_[ici];
        if (!entree.est_prise && entree.nom == nom) {
            entree.est_prise = true;
            cherche_ = ici + 1;
            lecteur_valeur_ = lecteur_.sur(entree.valeur);
            return &lecteur_valeur_;
        }
    }
    return nullptr;
}

Lecteur* Remplissage::membre_liste(Membre genre) {
    if (indice_++ < annonce_.taille()) {
        return &lecteur_;
    }
    if (genre == Membre::exige) {
        est_rempli_ =
            lecteur_.refuser(annonce_, "liste de " + std::to_string(nb_membres_) + " éléments");
    }
    return nullptr;
}

void Remplissage::rendre(bool lu) {
    if (lu) {
        return;
    }
    if (annonce_.nature == Nature::table) {
        lecteur_.refuser_comme(lecteur_valeur_);
        est_rempli_ = lecteur_.situer("champ " + entre_guillemets(noms_.back()));
    } else {
        est_rempli_ = lecteur_.situer_element(indice_ - 1);
    }
}

bool Remplissage::finir() {
    if (!est_rempli_) {
        return false;
    }
    if (lecteur_.noms_inconnus() == NomsInconnus::refuser) {
        const auto inconnue =
            std::find_if(entrees_.begin(), entrees_.end(), [](const Entree& entree) {
                return !entree.est_prise;
            });
        if (inconnue != entrees_.end()) {
            return refuser_inconnu(inconnue->nom);
        }
    }
    for (; annonce_.nature == Nature::tableau && indice_ < annonce_.taille(); ++indice_) {
        if (lecteur_.extraire().empty()) {
            return lecteur_.refuser(Element{}, "valeur");
        }
    }
    lecteur_.sortir();
    return true;
}

bool Remplissage::refuser_inconnu(std::string_view nom) {
    if (std::find(noms_.begin(), noms_.end(), nom) != noms_.end()) {
        return lecteur_.refuser("nom " + entre_guillemets(nom) + " reçu deux fois");
    }
    return lecteur_.refuser(decrire_inconnu(nom, noms_));
}

} // namespace cconn::detail

// TableCommandes: les fonctions enregistrées, par nom et par motif.
// SPDX-License-Identifier: MIT
#include "commandes/table_commandes.hpp"

#include <cconn/erreur.hpp>

#include "base/texte.hpp"
#include "commandes/consultation.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cconn::detail {

namespace {

/// Une application qui fabrique des noms sans fin ne fait pas croître les statistiques sans fin.
constexpr std::size_t noms_comptes_max = 1'001;

auto chercher_motif(InstantaneCommandes& table, std::string_view texte) {
    return std::find_if(table.motifs.begin(), table.motifs.end(), [&](const auto& fiche) {
        return fiche->motif.texte() == texte;
    });
}

} // namespace

/// Publie une copie de la table, changée. @return ce que rend `changement`.
template<class Changement>
bool TableCommandes::changer(Changement changement) {
    // Détruits sans verrou, en dernier : les captures des fonctions sont à l'utilisateur.
    std::shared_ptr<const InstantaneCommandes> ancien;
    std::vector<std::unique_ptr<Consultation::Tenue>> rendues;

    const auto etat = etat_.verrouiller();
    auto nouveau = std::make_shared<InstantaneCommandes>(*etat->instantane);
    rendues.reserve(etat->consultations.size());
    ++nouveau->generation;
    const bool resultat = changement(*nouveau);
    ancien = std::exchange(etat->instantane, std::move(nouveau));
    generation_ = etat->instantane->generation;
    // Une connexion au repos ne garde pas en vie ce qui vient d'être remplacé.
    for (Consultation* consultation : etat->consultations) {
        rendues.push_back(consultation->lacher());
    }
    return resultat;
}

/// Le rang d'un nom dans les statistiques ; il le garde, même retiré.
std::size_t TableCommandes::donner_rang(std::string_view nom) {
    const auto etat = etat_.verrouiller();
    const auto [place, nouveau] = etat->rangs.try_emplace(std::string(nom), 0);
    if (nouveau) {
        if (etat->noms_comptes.size() == noms_comptes_max) {
            etat->rangs.erase(place);
            return 0;
        }
        place->second = etat->noms_comptes.size();
        etat->noms_comptes.emplace_back(nom);
    }
    return place->second;
}

std::vector<std::string> TableCommandes::noms_comptes() const {
    return etat_.verrouiller()->noms_comptes;
}

TableCommandes::Fonction TableCommandes::enregistrer(
    std::string_view nom, std::string_view aide, FonctionCommande fonction, Garde garde
) {
    if (!nom_commande_valide(nom, taille_nom_max_)) {
        throw Erreur(CodeErreur::argument_invalide, defaut_nom_commande(nom, taille_nom_max_));
    }
    if (est_reserve(nom)) {
        throw Erreur(
            CodeErreur::argument_invalide,
            "le nom « " + std::string(nom) + " » est réservé : il commence par « cconn. »"
        );
    }
    const auto fiche = std::make_shared<const FicheCommande>(FicheCommande{
        std::string(nom),
        std::string(aide),
        std::move(fonction),
        donner_rang(nom),
        std::move(garde)});
    changer([&](InstantaneCommandes& table) {
        table.noms.erase(nom); // sa clé est une vue sur l'ancienne fiche
        return table.noms.emplace(fiche->nom, fiche).second;
    });
    return {fiche, &fiche->fonction};
}

bool TableCommandes::retirer(std::string_view nom) {
    return changer([&](InstantaneCommandes& table) { return table.noms.erase(nom) != 0; });
}

bool TableCommandes::retirer(std::string_view nom, const Fonction& fonction) {
    return changer([&](InstantaneCommandes& table) {
        const auto trouvee = table.noms.find(nom);
        const bool est_la =
            trouvee != table.noms.end() && &trouvee->second->fonction == fonction.get();
        if (est_la) {
            table.noms.erase(trouvee);
        }
        return est_la;
    });
}

void TableCommandes::enregistrer_motif(
    std::string_view motif, std::string_view aide, FonctionMotif fonction, Garde garde
) {
    const auto fiche = std::make_shared<const FicheMotif>(FicheMotif{
        Motif(motif), std::string(aide), std::move(fonction), donner_rang(motif), std::move(garde)}
    );
    changer([&](InstantaneCommandes& table) {
        const auto meme = chercher_motif(table, motif);
        if (meme != table.motifs.end()) {
            *meme = fiche;
            return true;
        }
        table.motifs.push_back(fiche);
        return true;
    });
}

bool TableCommandes::retirer_motif(std::string_view motif) {
    return changer([&](InstantaneCommandes& table) {
        const auto meme = chercher_motif(table, motif);
        if (meme == table.motifs.end()) {
            return false;
        }
        table.motifs.erase(meme);
        return true;
    });
}

std::shared_ptr<const InstantaneCommandes> TableCommandes::instantane() const {
    return etat_.verrouiller()->instantane;
}

} // namespace cconn::detail

// Affichage: dire en français où en est une tâche, et montrer la file d'attente.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/taches.hpp>

#include <ostream>
#include <string>
#include <string_view>

namespace affichage {

/// « en attente », « en cours », « terminée », « échouée », « annulée » ou « tâche inconnue ».
[[nodiscard]] std::string_view texte_etat(cconn::taches::EtatTache etat);

/// « a1b2c3d4 : en cours » ; finie, son résultat ou son erreur avec.
[[nodiscard]] std::string phrase(std::string_view id, const cconn::taches::ResultatTache& resultat);

/// « a1b2c3d4 : retourner, en attente ».
[[nodiscard]] std::string ligne(const cconn::taches::Tache& tache);

/// « 2 en attente, 1 en cours, 5 terminées, 0 échouée, 0 annulée ».
[[nodiscard]] std::string bilan(const cconn::taches::ComptesTaches& comptes);

/// Montre les tâches d'un état, page par page, par ordre de soumission.
/// @param source  une `FileAttente` ou un `ClientTaches` : les deux listent de la même façon.
template<class Source>
void montrer_etat(std::ostream& sortie, const Source& source, cconn::taches::EtatTache etat) {
    cconn::taches::FiltreTaches filtre{.etat = etat};
    for (;;) {
        const auto page = source.lister(filtre);
        for (const auto& tache : page) {
            sortie << ligne(tache) << '\n';
        }
        if (page.size() < filtre.limite) {
            return;
        }
        filtre.apres = page.back().id;
    }
}

/// Montre les tâches en cours, puis celles qui attendent, puis le compte de toutes.
template<class Source>
void montrer_file(std::ostream& sortie, const Source& source) {
    montrer_etat(sortie, source, cconn::taches::EtatTache::en_cours);
    montrer_etat(sortie, source, cconn::taches::EtatTache::en_attente);
    sortie << bilan(source.comptes()) << std::endl;
}

} // namespace affichage

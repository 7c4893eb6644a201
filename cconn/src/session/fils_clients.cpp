// FilsClients: un fil par client, joint dès qu'il a fini.
// SPDX-License-Identifier: MIT
#include "session/fils_clients.hpp"

#include <string>
#include <utility>

namespace cconn::detail {

void FilsClients::lancer(
    std::uint64_t identifiant, std::size_t taille_pile, std::function<void()> corps
) {
    // Sous le verrou : le fil, s'il finit aussitôt, attend d'être inscrit pour se retirer.
    const auto etat = etat_.verrouiller();
    const auto place = etat->en_marche.try_emplace(identifiant).first;
    try {
        place->second =
            Fil("cconn-" + std::to_string(identifiant),
                taille_pile,
                [this, identifiant, corps = std::move(corps)] {
                    corps();
                    finir(identifiant);
                });
    } catch (...) {
        etat->en_marche.erase(place); // le fil n'est pas parti
        throw;
    }
}

void FilsClients::finir(std::uint64_t identifiant) {
    Fil precedent; // joint en sortant, sans verrou
    const auto etat = etat_.verrouiller();
    const auto moi = etat->en_marche.find(identifiant);
    precedent = std::exchange(etat->fini, std::move(moi->second));
    etat->en_marche.erase(moi);
    fin_.notify_all();
}

void FilsClients::attendre_moins_de(std::size_t nombre) {
    auto etat = etat_.verrouiller();
    while (etat->en_marche.size() >= nombre) {
        etat.attendre(fin_);
    }
}

bool FilsClients::attendre_fin(Instant echeance) {
    auto etat = etat_.verrouiller();
    while (!etat->en_marche.empty()) {
        if (etat.attendre_jusqua(fin_, echeance) == std::cv_status::timeout) {
            return etat->en_marche.empty();
        }
    }
    return true;
}

void FilsClients::joindre() {
    Fil fini; // joint en sortant, sans verrou
    const auto etat = etat_.verrouiller();
    fini = std::move(etat->fini);
}

} // namespace cconn::detail

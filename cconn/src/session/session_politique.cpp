// Les avis d'une session vers un pair lent, selon leur réglage.
// SPDX-License-Identifier: MIT
#include "session/session.hpp"

#include <bit>
#include <string>
#include <utility>

namespace cconn::detail {

/// Vrai si une commande au moins a un réglage, ici ou chez l'hôte.
bool Session::est_reglee() const {
    return !hote_->politiques.sont_vides() || !politiques_.sont_vides();
}

/// La trame n'est prise que si son réglage n'est pas d'attendre.
Envoi Session::offrir_regle(std::string_view nom, Tampon& trame) {
    const ReglageEnvoi reglage = choisir_reglage(politiques_, hote_->politiques, nom);
    if (reglage.politique == PolitiqueLent::attendre) {
        return offrir(trame);
    }
    noter_emission();
    // Partagée, pour que ce qui attend change de place sans recopie.
    const auto partagee = std::make_shared<const Tampon>(std::move(trame));
    return offrir_selon(reglage, partagee, Cadence::noter_envoi());
}

Envoi Session::offrir_selon(
    const ReglageEnvoi& reglage, const std::shared_ptr<const Tampon>& trame, Rythme rythme
) {
    if (reglage.politique == PolitiqueLent::attendre) {
        return emission_.offrir(trame, rythme);
    }
    Egards egards{reglage.politique, {}};
    if (reglage.politique == PolitiqueLent::garder_dernier) {
        egards.cle = cle_avis(trame->octets(), reglage.cle);
    }
    const Envoi envoi = reglage.politique == PolitiqueLent::deconnecter
                            ? emission_.offrir(trame, rythme)
                            : emission_.offrir_selon(trame, rythme, egards);
    noter_retires();
    if (envoi == Envoi::plein && reglage.politique == PolitiqueLent::deconnecter) {
        rompre(
            {Cause::client_lent,
             {CodeErreur::client_lent,
              adresse_ + " ne lit pas assez vite : " +
                  std::to_string(emission_.octets_en_attente()) + " octets attendent"}}
        );
        return Envoi::clos;
    }
    return envoi;
}

/// Une ligne au premier avis retiré, au deuxième, au quatrième… : jamais plus que quelques dizaines.
void Session::noter_retires() {
    const std::uint64_t retires = emission_.retires();
    const std::uint64_t avant = retires_notes_.exchange(retires, std::memory_order_relaxed);
    for (std::uint64_t rang = avant; rang < retires; ++rang) {
        hote_->compteurs.noter_envoi_perdu();
    }
    if (std::bit_width(retires) > std::bit_width(avant)) {
        hote_->journal.ecrire(
            NiveauJournal::avertissement,
            adresse_ + " ne lit pas assez vite : " + std::to_string(retires) +
                " avis lui ont été retirés"
        );
    }
}

} // namespace cconn::detail

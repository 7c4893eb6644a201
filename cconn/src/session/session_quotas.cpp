// Les quotas d'une session: combien le pair demande, et ce qu'il fait tenir.
// SPDX-License-Identifier: MIT
#include "base/codes.hpp"
#include "base/memoire.hpp"
#include "session/surveillance.hpp"

#include <string>
#include <utility>

namespace cconn::detail {

namespace {

Refus refus_debit(const Mesure& mesure) {
    return {
        CodeErreur::debit_depasse,
        "réessayer dans " + std::to_string(mesure.attente.count()) + " ms"};
}

} // namespace

bool Session::Surveillance::retenir(Session& session, Acces& etat, CommandeRecue& commande) {
    if (etat->guichet != nullptr) {
        recevoir_au_guichet(session, etat, commande);
        return true;
    }
    const std::size_t octets = commande.nom.size() + commande.arguments.size();
    const Mesure mesure = etat->jauge->compter(octets, etat->heure);
    if (mesure.est_permise()) {
        return false;
    }
    const Refus refus = refus_debit(mesure);
    session.refuser_commande(etat, commande, refus);
    if (mesure.persiste) {
        session.terminer_flux(etat, etat->dialogue.terminer_flux(Cause::debit_depasse, refus));
    }
    return true;
}

std::optional<Refus> Session::Surveillance::compter_appel(
    Session& session, std::string_view commande, const OptionsPartagees& options, std::size_t octets
) {
    const Instant maintenant = std::chrono::steady_clock::now();
    Mesure mesure;
    {
        const auto jauges = session.jauges_.verrouiller();
        auto trouvee = jauges->find(commande);
        if (trouvee != jauges->end() && trouvee->second.options != options) {
            jauges->erase(trouvee); // la commande a été enregistrée de nouveau
            trouvee = jauges->end();
        }
        if (trouvee == jauges->end()) {
            trouvee =
                jauges
                    ->emplace(std::string(commande), JaugeCommande{options, Jauge(options->quotas)})
                    .first;
        }
        mesure = trouvee->second.jauge.compter(octets, maintenant);
    }
    if (mesure.est_permise()) {
        return std::nullopt;
    }
    if (mesure.persiste) {
        session.congedier(refus_debit(mesure), Cause::debit_depasse);
    }
    return refus_debit(mesure);
}

bool Session::Surveillance::manque_memoire(Session& session, Acces& etat) {
    if (!session.hote_->memoire->est_tendu()) {
        return false;
    }
    session.terminer_flux(
        etat,
        etat->dialogue.terminer_flux(
            Cause::memoire_pleine,
            {CodeErreur::trame_trop_grande,
             "la mémoire manque : rien de plus de " + std::to_string(Memoire::taille_sure) +
                 " octets n'est reçu pour l'instant"}
        )
    );
    return true;
}

std::size_t Session::memoire() const {
    std::size_t octets = emission_.octets_en_attente();
    const auto etat = etat_.verrouiller();
    octets += etat->dialogue.memoire() + etat->ordonnanceur.memoire();
    return octets;
}

} // namespace cconn::detail

// Hote: ce que partagent toutes les sessions d'un serveur ou d'un client.
// SPDX-License-Identifier: MIT
#include "session/hote.hpp"

#include <cconn/erreur.hpp>

#include "base/jauge.hpp"
#include "session/bornes.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace cconn::detail {

namespace {

constexpr std::size_t taille_message_plafond = std::size_t{256} << 20;
constexpr std::size_t elements_plafond = std::size_t{4} << 20;
constexpr std::chrono::microseconds attente_active_plafond{1'000};
constexpr std::chrono::milliseconds delai_initial_min{1};
constexpr double facteur_plafond = 10;
/// Plus souvent, le pair y verrait une inondation.
constexpr std::chrono::milliseconds battement_min{100};

} // namespace

void Reglages::adopter(const std::optional<Reconnexion>& reconnexion) {
    if (reconnexion) {
        exiger_au_moins("delai_initial", reconnexion->delai_initial, delai_initial_min);
        exiger_reel("facteur", reconnexion->facteur, 1, facteur_plafond);
        exiger_reel("alea", reconnexion->alea, 0, 1);
        exiger_au_moins("delai_max", reconnexion->delai_max, reconnexion->delai_initial);
        se_reconnecte = true;
        messages_gardes_max = reconnexion->tampon_messages;
        octets_gardes_max = reconnexion->tampon_octets;
    }
}

void Reglages::verifier() const {
    exiger_entre("taille_message_max", limites.taille_message_max, 1, taille_message_plafond);
    exiger_entre("elements_max", limites.elements_max, 1, elements_plafond);
    exiger_entre("profondeur_max", limites.profondeur_max, 1, 1'024);
    exiger_entre("mises_de_cote_max", limites.mises_de_cote_max, 1, elements_plafond);
    exiger_positif("delai_message", limites.delai_message);
    exiger_positif("delai_client_lent", limites.delai_client_lent);
    exiger_positif("delai_imbrication", limites.delai_imbrication);
    exiger_positif("delai_appel", delai_appel);
    exiger_positif("delai_envoi", delai_envoi);
    exiger_positif("delai_extinction", delai_extinction);
    exiger_au_moins(
        "battement",
        battement,
        battement.count() == 0 ? std::chrono::milliseconds{0} : battement_min
    );
    exiger_positif("delai_inactif", delai_inactif);
    exiger_positif("delai_commande_longue", delai_commande_longue);
    exiger_bref("attente_active", attente_active, attente_active_plafond);
    exiger_quotas(quotas);
    exiger_entre("memoire_max", memoire_max, 1, std::numeric_limits<std::size_t>::max());
}

Hote::Hote(const Reglages& reglages_donnes, FonctionJournal fonction_journal)
    : reglages(reglages_donnes),
      journal(std::move(fonction_journal)),
      commandes(reglages.limites.taille_nom_max),
      executeur(
          journal,
          {reglages.texte_exception,
           reglages.limites.taille_message_max,
           reglages.limites.taille_erreur_max}
      ),
      facteur(reglages.taille_pile, journal),
      envois_gardes(reglages.messages_gardes_max, reglages.octets_gardes_max),
      rappels(reglages.taille_pile, journal) {}

BilanExecution Hote::executer_commandes(std::chrono::nanoseconds budget) {
    exiger_differee("executer_commandes");
    return differee.executer(budget);
}

bool Hote::attendre_commandes(const Cycle& cycle, std::chrono::nanoseconds delai) {
    exiger_differee("attendre_commandes");
    const std::size_t interruptions = differee.interruptions();
    if (!cycle.est_lance()) {
        return false;
    }
    const auto maintenant = std::chrono::steady_clock::now();
    const auto delai_ms = std::chrono::ceil<std::chrono::milliseconds>(delai);
    return differee.attendre_annonce(interruptions, echeance_apres(maintenant, delai_ms));
}

void Hote::exiger_differee(std::string_view fonction) const {
    if (reglages.execution != Execution::differee) {
        throw Erreur(
            CodeErreur::etat_invalide,
            std::string(fonction) + " ne sert qu'en exécution différée (Execution::differee)"
        );
    }
}

void Hote::attendre_fin(Cycle& cycle) {
    if (reglages.execution == Execution::differee) {
        while (cycle.est_lance()) {
            const std::size_t interruptions = differee.interruptions();
            static_cast<void>(differee.executer(std::chrono::nanoseconds::max()));
            if (cycle.est_lance()) {
                differee.attendre_annonce(interruptions);
            }
        }
    }
    static_cast<void>(cycle.attendre_fin(jamais));
}

Statistiques Hote::relever() const {
    return compteurs.relever(commandes.noms_comptes());
}

void Hote::arreter_fils() {
    rappels.arreter();
    facteur.arreter();
}

} // namespace cconn::detail

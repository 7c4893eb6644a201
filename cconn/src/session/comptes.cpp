// Comptes: ce qu'une connexion compte, sous son propre verrou, pour les statistiques.
// SPDX-License-Identifier: MIT
#include "session/comptes.hpp"

namespace cconn::detail {

void Totaux::ajouter(const Totaux& autres) {
    recus.messages += autres.recus.messages;
    recus.octets += autres.recus.octets;
    envoyes.messages += autres.envoyes.messages;
    envoyes.octets += autres.envoyes.octets;
    commandes_inconnues += autres.commandes_inconnues;
    reponses_orphelines += autres.reponses_orphelines;
    for (std::size_t rang = 0; rang < autres.commandes.size(); ++rang) {
        Commande& ici = commande(rang);
        ici.executions += autres.commandes[rang].executions;
        ici.erreurs += autres.commandes[rang].erreurs;
        ici.durees.ajouter(autres.commandes[rang].durees);
    }
}

void Comptes::noter_duree(IssueExecution issue, Instant debut, Instant fin) {
    prochaine_mesure_ = fin + repos;
    if (issue.rang != IssueExecution::inconnue) {
        totaux_.commande(issue.rang).durees.noter(fin - debut);
    }
}

} // namespace cconn::detail

// La fonction d'un motif d'un serveur ne prend pas de Client&.
// SPDX-License-Identifier: MIT
// attendu : un Serveur ne peut pas enregistrer une commande qui prend un Client
#include <cconn/cconn.hpp>

#include <string>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_motif("x", [](cconn::Client&, std::string) {});
#else
    serveur.enregistrer_motif("x", [](cconn::Serveur&, std::string) {});
#endif
}

// Les captures d'un motif ne se prennent pas par référence modifiable.
// SPDX-License-Identifier: MIT
// attendu : un argument se prend par valeur ou par const T&, pas par T&
#include <cconn/cconn.hpp>

#include <string>
#include <vector>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_motif("x", [](std::string, std::vector<std::string>&) {});
#else
    serveur.enregistrer_motif("x", [](std::string, std::vector<std::string>) {});
#endif
}

// Un facultatif ne précède pas un argument exigé.
// SPDX-License-Identifier: MIT
// attendu : un std::optional ne peut pas pr.*der un argument exig
#include <cconn/cconn.hpp>

#include <optional>

void essayer(cconn::Serveur& serveur);

void essayer(cconn::Serveur& serveur) {
#ifdef INVALIDE
    serveur.enregistrer_commande("x", [](std::optional<int>, int) {});
#else
    serveur.enregistrer_commande("x", [](int, std::optional<int>, std::optional<int>) {});
#endif
}

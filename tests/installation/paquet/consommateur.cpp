// Le programme d'un inconnu qui emploie cconn installé : une addition, d'un bout à l'autre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

int main() {
    cconn::Serveur serveur(0);
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    return client.appeler<int>("somme", 12, 34) == 46 ? 0 : 1;
}

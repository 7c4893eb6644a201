// Le programme d'un inconnu qui emploie le module taches installé : une tâche, d'un bout à l'autre.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/taches/taches.hpp>

int main() {
    namespace taches = cconn::taches;
    cconn::Serveur serveur(0);
    taches::FileAttente file_attente(serveur, {.conservation = taches::Conservation::memoire});
    file_attente.enregistrer_travail("double", [](int x) { return 2 * x; });
    file_attente.lancer();
    serveur.lancer_en_fond();

    cconn::Client client("127.0.0.1", serveur.port());
    taches::ClientTaches mes_taches(client);
    return mes_taches.attendre(mes_taches.soumettre("double", 21)).vers<int>() == 42 ? 0 : 1;
}

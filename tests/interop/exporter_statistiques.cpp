// Un serveur qui a servi, et ses statistiques sur la sortie, pour qu'un autre les lise.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>

#include <iostream>
#include <stdexcept>

int main() {
    cconn::Serveur serveur(0, 4, {.journal = [](cconn::NiveauJournal, std::string_view) {
                           }});
    serveur.enregistrer_commande("somme", [](int a, int b) { return a + b; });
    serveur.enregistrer_commande("échouer", [] { throw std::runtime_error("non"); });
    serveur.enregistrer_motif("a\"b\\\\c.*", [](const std::string& /*nom*/) {});
    serveur.lancer_en_fond();
    {
        cconn::Client client("127.0.0.1", serveur.port());
        for (int numero = 0; numero < 5; ++numero) {
            client.appeler("somme", numero, 1);
        }
        try {
            client.appeler("échouer");
        } catch (const cconn::Erreur& erreur) {
            std::cerr << erreur.what() << '\n';
        }
    }
    serveur.eteindre();
    std::cout << cconn::texte_prometheus(serveur.statistiques());
    return 0;
}

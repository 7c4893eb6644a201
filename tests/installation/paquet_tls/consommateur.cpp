// Le programme d'un inconnu qui emploie le module tls installé : un client chiffré face au clair.
// SPDX-License-Identifier: MIT
#include <cconn/cconn.hpp>
#include <cconn/tls/tls.hpp>

int main() {
    cconn::Serveur serveur(0, 1, {.journal = [](auto, auto) {
                           }});
    serveur.lancer_en_fond();
    try {
        const cconn::Client client(
            "127.0.0.1", serveur.port(), {.chiffrement = cconn::tls::chiffrer_client()}
        );
    } catch (const cconn::Erreur& erreur) {
        return erreur.code_cconn() == cconn::CodeErreur::chiffrement_inattendu ? 0 : 1;
    }
    return 1;
}

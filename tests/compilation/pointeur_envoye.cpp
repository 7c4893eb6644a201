// Un pointeur ne s'envoie pas.
// SPDX-License-Identifier: MIT
// attendu : un pointeur ne s.envoie pas
#include <cconn/cconn.hpp>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    const int valeur = 3;
    client.envoyer("x", &valeur);
#else
    const int valeur = 3;
    client.envoyer("x", valeur);
#endif
}

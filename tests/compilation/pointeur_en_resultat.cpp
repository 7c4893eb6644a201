// Un résultat ne se demande pas par pointeur.
// SPDX-License-Identifier: MIT
// attendu : sans r.*rence ni pointeur ni tableau C
#include <cconn/cconn.hpp>

#include <string>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    static_cast<void>(client.appeler<const char*>("x"));
#else
    static_cast<void>(client.appeler<std::string>("x"));
#endif
}

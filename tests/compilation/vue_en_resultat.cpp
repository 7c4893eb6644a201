// Une vue sur la réponse ne lui survivrait pas.
// SPDX-License-Identifier: MIT
// attendu : ne peut pas .*tre une vue sur la r
#include <cconn/cconn.hpp>

#include <string>
#include <string_view>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    static_cast<void>(client.appeler<std::string_view>("x"));
#else
    static_cast<void>(client.appeler<std::string>("x"));
#endif
}

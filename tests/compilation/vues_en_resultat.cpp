// Une vue dans un conteneur non plus.
// SPDX-License-Identifier: MIT
// attendu : ne peut pas .*tre une vue sur la r
#include <cconn/cconn.hpp>

#include <string>
#include <string_view>
#include <vector>

void essayer(cconn::Client& client);

void essayer(cconn::Client& client) {
#ifdef INVALIDE
    static_cast<void>(client.appeler<std::vector<std::string_view>>("x"));
#else
    static_cast<void>(client.appeler<std::vector<std::string>>("x"));
#endif
}

// OpenSSL: ses objets, chacun avec son propriétaire.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <openssl/ssl.h>

namespace cconn::tls {

struct Liberation {
    void operator()(SSL* objet) const noexcept { SSL_free(objet); }
    void operator()(SSL_CTX* objet) const noexcept { SSL_CTX_free(objet); }
    void operator()(SSL_SESSION* objet) const noexcept { SSL_SESSION_free(objet); }
};

using Ssl = std::unique_ptr<SSL, Liberation>;
using ContexteSsl = std::unique_ptr<SSL_CTX, Liberation>;
using SessionSsl = std::unique_ptr<SSL_SESSION, Liberation>;

/// De quel côté de la connexion on est.
enum class Cote { serveur, client };

} // namespace cconn::tls

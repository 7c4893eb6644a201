// Erreurs: ce qu'OpenSSL reproche à l'un ou à l'autre, en français.
// SPDX-License-Identifier: MIT
#pragma once

#include "openssl.hpp"
#include "transport/transport.hpp"

#include <string>

namespace cconn::tls {

/// Pourquoi la poignée de main vient d'échouer : `certificat_refuse` ou `poignee_echouee`. Vide la file
/// d'erreurs du fil.
[[nodiscard]] detail::Refus expliquer_poignee(const SSL& ssl, Cote cote);

/// Pourquoi une lecture ou une écriture vient d'échouer : `certificat_refuse` si le pair refuse le
/// nôtre (en TLS 1.3, il ne le dit qu'ensuite), sinon `connexion_perdue`.
[[nodiscard]] detail::Refus expliquer_echange(Cote cote);

/// Le reproche le plus ancien de la file d'erreurs du fil, ou de sa suite s'il n'en dit rien.
[[nodiscard]] std::string expliquer_fichier();

/// Le sens d'un résultat de vérification (`SSL_get_verify_result`).
[[nodiscard]] std::string texte_verification(long resultat);

} // namespace cconn::tls

// Contexte: les réglages d'OpenSSL pour un serveur ou un client, lus de fichiers PEM.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/tls/chiffreur_client.hpp>
#include <cconn/tls/chiffreur_serveur.hpp>

#include "openssl.hpp"

namespace cconn::tls {

/// @throws Erreur `argument_invalide` : un fichier manque ou ne convient pas.
[[nodiscard]] ContexteSsl preparer(const ReglagesServeur& reglages);
[[nodiscard]] ContexteSsl preparer(const ReglagesClient& reglages);

} // namespace cconn::tls

// Certificat: le nom qu'il porte.
// SPDX-License-Identifier: MIT
#pragma once

#include "openssl.hpp"

#include <string>

namespace cconn::tls {

/// Le nom certifié du pair, une fois sa poignée de main finie ; vide s'il n'a pas de certificat.
///
/// Le premier de : un nom alternatif DNS, une adresse de courriel alternative, le CN du sujet. Un nom
/// qui contient un caractère de contrôle, ou qui n'est pas de l'UTF-8, ne compte pas.
[[nodiscard]] std::string nom_du_pair(const SSL& ssl);

} // namespace cconn::tls

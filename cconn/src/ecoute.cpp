// Ecoute: ouvrir un port que plusieurs serveurs se partageront.
// SPDX-License-Identifier: MIT
#include "transport/ecoute.hpp"

#include <cconn/ecoute.hpp>

#include "session/bornes.hpp"

namespace cconn {

int ouvrir_ecoute(const std::string& adresse, int port) {
    return detail::ouvrir_ecoute(adresse, detail::exiger_port(port, 0)).ceder();
}

} // namespace cconn

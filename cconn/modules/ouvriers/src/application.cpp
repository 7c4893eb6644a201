// Application: ce que chaque ouvrier construit pour servir ses clients.
// SPDX-License-Identifier: MIT
#include <cconn/ouvriers/application.hpp>

namespace cconn::ouvriers {

Application::~Application() = default;

void Application::preparer(Serveur& /*serveur*/) {}

bool Application::quand_client_connecte(Connexion& /*client*/) {
    return true;
}

void Application::quand_message(MessageRecu& /*recu*/) {}

void Application::quand_client_deconnecte(Connexion& /*client*/) {}

} // namespace cconn::ouvriers

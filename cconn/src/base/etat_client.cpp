// EtatClient: les états d'un client, en français.
// SPDX-License-Identifier: MIT
#include <cconn/reconnexion.hpp>

namespace cconn {

std::string_view texte(EtatClient etat) noexcept {
    switch (etat) {
    case EtatClient::connecte:
        return "connecté";
    case EtatClient::reconnexion:
        return "en reconnexion";
    case EtatClient::deconnecte:
        return "déconnecté";
    case EtatClient::eteint:
        return "éteint";
    }
    return "état inconnu";
}

} // namespace cconn

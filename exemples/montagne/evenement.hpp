// Evenement: une étiquette et ses arguments, tels qu'on les écrit sur la ligne de commande.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/valeur.hpp>

#include <string>
#include <vector>

/// Ce que `send_event` envoyait : une étiquette, des arguments par position, des arguments nommés.
struct Evenement {
    std::string etiquette;
    cconn::Arguments args = {};
    cconn::Nommes nommes = {};
};

/// Lit `<étiquette> [valeur]... [nom=valeur]...`, plusieurs de suite séparés par `+`.
///
/// Une valeur est un nombre, vrai, faux, nil, ou du texte ; entre guillemets, toujours du texte.
/// @throws std::invalid_argument s'il manque une étiquette.
std::vector<Evenement> lire_evenements(const std::vector<std::string>& mots);

// Ecoute: ouvrir un port que plusieurs serveurs se partageront.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/export.hpp>

#include <string>

namespace cconn {

/// Ouvre un port, et rend le socket qui y écoute : un descripteur pour
/// `OptionsServeur::descripteur_ecoute`.
///
/// Sert à ouvrir avant de partager, entre plusieurs processus ou plusieurs serveurs, ou avant
/// d'abandonner le droit d'ouvrir ce port. Les clients qui arrivent attendent d'être acceptés.
///
/// @param adresse  comme `OptionsServeur::adresse`.
/// @param port     0 à 65535 ; 0 prend un port libre, que `Serveur::port()` donne.
/// @return le descripteur, à fermer par l'appelant ; il ne passe pas à un programme exécuté.
/// @throws Erreur  `argument_invalide`, `adresse_inconnue`, `serveur_injoignable`, comme le
///                 constructeur de `Serveur`.
/// @fils   Tout fil.
[[nodiscard]] CCONN_API int ouvrir_ecoute(const std::string& adresse, int port);

} // namespace cconn

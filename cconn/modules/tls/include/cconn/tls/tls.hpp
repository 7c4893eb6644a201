// Inclut tous les en-têtes du module tls, et rien d'autre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/tls/chiffreur_client.hpp>
#include <cconn/tls/chiffreur_serveur.hpp>

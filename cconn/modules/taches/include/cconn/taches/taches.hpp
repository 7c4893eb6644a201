// Inclut tous les en-têtes du module taches, et rien d'autre.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/taches/client_taches.hpp>
#include <cconn/taches/contexte_tache.hpp>
#include <cconn/taches/etat_tache.hpp>
#include <cconn/taches/file_attente.hpp>
#include <cconn/taches/options.hpp>
#include <cconn/taches/tache.hpp>

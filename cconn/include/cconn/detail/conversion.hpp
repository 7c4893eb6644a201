// Conversion: la forme msgpack de tous les types standard, réunie.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/detail/forme.hpp>
#include <cconn/detail/forme_conteneur.hpp>
#include <cconn/detail/forme_temps.hpp>
#include <cconn/detail/forme_texte.hpp>
#include <cconn/detail/forme_uplet.hpp>

// Tout cconn en un en-tête.
// SPDX-License-Identifier: MIT
#pragma once

#include <cconn/acces.hpp>
#include <cconn/appel.hpp>
#include <cconn/bilan_execution.hpp>
#include <cconn/boite.hpp>
#include <cconn/cause.hpp>
#include <cconn/chiffrement.hpp>
#include <cconn/client.hpp>
#include <cconn/commande.hpp>
#include <cconn/connexion.hpp>
#include <cconn/correspondance.hpp>
#include <cconn/description_commande.hpp>
#include <cconn/ecoute.hpp>
#include <cconn/envoi.hpp>
#include <cconn/erreur.hpp>
#include <cconn/journal.hpp>
#include <cconn/lot.hpp>
#include <cconn/message.hpp>
#include <cconn/options.hpp>
#include <cconn/options_boite.hpp>
#include <cconn/politique_lent.hpp>
#include <cconn/reconnexion.hpp>
#include <cconn/reponse.hpp>
#include <cconn/serveur.hpp>
#include <cconn/statistiques.hpp>
#include <cconn/valeur.hpp>
#include <cconn/version.hpp>

# Deux programmes, une connexion ; chacun appelle les commandes de l'autre.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
cibles=(exemple_ping_serveur exemple_ping_client)
montrer() { montrer_deux_programmes; }

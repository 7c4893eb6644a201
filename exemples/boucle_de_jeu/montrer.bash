# Un jeu dont toutes les commandes s'exécutent sur le fil de sa boucle.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
cibles=(exemple_boucle_de_jeu_serveur exemple_boucle_de_jeu_client)
montrer() { montrer_deux_programmes; }

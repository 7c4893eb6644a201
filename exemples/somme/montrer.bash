# Chacun des deux programmes fait additionner l'autre, qui lui répond.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
cibles=(exemple_somme_serveur exemple_somme_client)
montrer() { montrer_deux_programmes; }

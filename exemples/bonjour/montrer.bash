# Le premier serveur de LISEZMOI.md, et son client.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
cibles=(exemple_bonjour_serveur exemple_bonjour_client)
montrer() { montrer_deux_programmes; }

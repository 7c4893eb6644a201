# Une file de tâches ; le client en envoie, s'en va, revient, ou suit la sienne jusqu'au résultat.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # ce que demarrer lit et donne
cibles=(exemple_taches_serveur exemple_taches_client)
modules=(taches)

# Montre la ligne tapée, puis ce que dit le client ; garde le premier mot, l'identifiant, dans `id`.
# Un client qui échoue dit pourquoi : cela se montre aussi.
taper() {
    local dit
    signer client <<<"\$ client $*"
    dit=$("$programmes/client" -P "$port" "$@" 2>&1) || true
    signer client <<<"$dit"
    id=${dit%% *}
}

montrer() {
    lancer_serveur -P 0 --echelle 0.5 # les tâches durent deux fois moins longtemps
    taper tache 2 swap
    local premiere=$id
    taper tache 1 flip
    taper etat "$premiere"
    taper lister
    taper tache --paquet 3 née
    taper etat "$premiere"
    arreter_serveur
}

# Un salon de bavardage sur trois processus ouvriers ; l'un est tué, les autres ne le voient pas.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # ce que demarrer lit et donne
cibles=(exemple_netframe_serveur exemple_netframe_client)
modules=(ouvriers)

# Un client qui parle, puis s'en va. L'échec de l'un, qu'il dit, n'arrête pas le salon.
bavarder() {
    "$programmes/client" 127.0.0.1 "$port" --nom "$1" --dire "$2" 2>&1 | signer "$1" || true
}

montrer() {
    lancer_serveur 0 --adresse 127.0.0.1 --ouvriers 3
    bavarder Ada "bonjour à tous"
    bavarder Blaise "je passe en coup de vent"
    # L'enfant du serveur est le contremaître ; ses enfants, les ouvriers.
    local contremaitre victime
    contremaitre=$(pgrep -P "$pid_serveur" | head -n 1)
    victime=$(pgrep -P "$contremaitre" | head -n 1)
    signer "kill -9" <<<"l'ouvrier $victime"
    kill -KILL "$victime"
    bavarder Chloé "le service continue"
    bavarder Denis "et pour moi aussi"
    arreter_serveur
}

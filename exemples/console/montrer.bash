# Une console : des commandes reconnues par motif, envoyées ici par un tube comme on les taperait.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # ce que demarrer lit et donne
cibles=(exemple_console_serveur exemple_console_client)

# Envoie ces lignes au client par son entrée standard, et montre ce qu'il dit.
taper() {
    local ligne
    for ligne in "$@"; do
        signer client <<<"> $ligne"
    done
    printf '%s\n' "$@" | "$programmes/client" 127.0.0.1 "$port" 2>&1 | signer client
}

montrer() {
    lancer_serveur 0
    taper HELLO TIME HELLOWORLD "ÉTÉ comme hiver"
    taper TIME CLOSE
    arreter_serveur
    echo
    echo "Pour la ligne qui s'édite, l'historique et la complétion, deux terminaux :"
    echo "    ${programmes#"$PWD/"}/serveur"
    echo "    ${programmes#"$PWD/"}/client"
}

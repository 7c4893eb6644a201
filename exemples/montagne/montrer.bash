# Des appels qui rendent une valeur, avec des arguments nommés ; les erreurs reviennent aussi.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
cibles=(exemple_montagne_serveur exemple_montagne_client)

# Envoie des événements ; une erreur rendue par le serveur est ici un résultat comme un autre.
essayer() {
    local code=0
    printf '%8s $ client %s\n' "" "$*"
    "$programmes/client" --port "$port" -- "$@" 2>&1 | signer client || code=$?
    if ((code > 1)); then
        echo "exemples/demarrer : le client a fini avec le code $code." >&2
        exit 1
    fi
}

montrer() {
    lancer_serveur --port 0
    essayer additionner 12 34.5
    essayer decrire "mont Blanc" altitude=4806 pays=France
    essayer rien
    essayer monter 300 par=glacier + monter 100 par=crête + additionner 1 2
    essayer tomber
    essayer decrire Cervin altitude=haut
    essayer gravir 8848
    arreter_serveur
}

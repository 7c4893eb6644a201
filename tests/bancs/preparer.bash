# shellcheck shell=bash
# Préparer: installer et construire le banc, pour `lancer` et `compter`, qui lisent ce fichier.
# SPDX-License-Identifier: MIT
#
# CCONN_BANCS_CONSTRUCTION nomme une construction déjà configurée, au lieu de construction/bancs.

bancs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$bancs/../.." || exit
construction=${CCONN_BANCS_CONSTRUCTION:-construction/bancs}

preparer() {
    tests/outils/installer_paquets construire tester bancs
    if [[ -z ${CCONN_BANCS_CONSTRUCTION:-} ]]; then
        cmake --preset bancs
    fi
    cmake --build "$construction" --parallel "$(nproc)" --target bancs
}

# executer <programme Python> <arguments...> : le prépare, sans un mot si tout va bien, et l'exécute.
executer() {
    local rapport
    if [[ " $* " != *" --help "* && " $* " != *" -h "* ]]; then
        printf 'Construction du banc…\r' >&2
        if ! rapport=$(preparer 2>&1); then
            printf '%s\ntests/bancs : la construction a échoué\n' "$rapport" >&2
            exit 1
        fi
    fi
    printf '\033[K' >&2
    exec /usr/bin/python3 -B "$bancs/$1" --programmes "$construction/tests/bancs" "${@:2}"
}

# Une connexion chiffrée, où chacun prouve à l'autre qui il est ; un client sans certificat est refusé.
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # ce que demarrer lit et donne
cibles=(exemple_chiffre_serveur exemple_chiffre_client)
modules=(tls)

# Les certificats, comme les fait docs/guides/chiffrer.md. $1 : où ; $2 : qui ; $3 : ce qu'il porte.
certifier() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$1/$2.cle" -out "$1/$2.csr" -subj "/CN=$2"
    openssl x509 -req -in "$1/$2.csr" -CA "$1/autorite.pem" -CAkey "$1/autorite.cle" \
        -CAcreateserial -days 30 -extfile <(echo "$3") -out "$1/$2.pem"
}

fabriquer() {
    mkdir -p "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$1/autorite.cle" -out "$1/autorite.pem" -subj "/CN=autorite" \
        -addext "keyUsage=critical,keyCertSign,cRLSign"
    certifier "$1" serveur "subjectAltName=DNS:localhost,IP:127.0.0.1"
    certifier "$1" alice "extendedKeyUsage=clientAuth"
}

montrer() {
    fabriquer "$programmes/certificats" 2>/dev/null
    lancer_serveur 0 "$programmes/certificats"
    "$programmes/client" 127.0.0.1 "$port" "$programmes/certificats" 2>&1 | signer client
    arreter_serveur
}

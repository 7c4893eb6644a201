# Un client de cconn par TLS, qui ne doit rien à cconn : ssl et msgpack de Python.
# SPDX-License-Identifier: MIT
#
# Usage : client_python.py <port> <dossier de la PKI> <version de TLS> [certificat de client]
import socket
import ssl
import sys

import msgpack

port, pki, version = int(sys.argv[1]), sys.argv[2], sys.argv[3]
contexte = ssl.create_default_context(cafile=f"{pki}/autorite.pem")
contexte.minimum_version = contexte.maximum_version = ssl.TLSVersion[version]
if len(sys.argv) > 4:
    contexte.load_cert_chain(f"{pki}/{sys.argv[4]}.pem", f"{pki}/{sys.argv[4]}.cle")

lecteur = msgpack.Unpacker()
with socket.create_connection(("127.0.0.1", port), timeout=20) as prise:
    with contexte.wrap_socket(prise, server_hostname="localhost") as tls:

        def appeler(ident, nom, *arguments):
            tls.sendall(msgpack.packb([0, ident, nom, list(arguments)]))
            while True:
                for message in lecteur:
                    return message
                lecteur.feed(tls.recv(65536))

        print(tls.version(), tls.cipher()[0])
        print(appeler(1, "somme", 12, 34))
        texte = "é" * 500_000
        print(appeler(2, "taille", texte)[3], appeler(3, "echo", texte)[3] == texte)
        print(appeler(4, "qui"))
        tls.unwrap()
print("fini")

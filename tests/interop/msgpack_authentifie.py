# python3-msgpack et pynvim s'authentifient auprès d'un serveur cconn: un jeton, un essai de trop.
# SPDX-License-Identifier: MIT
#
# Usage : msgpack_authentifie.py <pair_serveur>
import pathlib
import signal
import socket
import sys

import msgpack
import pynvim.msgpack_rpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "conformite"))

from banc import Serveur, exiger, passer  # noqa: E402  après sys.path

DELAI = 25  # secondes, moins que ctest : pynvim n'a pas d'échéance
JETON = "6f1e7a0c9b3d4e58"
SCENARIOS = {}


def scenario(fonction):
    SCENARIOS[fonction.__name__] = fonction
    return fonction


class Prise:
    """Le strict nécessaire : une socket et msgpack, sans rien de cconn."""

    def __init__(self, port):
        self.prise = socket.create_connection(("127.0.0.1", port), DELAI)
        self.lecteur = msgpack.Unpacker(raw=False)

    def ecrire(self, *messages):
        self.prise.sendall(b"".join(msgpack.packb(message) for message in messages))

    def lire(self):
        for message in self.lecteur:
            return message
        octets = self.prise.recv(65_536)
        if not octets:
            return "fin"
        self.lecteur.feed(octets)
        return self.lire()


@scenario
def jeton_puis_demande(port):
    prise = Prise(port)
    prise.ecrire([0, 1, "cconn.authentifier", [JETON]])
    exiger(prise.lire(), [1, 1, None, None])
    prise.ecrire([0, 2, "somme", [12, 34]])
    exiger(prise.lire(), [1, 2, None, 46])


@scenario
def jeton_en_octets_et_demande_dans_le_meme_segment(port):
    prise = Prise(port)
    prise.ecrire([0, 1, "cconn.authentifier", [JETON.encode()]], [0, 2, "somme", [12, 34]])
    exiger(prise.lire(), [1, 1, None, None])
    exiger(prise.lire(), [1, 2, None, 46])


@scenario
def rien_avant(port):
    prise = Prise(port)
    prise.ecrire([2, "noter", [1]], [0, 7, "notes", []])
    sorte, ident, (nature, texte), resultat = prise.lire()
    exiger((sorte, ident, nature, resultat), (1, 7, 1, None))
    exiger(texte.split(" : ")[0], "NON_AUTHENTIFIE")
    prise.ecrire([0, 8, "cconn.authentifier", [JETON]], [0, 9, "notes", []])
    exiger(prise.lire(), [1, 8, None, None])
    exiger(prise.lire(), [1, 9, None, []])


@scenario
def trois_essais(port):
    prise = Prise(port)
    for essai in range(1, 4):
        prise.ecrire([0, essai, "cconn.authentifier", [JETON[::-1]]])
        texte = f"AUTHENTIFICATION_REFUSEE : essai {essai} sur 3"
        exiger(prise.lire(), [1, essai, [1, texte], None])
    exiger(prise.lire(), [1, 0, [1, texte], None])
    exiger(prise.lire(), "fin")


@scenario
def pynvim_se_presente(port):
    session = pynvim.msgpack_rpc.tcp_session("127.0.0.1", port)
    session.error_wrapper = lambda erreur: RuntimeError(erreur[1])
    try:
        exiger(session.request("cconn.authentifier", JETON), None)
        exiger(session.request("somme", 12, 34), 46)
    finally:
        session.close()


signal.alarm(DELAI)
with Serveur(sys.argv[1], jeton=JETON) as serveur:
    code = passer({nom: lambda f=f: f(serveur.port) for nom, f in SCENARIOS.items()})
    serveur.exiger_arret()
sys.exit(code)

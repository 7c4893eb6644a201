# pynvim en client d'un serveur cconn: sa session msgpack-RPC nue, dans les deux sens.
# SPDX-License-Identifier: MIT
#
# Usage : pynvim_client.py <pair_serveur>
import pathlib
import signal
import sys

import pynvim.msgpack_rpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "conformite"))

from banc import Serveur, exiger, passer  # noqa: E402  après sys.path

DELAI = 25  # secondes, moins que ctest : pynvim n'a pas d'échéance
SCENARIOS = {}


def ouvrir(serveur):
    session = pynvim.msgpack_rpc.tcp_session("127.0.0.1", serveur.port)
    session.error_wrapper = lambda erreur: RuntimeError(erreur[1])
    return session


def scenario(fonction):
    SCENARIOS[fonction.__name__] = fonction
    return fonction


def erreur_de(session, *demande):
    try:
        return f"pas d'erreur, {session.request(*demande)!r}"
    except RuntimeError as erreur:
        return str(erreur)


@scenario
def demandes_et_valeurs(session):
    exiger(session.request("somme", 12, 34), 46)
    for valeur in (None, True, -1, 1.5, "été", [1, ["a"]], {"cle": [1]}):
        exiger(session.request("echo", valeur), valeur)
    exiger(session.request("longueur", "a" * 1_000_000), 1_000_000)


@scenario
def erreurs(session):
    exiger(erreur_de(session, "echouer", "plus de café"), "ECHEC_GESTIONNAIRE : plus de café")
    exiger(erreur_de(session, "some"), "COMMANDE_INCONNUE : some, vouliez-vous dire somme ?")
    exiger(session.request("somme", 1, 2), 3)


@scenario
def avis(session):
    for rang in range(100):
        session.request("noter", rang, async_=True)
    session.request("inconnu", async_=True)
    exiger(session.request("notes"), list(range(100)))


@scenario
def appels_en_retour(session):
    """Dans sa boucle, pynvim exécute ce que cconn demande pendant qu'il attend cconn."""
    recus, rendus = [], []

    def executer(nom, arguments):
        recus.append((nom, arguments))
        if nom == "echouer":
            raise pynvim.msgpack_rpc.ErrorResponse("plus de café")
        return arguments[0] * 2

    def demander():
        rendus.append(session.request("rappeler", "doubler", 21))
        rendus.append(erreur_de(session, "rappeler", "echouer"))
        rendus.append(session.request("envoyer", "bonjour", "é"))
        session.stop()

    session.run(executer, lambda *avis_recu: recus.append(avis_recu), demander)
    exiger(rendus, [42, "ECHEC_GESTIONNAIRE : plus de café", True])
    exiger(recus, [("doubler", [21]), ("echouer", []), ("bonjour", ["é"])])


def jouer(serveur, fonction):
    session = ouvrir(serveur)
    try:
        fonction(session)
    finally:
        session.close()


signal.alarm(DELAI)
with Serveur(sys.argv[1]) as serveur_commun:
    code = passer({nom: lambda f=f: jouer(serveur_commun, f) for nom, f in SCENARIOS.items()})
    serveur_commun.exiger_arret()
sys.exit(code)

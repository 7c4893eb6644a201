# Programmes: le serveur de la console et ses clients, conduits par un tube ou un faux terminal.
# SPDX-License-Identifier: MIT
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
import traceback

import msgpack
import pexpect

DELAI = 40  # secondes ; une échéance, jamais une attente
SERVEUR, CLIENT = sys.argv[1:3]

ENVIRONNEMENT = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null"}
ENVIRONNEMENT["TZ"] = "UTC"


class Echec(Exception):
    """Un programme n'a pas fait ce qu'il devait."""


def exiger(vrai, quoi):
    if not vrai:
        raise Echec(quoi)


def attendre_que(condition, quoi):
    echeance = time.monotonic() + DELAI
    while not condition():
        exiger(time.monotonic() < echeance, quoi)
        threading.Event().wait(0.005)


class Serveur:
    """Le serveur, sur un port libre ; ses lignes se lisent dans l'ordre."""

    def __init__(self, *arguments):
        self.processus = subprocess.Popen(
            [SERVEUR, *(arguments or ("0",))],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=ENVIRONNEMENT,
        )
        self.lignes = queue.Queue()
        self.vues = []
        threading.Thread(target=self._lire, daemon=True).start()
        self.port = int(self.attendre(r"^Serveur prêt sur 127\.0\.0\.1:(\d+)$")[1])

    def _lire(self):
        for ligne in self.processus.stdout:
            self.lignes.put(ligne.rstrip("\n"))

    def attendre(self, motif):
        """Lit jusqu'à une ligne où se trouve ce motif."""
        while True:
            try:
                ligne = self.lignes.get(timeout=DELAI)
            except queue.Empty:
                raise Echec(f"le serveur n'a pas dit {motif!r}, mais {self.vues}") from None
            self.vues.append(ligne)
            if trouve := re.search(motif, ligne):
                return trouve

    def nb_fils(self):
        return len(os.listdir(f"/proc/{self.processus.pid}/task"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.processus.terminate()
        try:
            self.processus.wait(DELAI)
        finally:
            self.processus.kill()


class PairBrut:
    """Un client sans cconn, qui parle msgpack-RPC octet par octet."""

    def __init__(self, port):
        self.prise = socket.create_connection(("127.0.0.1", port), DELAI)
        self.prise.settimeout(DELAI)
        self.prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.recus = msgpack.Unpacker()

    def envoyer(self, nom, *arguments):
        for octet in msgpack.packb([2, nom, list(arguments)]):
            self.prise.send(bytes([octet]))

    def recevoir(self):
        while True:
            for message in self.recus:
                return message[1:]
            octets = self.prise.recv(4096)
            exiger(octets, "le serveur a fermé")
            self.recus.feed(octets)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.prise.close()


def client_par_tube(port, entree, *, environnement=None):
    """Ce que dit le client à qui l'on envoie ces lignes, et son code."""
    fin = subprocess.run(
        [CLIENT, "127.0.0.1", str(port)],
        input=entree if isinstance(entree, bytes) else entree.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environnement or ENVIRONNEMENT,
        timeout=DELAI,
        check=False,
    )
    return fin.stdout.decode().splitlines(), fin.returncode


class Terminal:
    """Le client dans un pseudo-terminal, vu comme le verrait quelqu'un : par l'écran."""

    def __init__(self, port, environnement=None):
        self.enfant = pexpect.spawn(
            CLIENT,
            ["127.0.0.1", str(port)],
            env=environnement or ENVIRONNEMENT,
            encoding="utf-8",
            timeout=DELAI,
            dimensions=(24, 80),
        )
        self.attendre("Welcome aboard !")
        self.attendre("> ")

    def attendre(self, texte):
        self.enfant.expect_exact(texte)

    def taper(self, texte):
        self.enfant.send(texte)

    def entrer(self, ligne):
        self.enfant.send(ligne + "\r")

    def attendre_fin(self):
        self.enfant.expect(pexpect.EOF)
        self.enfant.wait()
        return self.enfant.exitstatus

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.enfant.close(force=True)


def passer(essais):
    """Passe chaque essai, et finit avec leur verdict."""
    echecs = 0
    for essai in essais:
        try:
            essai()
            print(f"réussi  {essai.__doc__}", flush=True)
        except Exception:  # l'essai suivant ne dépend pas de celui-ci
            echecs += 1
            print(f"ÉCHOUÉ  {essai.__doc__}\n{traceback.format_exc()}", flush=True)
    print(f"{len(essais) - echecs} passed, {echecs} failed")
    sys.exit(1 if echecs or not essais else 0)

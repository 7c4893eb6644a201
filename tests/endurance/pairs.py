# Pairs: des connexions brutes par milliers, et ce que coûte le serveur en face.
# SPDX-License-Identifier: MIT
import os
import resource
import select
import socket
import subprocess
import threading
import time

import msgpack

TICS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGESIZE")


def patienter(secondes):
    """La cadence d'une charge : rien ne l'annonce ni ne l'abrège."""
    threading.Event().wait(max(0, secondes))


class Serveur:
    """endurance_serveur dans son processus ; `arreter` l'éteint et rend ce qu'il en dit."""

    def __init__(self, programmes, places, descripteurs=None, adressage=None):
        def limiter():
            if descripteurs:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descripteurs, descripteurs))
            if adressage:
                resource.setrlimit(resource.RLIMIT_AS, (adressage, adressage))

        self.processus = subprocess.Popen(
            [f"{programmes}/endurance_serveur", str(places)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limiter,
            encoding="utf-8",
        )
        self.port = int(self.processus.stdout.readline())
        self.descripteurs_au_repos = self.descripteurs()

    def _statut(self, cle):
        with open(f"/proc/{self.processus.pid}/status", encoding="ascii") as statut:
            for ligne in statut:
                if ligne.startswith(cle + ":"):
                    return int(ligne.split()[1])
        raise KeyError(cle)

    def memoire(self):
        """Octets résidents."""
        return self._statut("VmRSS") * 1024

    def memoire_max(self):
        return self._statut("VmHWM") * 1024

    def fils(self):
        return self._statut("Threads")

    def descripteurs(self):
        return len(os.listdir(f"/proc/{self.processus.pid}/fd"))

    def processeur(self):
        """Secondes de processeur prises depuis le départ."""
        with open(f"/proc/{self.processus.pid}/stat", encoding="ascii") as stat:
            champs = stat.read().rsplit(")", 1)[1].split()
        return (int(champs[11]) + int(champs[12])) / TICS

    def est_vivant(self):
        return self.processus.poll() is None

    def arreter(self):
        """{mesure: valeur} de ses statistiques, plus `extinction` en secondes et `code`."""
        sortie, journal = self.processus.communicate(timeout=120)
        mesures = {"code": self.processus.returncode, "lignes_journal": journal.count("\n")}
        for ligne in sortie.splitlines():
            if ligne.startswith("# extinction"):
                mesures["extinction"] = float(ligne.split()[2])
            elif not ligne.startswith("#"):
                nom, valeur = ligne.rsplit(" ", 1)
                mesures[nom] = float(valeur)
        return mesures


def ouvrir(port, source="127.0.0.1", delai=10):
    connexion = socket.socket()
    connexion.settimeout(delai)
    if source != "127.0.0.1":
        connexion.bind((source, 0))
    connexion.connect(("127.0.0.1", port))
    return connexion


def lire(connexion, lecteur=None):
    """Le message suivant ; rien si la connexion est finie ou rompue."""
    lecteur = lecteur or msgpack.Unpacker()
    while True:
        for message in lecteur:
            return message
        try:
            octets = connexion.recv(65536)
        except (ConnectionError, TimeoutError):
            return None
        if not octets:
            return None
        lecteur.feed(octets)


def appeler(connexion, nom, *arguments, numero=1):
    connexion.sendall(msgpack.packb([0, numero, nom, arguments]))
    return lire(connexion)


def attendre_fermetures(connexions, delai, debut=None):
    """Attend que le serveur ferme ces connexions. @return les délais, depuis `debut`."""
    debut = time.monotonic() if debut is None else debut
    veille = select.epoll()
    par_numero = {connexion.fileno(): connexion for connexion in connexions}
    for numero in par_numero:
        veille.register(numero, select.EPOLLIN | select.EPOLLRDHUP)
    fermees = []
    while par_numero and time.monotonic() < debut + delai:
        for numero, _ in veille.poll(0.2):
            try:
                fini = not par_numero[numero].recv(65536)
            except ConnectionError:
                fini = True
            except (BlockingIOError, TimeoutError):
                fini = False
            if fini:
                veille.unregister(numero)
                fermees.append(time.monotonic() - debut)
                par_numero.pop(numero)
    veille.close()
    return fermees

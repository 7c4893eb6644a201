# Banc: les vrais programmes de exemples/taches, un serveur et autant de clients qu'il en faut.
# SPDX-License-Identifier: MIT
#
# Chaque script d'essais se lance par : <script>.py <serveur> <client>
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import msgpack

DELAI = 60  # secondes ; une échéance, jamais une attente

PROGRAMME_SERVEUR, PROGRAMME_CLIENT = sys.argv[1:3]


class Reponse:
    """Ce qu'un client a dit, et son code de sortie."""

    def __init__(self, fini):
        self.code = fini.returncode
        self.dit = fini.stdout.decode("utf-8").rstrip("\n")
        self.erreurs = fini.stderr.decode("utf-8").rstrip("\n")


def client(*arguments, **environnement):
    """Lance un client et attend sa fin."""
    fini = subprocess.run(
        [PROGRAMME_CLIENT, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DELAI,
        env=os.environ | environnement,
    )
    return Reponse(fini)


class Programme:
    """Un programme dont un fil lit les lignes à mesure qu'elles viennent."""

    def __init__(self, commande):
        self.processus = subprocess.Popen(
            commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.lignes = []
        self._arrivee = threading.Condition()
        self._fini = False
        self._lecture = threading.Thread(target=self._lire)
        self._lecture.start()

    def _lire(self):
        for ligne in self.processus.stdout:
            with self._arrivee:
                self.lignes.append(ligne.decode("utf-8").rstrip("\n"))
                self._arrivee.notify_all()
        with self._arrivee:
            self._fini = True
            self._arrivee.notify_all()

    def attendre(self, motif, a_partir_de=0):
        """Attend une ligne qui porte ce motif, et rend ce que re.search en dit."""

        def chercher():
            trouves = (re.search(motif, ligne) for ligne in self.lignes[a_partir_de:])
            return next((trouve for trouve in trouves if trouve), None) or self._fini

        with self._arrivee:
            trouve = self._arrivee.wait_for(chercher, DELAI)
        if not trouve or trouve is True:
            raise AssertionError(f"« {motif} » n'est pas venu :\n" + "\n".join(self.lignes))
        return trouve

    def finir(self, signal_envoye=None):
        """Envoie un signal s'il en est donné un, et rend le code de sortie."""
        if signal_envoye:
            self.processus.send_signal(signal_envoye)
        code = self.processus.wait(DELAI)
        self._lecture.join()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.processus.kill()
        self.processus.wait()
        self._lecture.join()
        self.processus.stdin.close()
        self.processus.stdout.close()


class Serveur(Programme):
    """Le serveur, sur un port libre ; les tâches n'y durent rien si l'échelle n'est pas dite."""

    def __init__(self, *options):
        if "--echelle" not in options:
            options = (*options, "--echelle", "0")
        super().__init__([PROGRAMME_SERVEUR, "-P", "0", *options])
        pret = self.attendre(r"^Serveur prêt sur (.*):(\d+)$")
        self.port = int(pret.group(2))

    def client(self, *arguments, **environnement):
        return client("-P", str(self.port), *arguments, **environnement)

    def lancer_client(self, *arguments):
        return Programme([PROGRAMME_CLIENT, "-P", str(self.port), *arguments])

    def planifier(self, type_tache, donnees):
        """Envoie une tâche et rend son identifiant."""
        reponse = self.client("tache", str(type_tache), "--", donnees)
        planifiee = re.fullmatch(r"([0-9a-f]{8}) : tâche planifiée", reponse.dit)
        if reponse.code != 0 or not planifiee:
            raise AssertionError(f"refusée : {reponse.dit} {reponse.erreurs}")
        return planifiee.group(1)

    def resultat(self, type_tache, donnees):
        """Envoie une tâche, la suit, et rend son résultat."""
        reponse = self.client("tache", "--paquet", str(type_tache), "--", donnees)
        termine = re.search(r"(?s)^[0-9a-f]{8} : terminée, résultat : (.*)", reponse.dit, re.M)
        if reponse.code != 0 or not termine:
            raise AssertionError(f"pas de résultat : {reponse.dit} {reponse.erreurs}")
        return termine.group(1)

    def arreter(self):
        return self.finir(signal.SIGINT)


class Connexion:
    """Une connexion msgpack-RPC nue : demandes de suite, ou qu'aucun client ne ferait."""

    def __init__(self, serveur):
        self.prise = socket.create_connection(("127.0.0.1", serveur.port), DELAI)
        self._messages = msgpack.Unpacker()
        self._dernier_id = 0

    def demander(self, nom, *arguments):
        """Envoie une requête, sans attendre sa réponse."""
        self._dernier_id += 1
        self.prise.sendall(msgpack.packb([0, self._dernier_id, nom, arguments]))

    def recevoir(self):
        """L'erreur et le résultat de la réponse suivante ; les avis sont passés."""
        while True:
            for message in self._messages:
                if message[0] == 1:
                    return message[2], message[3]
            octets = self.prise.recv(1 << 16)
            if not octets:
                raise AssertionError("connexion fermée par le serveur")
            self._messages.feed(octets)

    def appeler(self, nom, *arguments):
        self.demander(nom, *arguments)
        erreur, resultat = self.recevoir()
        if erreur is not None:
            raise Refus(erreur[1])
        return resultat

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.prise.close()


class Refus(Exception):
    """Le serveur a répondu par une erreur, dont voici le texte."""


def dossier():
    return tempfile.TemporaryDirectory(prefix="taches-")


def port_sans_serveur():
    """Un port où personne n'écoute, et que personne ne prendra tant que la prise rendue vit."""
    prise = socket.socket()
    prise.bind(("127.0.0.1", 0))
    return prise, prise.getsockname()[1]


def lancer():
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[3:]])

# Banc: faire parler le témoin à un vrai cconn, scénario par scénario, avec une échéance partout.
# SPDX-License-Identifier: MIT
import os
import re
import selectors
import socket
import struct
import subprocess
import sys
import time
import traceback

import decoupage
import temoin

DELAI = 10  # secondes ; une échéance, jamais une attente


class FinDuFlux(Exception):
    """Le pair a fermé proprement."""


class Echec(Exception):
    """Le pair n'a pas fait ce que dit le document."""


def exiger(vu, attendu, quoi=""):
    if vu != attendu:
        raise Echec(f"{quoi}\n    attendu : {attendu!r:.300}\n    vu      : {vu!r:.300}")


class Pair:
    """Une connexion avec cconn, vue du témoin."""

    def __init__(self, prise):
        prise.settimeout(DELAI)
        prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.prise = prise
        self.recus = b""
        self.dernier_id = 1000

    @classmethod
    def connecter(cls, port, depuis="127.0.0.1"):
        return cls(socket.create_connection(("127.0.0.1", port), DELAI, (depuis, 0)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.prise.close()

    # Écrire

    def ecrire(self, octets):
        self.prise.sendall(octets)

    def ecrire_un_par_un(self, octets):
        for octet in octets:
            self.prise.send(bytes([octet]))

    def envoyer(self, *message):
        self.ecrire(temoin.ecrire(list(message)))

    def demander(self, nom, *arguments):
        """Envoie une requête et rend son id, sans attendre."""
        self.dernier_id += 1
        self.envoyer(0, self.dernier_id, nom, list(arguments))
        return self.dernier_id

    def finir_ecriture(self):
        self.prise.shutdown(socket.SHUT_WR)

    def rompre(self):
        """Ferme par un RST."""
        self.prise.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.prise.close()

    # Lire

    def lire_trame(self):
        while True:
            try:
                taille = decoupage.decouper(self.recus)
                trame, self.recus = self.recus[:taille], self.recus[taille:]
                return trame
            except decoupage.Incomplet:
                self._lire_segment()

    def _lire_segment(self):
        segment = self.prise.recv(1 << 20)
        if not segment:
            if self.recus:
                raise Echec(f"flux fini au milieu d'une trame : {self.recus.hex(' ')}")
            raise FinDuFlux
        self.recus += segment

    def recevoir(self):
        """Le message suivant, comme une liste ; une réponse a [1, id, erreur, résultat]."""
        return temoin.lire(self.lire_trame())

    def exiger_recu(self, *attendu):
        exiger(self.recevoir(), list(attendu))

    def exiger_fin(self):
        try:
            recu = self.recevoir()
        except FinDuFlux:
            return
        raise Echec(f"fin du flux attendue, {recu!r:.200} reçu")

    def exiger_adieu(self, texte):
        """L'adieu, puis la fin, et rien d'autre."""
        self.exiger_recu(1, 0, [1, texte], None)
        self.exiger_fin()

    def est_muet(self, secondes):
        """Vrai si rien ne vient pendant ce temps, ni message ni fin."""
        with selectors.DefaultSelector() as veille:
            veille.register(self.prise, selectors.EVENT_READ)
            return not veille.select(secondes)

    def exiger_silence(self, secondes):
        exiger(self.est_muet(secondes), True, "silence")

    def exiger_adieu_de(self, motif):
        """Comme exiger_adieu, d'un texte dont une partie ne se prévoit pas."""
        sorte, ident, (nature, texte), resultat = self.recevoir()
        exiger((sorte, ident, nature, resultat), (1, 0, 1, None), texte)
        if not re.fullmatch(motif, texte):
            raise Echec(f"adieu {texte!r} ; attendu {motif!r}")
        self.exiger_fin()

    # Dialoguer

    def appeler(self, nom, *arguments):
        """Le résultat d'une commande, ou son erreur : [nature, texte]."""
        ident = self.demander(nom, *arguments)
        sorte, id_recu, erreur, resultat = self.recevoir()
        exiger((sorte, id_recu), (1, ident), "réponse à " + nom)
        return resultat if erreur is None else erreur

    def exiger_vivant(self):
        exiger(self.appeler("somme", 20, 22), 42, "la connexion continue")


class Programme:
    """Un programme cconn, tué à la sortie du bloc. `ligne` lit ce qu'il écrit."""

    def __init__(self, *commande):
        self.processus = subprocess.Popen(
            list(map(str, commande)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.reste = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.processus.kill()
        self.processus.wait()
        self.processus.stdin.close()
        self.processus.stdout.close()

    def ligne(self):
        echeance = time.monotonic() + DELAI
        sortie = self.processus.stdout
        with selectors.DefaultSelector() as veille:
            veille.register(sortie, selectors.EVENT_READ)
            while b"\n" not in self.reste:
                if not veille.select(max(0, echeance - time.monotonic())):
                    raise Echec(f"{self.processus.args} n'a rien écrit en {DELAI} s")
                lu = os.read(sortie.fileno(), 65_536)
                if not lu:
                    raise Echec(f"{self.processus.args} s'est arrêté sans rien écrire")
                self.reste += lu
        ligne, _, self.reste = self.reste.partition(b"\n")
        return ligne.decode()

    def exiger_arret(self):
        """Ferme son entrée ; il doit sortir de lui-même avec 0."""
        self.processus.stdin.close()
        exiger(self.processus.wait(DELAI), 0, f"code de sortie de {self.processus.args}")

    def memoire(self, champ):
        """Kio d'un champ de /proc/<pid>/status, comme VmRSS ou VmHWM."""
        with open(f"/proc/{self.processus.pid}/status", encoding="ascii") as etat:
            for ligne in etat:
                if ligne.startswith(champ + ":"):
                    return int(ligne.split()[1])
        raise Echec(f"{champ} absent de /proc")


class Serveur(Programme):
    """pair_serveur, avec ses réglages : `max_clients=1`…"""

    def __init__(self, programme, **reglages):
        super().__init__(programme, *(f"{nom}={valeur}" for nom, valeur in reglages.items()))
        self.port = int(self.ligne())

    def connecter(self, depuis="127.0.0.1"):
        return Pair.connecter(self.port, depuis)


class Ecoute:
    """Le témoin en serveur : un port, et les cconn qui s'y connectent."""

    def __init__(self):
        self.prise = socket.create_server(("127.0.0.1", 0))
        self.prise.settimeout(DELAI)
        self.port = self.prise.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.prise.close()

    def accepter(self):
        return Pair(self.prise.accept()[0])


def passer(scenarios):
    """Passe des scénarios, des fonctions sans argument, par nom ; rend le code de sortie."""
    echoues = []
    for nom, scenario in scenarios.items():
        debut = time.monotonic()
        try:
            scenario()
            resultat = "réussi"
        except Exception:  # quelle qu'elle soit, c'est l'échec de ce scénario
            resultat = "ÉCHOUÉ"
            echoues.append(nom)
            traceback.print_exc(file=sys.stdout)
        print(f"{resultat} {1000 * (time.monotonic() - debut):6.0f} ms  {nom}", flush=True)
    print(f"{len(scenarios)} scénarios, {len(echoues)} échoués {' '.join(echoues)}")
    return 1 if echoues or not scenarios else 0

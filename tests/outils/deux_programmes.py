# Fait parler un serveur et un client, deux processus, et vérifie ce qu'ils disent.
# SPDX-License-Identifier: MIT
#
# Usage : deux_programmes.py <serveur> <client> [--serveur-dit <regex>]... [--client-dit <regex>]...
#         [--aux-deux <argument>]
# Le serveur reçoit le port 0 et annonce « Serveur prêt sur <ip>:<port> » ; le client reçoit ip et
# port. Tous deux doivent finir avec le code 0 : le client de lui-même, le serveur sur SIGINT ;
# avec --serveur-interrompu, SIGINT le tue. L'argument de --aux-deux suit les leurs.
import argparse
import re
import signal
import subprocess
import sys
import threading

DELAI = 40  # secondes ; celui de ctest est plus long.


class Programme:
    """Un processus dont un fil lit les lignes à mesure qu'elles viennent."""

    def __init__(self, nom, commande, reconnaitre=None):
        self.nom = nom
        self.lignes = []
        self.reconnue = None  # la première ligne reconnue, une fois `vue` levé
        self.vue = threading.Event()
        self._reconnaitre = reconnaitre
        self.processus = subprocess.Popen(
            commande,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lecture = threading.Thread(target=self._lire)
        self._lecture.start()

    def _lire(self):
        for ligne in self.processus.stdout:
            self.lignes.append(ligne)
            if self._reconnaitre and self.reconnue is None:
                self.reconnue = re.search(self._reconnaitre, ligne)
                if self.reconnue:
                    self.vue.set()
        self.vue.set()

    def attendre_fin(self):
        try:
            self.processus.wait(DELAI)
        except subprocess.TimeoutExpired:
            self.lignes.append(f"(pas fini après {DELAI} s : tué)\n")
        self.tuer()

    def tuer(self):
        self.processus.kill()
        self.processus.wait()
        self._lecture.join()

    def fautes(self, attendus, code=0):
        texte = "".join(self.lignes)
        print(f"--- {self.nom}, code {self.processus.returncode}\n{texte}", end="")
        if self.processus.returncode != code:
            yield f"{self.nom} : code {self.processus.returncode}"
        for attendu in attendus:
            if not re.search(attendu, texte, re.MULTILINE):
                yield f"{self.nom} n'a pas dit « {attendu} »"


parseur = argparse.ArgumentParser()
parseur.add_argument("serveur")
parseur.add_argument("client")
parseur.add_argument("--serveur-dit", action="append", default=[])
parseur.add_argument("--serveur-interrompu", action="store_true")
parseur.add_argument("--client-dit", action="append", default=[])
parseur.add_argument("--aux-deux", action="append", default=[])
arguments = parseur.parse_args()

serveur = Programme(
    "serveur", [arguments.serveur, "0", *arguments.aux_deux], r"^Serveur prêt sur (.*):(\d+)$"
)
serveur.vue.wait(DELAI)
if not serveur.reconnue:
    serveur.tuer()
    sys.exit("le serveur n'a pas annoncé son port :\n" + "".join(serveur.lignes))
client = Programme(
    "client", [arguments.client, *serveur.reconnue.groups(), *arguments.aux_deux]
)
client.attendre_fin()
serveur.processus.send_signal(signal.SIGINT)
serveur.attendre_fin()

code_serveur = -signal.SIGINT if arguments.serveur_interrompu else 0
fautes = [
    *serveur.fautes(arguments.serveur_dit, code_serveur),
    *client.fautes(arguments.client_dit),
]
if fautes:
    sys.exit("\n".join(fautes))

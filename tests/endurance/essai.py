# Essai: ce que toutes les épreuves partagent: les programmes, les chiffres, les exigences.
# SPDX-License-Identifier: MIT
import json
import os
import resource
import subprocess

from pairs import Serveur

MIO = 1 << 20
P99_PERMIS_MS = 10


class Essai:
    """Ce qu'une épreuve reçoit : où sont les programmes, combien de temps ; et ce qu'elle rend."""

    def __init__(self, programmes, secondes):
        self.programmes = programmes
        self.secondes = secondes
        self.chiffres = {}
        self.rouges = []
        self.omise = None

    def noter(self, nom, valeur):
        self.chiffres[nom] = round(valeur, 3) if isinstance(valeur, float) else valeur

    def exiger(self, vrai, phrase):
        if not vrai:
            self.rouges.append(phrase)

    def omettre(self, raison):
        """L'épreuve ne peut pas se passer ici : ni vert, ni rouge, et la page le dit."""
        self.omise = raison

    def exiger_p99(self, qui, sans, avec):
        """Deux fois le p99 d'avant l'assaut, ou 10 ms : en deçà, c'est l'ordonnanceur qui parle."""
        permis = max(2 * sans["p99_ms"], P99_PERMIS_MS)
        self.exiger(
            avec["p99_ms"] <= permis, f"{qui} : p99 de {avec['p99_ms']} ms, {permis} permises"
        )

    def serveur(self, places, **options):
        return Serveur(f"{self.programmes}/tests/endurance", places, **options)

    def clients(self, serveur, nombre, secondes, cadence, port=None):
        """endurance_clients, en route ; `finir_clients` en lit le bilan."""
        return subprocess.Popen(
            [
                f"{self.programmes}/tests/endurance/endurance_clients",
                str(port or serveur.port),
                str(nombre),
                str(int(secondes)),
                str(cadence),
                str(serveur.port),
            ],
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def finir_clients(self, processus, prefixe, coupures_permises=False):
        bilan = json.loads(processus.communicate(timeout=self.secondes + 300)[0])
        for nom in ("appels", "coupures", "envoyes", "recus", "p50_ms", "p99_ms", "max_ms"):
            self.noter(f"{prefixe}_{nom}", bilan[nom])
        self.noter(f"{prefixe}_erreurs", bilan["erreurs"])
        self.exiger(bilan["faux"] == 0, f"{bilan['faux']} réponses croisées")
        registres = bilan["registres_faux"] + bilan["registres_courts"]
        deja = self.chiffres.get("perdus_doubles_ou_croises", 0)
        self.noter("perdus_doubles_ou_croises", deja + bilan["faux"] + registres)
        self.exiger(registres == 0, f"{registres} registres différents des deux côtés")
        if not coupures_permises:
            self.exiger(bilan["coupures"] == 0, f"{bilan['coupures']} coupures chez les voisins")
        return bilan

    def arreter(self, serveur):
        self.exiger(serveur.est_vivant(), "le serveur est mort")
        self.noter("serveur_memoire_max_mio", serveur.memoire_max() / MIO)
        mesures = serveur.arreter()
        self.exiger(mesures["code"] == 0, f"le serveur a fini avec {mesures['code']}")
        self.noter("extinction_s", mesures["extinction"])
        return mesures


def permettre_descripteurs():
    _, dur = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (dur, dur))
    return dur


def programme(essai, nom, commande, environnement):
    """Un programme de tests entier, en version longue ; ses chiffres viennent de CCONN_CHIFFRES."""
    fichier = f"{essai.programmes}/endurance-{nom}.txt"
    if os.path.exists(fichier):
        os.remove(fichier)
    try:
        execution = subprocess.run(
            commande,
            env={**os.environ, **environnement, "CCONN_CHIFFRES": fichier},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=2 * essai.secondes + 300,
        )
        essai.exiger(execution.returncode == 0, execution.stdout[-600:])
    except subprocess.TimeoutExpired:
        essai.exiger(False, f"pas fini après {2 * essai.secondes + 300:.0f} s")
    if os.path.exists(fichier):
        with open(fichier, encoding="utf-8") as lignes:
            for ligne in lignes:
                quoi, faites, fautes = ligne.rstrip("\n").split("\t")
                essai.noter(quoi, int(faites))
                essai.exiger(int(fautes) == 0, f"{quoi} : {fautes} fautes")

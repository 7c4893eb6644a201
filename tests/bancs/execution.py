# Execution: un serveur et un client du banc, deux processus, une ligne de résultats.
# SPDX-License-Identifier: MIT
import os
import subprocess


class Echec(Exception):
    """Une mesure qui n'a rien donné, et pourquoi."""


class SansObjet(Exception):
    """Ce pair ne sait pas faire cette mesure ainsi."""


def lire_resultat(ligne):
    """« cle=valeur cle=valeur » ; des nombres, sauf la mesure et l'histogramme."""
    resultat = {}
    for mot in ligne.split():
        cle, _, valeur = mot.partition("=")
        if cle == "histogramme":
            paires = (paire.split(":") for paire in valeur.split(",") if paire)
            resultat[cle] = {int(duree): int(compte) for duree, compte in paires}
        else:
            resultat[cle] = valeur if cle == "mesure" else float(valeur)
    if resultat.get("nombre") and resultat.get("secondes"):
        # Microsecondes par opération, toutes connexions confondues.
        resultat["cout"] = 1e6 * resultat["secondes"] / resultat["nombre"]
    return resultat


class Serveur:
    """Le serveur d'un pair, arrêté à la sortie du bloc. `processeur` : secondes qu'il a prises."""

    def __init__(self, commande):
        self.processus = subprocess.Popen(
            commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.processeur = 0.0

    def __enter__(self):
        ligne = self.processus.stdout.readline().decode()
        if not ligne.strip().isdigit():
            texte = self.processus.stderr.read().decode(errors="replace").strip()
            self.processus.kill()
            self.__exit__()
            raise Echec(f"le serveur ne démarre pas : {texte}")
        self.port = int(ligne)
        return self

    def __exit__(self, *_):
        self.processus.stdin.close()
        try:
            self.processus.wait(10)
        except subprocess.TimeoutExpired:
            self.processus.kill()
            self.processus.wait()
        self.processus.stdout.close()
        self.processus.stderr.close()


def temps_processeur(pid):
    """Secondes de processeur d'un processus vivant, noyau compris."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as etat:
        champs = etat.read().rpartition(")")[2].split()
    return (int(champs[11]) + int(champs[12])) / os.sysconf("SC_CLK_TCK")


def options_de(reglages):
    """{"en_vol": 100} devient ["--en-vol", "100"]."""
    return [
        mot
        for cle, valeur in reglages.items()
        for mot in ("--" + cle.replace("_", "-"), str(valeur))
    ]


def mesurer(dossier, pair, cas, reglages, delai):
    """Passe un cas sur un pair ; rend son résultat."""
    programme = os.path.join(dossier, f"banc_{pair.programme}")
    reglages = {**reglages, **cas.options}
    communes = [*pair.options, *options_de(reglages)]
    with Serveur([programme, "serveur", *communes]) as serveur:
        pid = serveur.processus.pid
        commande = [programme, "client", cas.mesure, str(serveur.port), *communes]
        avant = temps_processeur(pid)
        try:
            fini = subprocess.run(
                [*commande, "--pid-serveur", str(pid)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=delai,
                check=False,
            )
        except subprocess.TimeoutExpired:
            serveur.processus.kill()
            raise Echec(f"rien en {delai:.0f} s") from None
        if fini.returncode == 3:
            raise SansObjet
        if fini.returncode != 0:
            texte = fini.stderr.decode(errors="replace").strip().splitlines()
            raise Echec(texte[-1] if texte else f"code de sortie {fini.returncode}")
        resultat = lire_resultat(fini.stdout.decode())
        resultat["processeur_serveur"] = temps_processeur(pid) - avant
    return resultat


def decrire(dossier, pair):
    """Les réglages d'un pair, None si son programme n'est pas construit ou ne sait pas."""
    programme = os.path.join(dossier, f"banc_{pair.programme}")
    if not os.path.exists(programme):
        return None
    fini = subprocess.run(
        [programme, "decrire", *pair.options], capture_output=True, timeout=30, check=False
    )
    return fini.stdout.decode().splitlines()[0] if fini.returncode == 0 else None


def construction(programme):
    """Le compilateur d'un programme, et s'il a optimisé."""
    fini = subprocess.run([programme, "decrire"], capture_output=True, timeout=30, check=True)
    return fini.stdout.decode().splitlines()[1]

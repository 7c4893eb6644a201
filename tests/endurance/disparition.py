# Disparition: une ligne entre deux espaces réseau se perd sans un mot ; qui le sait, et quand.
# SPDX-License-Identifier: MIT
import subprocess
import threading
import time

from pairs import patienter

ROLES = ("oisif", "attente", "appelant", "envoyeur", "abonne")
APPEL = ("CONNEXION_PERDUE",)
CONNEXION = ("connexion_rompue", "client_lent")
ECHEANCE = 50  # 45 s promises, et 5 s de marge
SERVEUR, CLIENT = "10.33.0.1", "10.33.0.2"


class Espace:
    """Un espace réseau à soi, tenu par un processus qui dort."""

    def __init__(self):
        self.gardien = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo pret; exec sleep infinity"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        if self.gardien.stdout.readline() != "pret\n":
            raise PermissionError("unshare --net est refusé ici")

    def commande(self, *mots):
        return ["nsenter", "--target", str(self.gardien.pid), "--net", *mots]

    def ip(self, *mots):
        subprocess.run(self.commande("ip", *mots), check=True, capture_output=True)

    def fermer(self):
        self.gardien.kill()
        self.gardien.wait()


class Ligne:
    """Deux espaces et la paire veth qui les joint."""

    def __init__(self):
        self.espaces = {"serveur": Espace(), "client": Espace()}
        serveur, client = self.espaces.values()
        serveur.ip("link", "add", "bout", "type", "veth", "peer", "name", "autre")
        serveur.ip("link", "set", "autre", "netns", str(client.gardien.pid))
        client.ip("link", "set", "autre", "name", "bout")
        for espace, adresse in ((serveur, SERVEUR), (client, CLIENT)):
            espace.ip("address", "add", f"{adresse}/24", "dev", "bout")
            espace.ip("link", "set", "bout", "up")

    def couper_le_lien(self):
        self.espaces["serveur"].ip("link", "set", "bout", "down")

    def retablir_le_lien(self):
        self.espaces["serveur"].ip("link", "set", "bout", "up")

    def perdre_les_paquets(self):
        """Chacun écrit à une adresse Ethernet que personne ne porte : les deux sens se perdent."""
        for cote, autre in (("serveur", CLIENT), ("client", SERVEUR)):
            self.espaces[cote].ip(
                *("neighbour", "replace", autre, "lladdr", "02:00:00:00:00:99"),
                *("dev", "bout", "nud", "permanent"),
            )

    def retrouver_les_paquets(self):
        for cote, autre in (("serveur", CLIENT), ("client", SERVEUR)):
            self.espaces[cote].ip("neighbour", "del", autre, "dev", "bout")

    def fermer(self):
        for espace in self.espaces.values():
            espace.fermer()


class Bout:
    """Un processus endurance_disparition, et les faits qu'il écrit."""

    def __init__(self, espace, programme, *mots):
        self.processus = subprocess.Popen(
            espace.commande(programme, *mots),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.faits = []
        self.lecture = threading.Thread(target=self._lire)

    def _lire(self):
        for ligne in self.processus.stdout:
            instant, role, issue = ligne.split()
            self.faits.append((float(instant), role, issue))

    def dits(self, *, sauf=()):
        return {role: (instant, issue) for instant, role, issue in self.faits if issue not in sauf}

    def fils(self):
        with open(f"/proc/{self.processus.pid}/status", encoding="ascii") as statut:
            return next(int(li.split()[1]) for li in statut if li.startswith("Threads:"))

    def finir(self):
        self.processus.stdin.close()
        try:
            return self.processus.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.processus.kill()
            return self.processus.wait()
        finally:
            self.lecture.join()


def attendre(condition, delai):
    fin = time.monotonic() + delai
    while not condition() and time.monotonic() < fin:
        patienter(0.1)
    return condition()


def juger(essai, nom, bout, coupure, roles):
    """Tous ces rôles ont-ils leur issue, à temps ? Note le premier et le dernier."""
    dits = bout.dits(sauf=("present",))
    manquent = [role for role in roles if role not in dits]
    delais = sorted(dits[role][0] - coupure for role in roles if role in dits)
    essai.exiger(not manquent, f"{nom} : {', '.join(manquent)} ne sait rien après {ECHEANCE} s")
    if delais:
        essai.noter(f"{nom}_premier_s", delais[0])
        essai.noter(f"{nom}_dernier_s", delais[-1])
        essai.exiger(delais[0] > 1, f"{nom} : su avant que la ligne ne puisse l'être")
        essai.exiger(delais[-1] <= ECHEANCE, f"{nom} : su en {delais[-1]:.0f} s")
    for role in roles:
        # Qui écrit remplit sa file, et conclut au bout de 10 s que personne ne la vide.
        admises = APPEL if role.endswith("-appel") else CONNEXION
        issue = dits[role][1] if role in dits else admises[0]
        essai.exiger(issue in admises, f"{nom}, {role} : {issue}, et non {' ou '.join(admises)}")


def une_ligne(essai, nom, couper, retablir):
    programme = f"{essai.programmes}/tests/endurance/endurance_disparition"
    ligne = Ligne()
    try:
        serveur = Bout(ligne.espaces["serveur"], programme, "serveur", SERVEUR)
        port = serveur.processus.stdout.readline().strip()
        serveur.lecture.start()
        fils_au_repos = serveur.fils() + 1  # le facteur, né au premier envoi en retard, reste
        client = Bout(ligne.espaces["client"], programme, "client", SERVEUR, port)
        client.lecture.start()
        presents = attendre(lambda: set(ROLES) <= {role for _, role, _ in client.faits}, 20)
        essai.exiger(presents, f"{nom} : les clients n'ont pas pu se connecter")
        patienter(2)  # le temps que chacun soit dans son rôle
        essai.exiger(len(client.faits) == len(ROLES), f"{nom} : un départ avant la coupure")

        couper(ligne)
        coupure = time.monotonic()
        appels = ("attente-appel", "appelant-appel")
        attendre(
            lambda: set(ROLES) <= set(serveur.dits())
            and {*ROLES, *appels} <= set(client.dits(sauf=("present",))),
            ECHEANCE + 2,
        )
        juger(essai, f"{nom}_serveur", serveur, coupure, ROLES)
        juger(essai, f"{nom}_clients", client, coupure, (*ROLES, *appels))

        rendus = attendre(lambda: serveur.fils() <= fils_au_repos, 5)
        essai.exiger(rendus, f"{nom} : {serveur.fils()} fils, {fils_au_repos} au départ")
        retablir(ligne)
        suivant = Bout(ligne.espaces["client"], programme, "client", SERVEUR, port)
        suivant.lecture.start()
        revenus = attendre(lambda: set(ROLES) <= {role for _, role, _ in suivant.faits}, 20)
        essai.exiger(revenus, f"{nom} : la ligne revenue, le serveur ne sert plus")
        for bout, qui in ((suivant, "suivants"), (client, "clients"), (serveur, "serveur")):
            code = bout.finir()
            essai.exiger(code == 0, f"{nom}, {qui} : fini avec {code}")
    finally:
        ligne.fermer()


LIGNES = (
    ("lien_coupe", Ligne.couper_le_lien, Ligne.retablir_le_lien),
    ("paquets_perdus", Ligne.perdre_les_paquets, Ligne.retrouver_les_paquets),
)


def disparaitre(essai):
    """T-33 : la ligne disparaît sans FIN ni RST, de deux façons."""
    try:
        espace = Espace()
        espace.ip("link", "show")
        espace.fermer()
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError) as refus:
        essai.omettre(f"il faut des espaces réseau (root) : {refus}")
        return
    fautes = []

    def vivre(*arguments):
        try:
            une_ligne(essai, *arguments)
        except Exception as faute:  # d'un fil : à rendre à celui qui juge
            fautes.append(repr(faute))

    fils = [threading.Thread(target=vivre, args=ligne) for ligne in LIGNES]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    essai.rouges += fautes

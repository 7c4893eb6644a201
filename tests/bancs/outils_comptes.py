# Outils des comptes: compter les appels système et les instructions d'un client et de son serveur.
# SPDX-License-Identifier: MIT
import collections
import dataclasses
import os
import re
import subprocess
import tempfile
import typing

import execution

ENVOIS = {"send", "sendto", "sendmsg", "sendmmsg", "write", "writev"}
RECEPTIONS = {"recv", "recvfrom", "recvmsg", "recvmmsg", "read", "readv"}

# Sans les variantes que la bibliothèque C choisit selon le processeur : le compte ne dépend plus
# que du code.
SANS_VARIANTES = "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI2,-RTM"


def lire_strace(chemin):
    """Nombre d'appels par nom, du tableau de `strace -c`."""
    comptes = collections.Counter()
    with open(chemin, encoding="utf-8") as tableau:
        for ligne in tableau:
            champs = ligne.split()
            if len(champs) == 2 and champs[0].isdigit() and champs[1] != "total":
                comptes[champs[1]] += int(champs[0])
    return comptes


def lire_callgrind(chemin):
    with open(chemin, encoding="utf-8", errors="replace") as sortie:
        totaux = re.search(r"^totals: (\d+)", sortie.read(), re.MULTILINE)
    if not totaux:
        raise execution.Echec("callgrind n'a rien compté")
    return collections.Counter(instructions=int(totaux.group(1)))


@dataclasses.dataclass(frozen=True)
class Outil:
    """`prefixe(programmes, sortie)` : ce qui lance un programme ; `lire` : ce que l'outil écrit."""

    prefixe: typing.Callable
    lire: typing.Callable


STRACE = Outil(
    lambda _, sortie: ["strace", "-f", "-c", "-U", "calls,name", "-o", sortie], lire_strace
)

# Ne ralentit rien, mais ne compte que les écritures et les lectures.
PRECHARGE = Outil(
    lambda programmes, sortie: [
        "env",
        f"LD_PRELOAD={programmes}/libbancs_compteur.so",
        f"CCONN_COMPTES={sortie}",
    ],
    lire_strace,
)

CALLGRIND = Outil(
    lambda _, sortie: [
        "valgrind",
        "--tool=callgrind",
        "--quiet",
        "--fair-sched=yes",
        f"--callgrind-out-file={sortie}",
    ],
    lire_callgrind,
)


def compter_une_fois(programme, mesure, reglages, outil):
    """Les comptes de chaque bout, pour `reglages["nombre"]` opérations."""
    with tempfile.TemporaryDirectory() as dossier:
        sorties = {bout: os.path.join(dossier, bout) for bout in ("serveur", "client")}
        prefixes = {
            bout: outil.prefixe(os.path.dirname(programme), sortie)
            for bout, sortie in sorties.items()
        }
        options = execution.options_de(reglages)
        commande = [*prefixes["serveur"], programme, "serveur", *options]
        with execution.Serveur(commande) as serveur:
            fini = subprocess.run(
                [*prefixes["client"], programme, "client", mesure, str(serveur.port)]
                + options,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=120,
                check=False,
            )
            if fini.returncode != 0:
                raise execution.Echec(fini.stderr.decode(errors="replace"))
        fait = execution.lire_resultat(fini.stdout.decode())["nombre"]
        return fait, {bout: outil.lire(sortie) for bout, sortie in sorties.items()}


def par_operation(programme, mesure, reglages, nombres, outil):
    """La différence de deux essais, par opération : le démarrage et la fin s'annulent.

    Le premier nombre nul, un seul essai, assez long pour que démarrage et fin n'y comptent pas.
    """
    os.environ["GLIBC_TUNABLES"] = SANS_VARIANTES
    essais = [
        compter_une_fois(programme, mesure, {**reglages, "nombre": nombre}, outil)
        for nombre in nombres
        if nombre > 0
    ]
    if len(essais) == 1:
        rien = collections.Counter()
        essais.insert(0, (0, {bout: rien for bout in essais[0][1]}))
    (peu, comptes_peu), (beaucoup, comptes_beaucoup) = essais
    return {
        bout: {
            nom: (compte - comptes_peu[bout][nom]) / (beaucoup - peu)
            for nom, compte in comptes_beaucoup[bout].items()
        }
        for bout in comptes_peu
    }


def resumer(appels, outil):
    """Les appels système d'un bout, rangés par ce qu'ils font."""
    comptes = {
        "envois": sum(compte for nom, compte in appels.items() if nom in ENVOIS),
        "receptions": sum(compte for nom, compte in appels.items() if nom in RECEPTIONS),
    }
    if outil is STRACE:
        comptes["appels_systeme"] = sum(appels.values())
    return comptes

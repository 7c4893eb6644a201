# Conduire: passer les épreuves demandées, écrire leurs chiffres, refaire la page de fiabilité.
# SPDX-License-Identifier: MIT
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time
import traceback

import page
from epreuves import EPREUVES
from essai import Essai

RACINE = pathlib.Path(__file__).resolve().parents[2]
COMPLETE = 240  # minutes


def lire_arguments():
    analyse = argparse.ArgumentParser(
        prog="tests/endurance/lancer",
        description="Passe les épreuves de charge et d'attaque, et écrit leurs chiffres.",
    )
    analyse.add_argument(
        "--minutes", type=float, default=COMPLETE, help=f"en tout ({COMPLETE} sans option)"
    )
    analyse.add_argument("--seulement", help="T-50,T-52… au lieu de toutes ; vide : aucune")
    analyse.add_argument(
        "--page", action="store_true", help="refait docs/reference/fiabilite.md avec les chiffres"
    )
    analyse.add_argument("--programmes", required=True, help=argparse.SUPPRESS)
    return analyse.parse_args()


def modele():
    with open("/proc/cpuinfo", encoding="ascii") as cpuinfo:
        noms = [ligne.split(":")[1].strip() for ligne in cpuinfo if ligne.startswith("model name")]
    return noms[0] if noms else platform.machine()


def memoire_gio():
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE") / (1 << 30))


def passer(numero, programmes, secondes):
    """Une épreuve. @return ses chiffres, ce qui n'est pas atteint, et d'où ils viennent."""
    epreuve = EPREUVES[numero]
    essai = Essai(programmes, secondes)
    debut = time.monotonic()
    charge_avant = os.getloadavg()[0]
    try:
        epreuve.passer(essai)
    except Exception:  # une épreuve qui tombe est un rouge, et les autres continuent
        essai.rouges.append(traceback.format_exc(limit=-2))
    return {
        "numero": numero,
        "duree_s": round(time.monotonic() - debut, 1),
        "chiffres": essai.chiffres,
        "rouges": essai.rouges,
        "omise": essai.omise,
        "charge_machine": round(charge_avant, 1),
        "commit": subprocess.run(
            ["git", "-C", RACINE, "rev-parse", "--short", "HEAD"],
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.strip(),
        "machine": f"{os.cpu_count()} cœurs {modele()}, {memoire_gio()} Gio, "
        f"Linux {platform.release()}",
        "date": datetime.datetime.now().isoformat(timespec="minutes"),
    }


def main():
    arguments = lire_arguments()
    choix = list(EPREUVES)
    if arguments.seulement is not None:
        choix = [numero for numero in arguments.seulement.split(",") if numero]
    inconnues = [numero for numero in choix if numero not in EPREUVES]
    if inconnues:
        sys.exit(f"épreuves inconnues : {inconnues} ; il y a {', '.join(EPREUVES)}")
    resultats = pathlib.Path(arguments.programmes) / "endurance"
    resultats.mkdir(exist_ok=True)
    parts = max(1, sum(EPREUVES[numero].part for numero in choix))
    rouges = 0
    debut = time.monotonic()
    for numero in choix:
        secondes = 60 * arguments.minutes * EPREUVES[numero].part / parts
        print(f"{numero} {EPREUVES[numero].titre}…", flush=True)
        bilan = passer(numero, arguments.programmes, secondes)
        (resultats / f"{numero}.json").write_text(
            json.dumps(bilan, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        for nom, valeur in bilan["chiffres"].items():
            print(f"    {nom} : {valeur}")
        for rouge in bilan["rouges"]:
            print(f"    NON ATTEINT : {rouge}")
        rouges += bool(bilan["rouges"])
        if bilan["omise"]:
            print(f"    NON PASSÉE : {bilan['omise']}")
    if choix == list(EPREUVES):
        minutes = round((time.monotonic() - debut) / 60, 1)
        conduite = {"minutes": minutes, "demandees": arguments.minutes}
        (resultats / "conduite.json").write_text(json.dumps(conduite), encoding="utf-8")
    if arguments.page:
        page.ecrire(RACINE, resultats, COMPLETE)
    print(f"{len(choix)} épreuves, {rouges} avec du rouge ; chiffres dans {resultats}")
    return 1 if rouges else 0


if __name__ == "__main__":
    sys.exit(main())

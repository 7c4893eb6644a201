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

import attaques
import charge
import page
from essai import Essai, programme

RACINE = pathlib.Path(__file__).resolve().parents[2]


def tests(nom, cible, filtre, environnement):
    """Une épreuve faite d'un programme de tests, en version longue."""

    def passer(essai):
        chemin = f"{essai.programmes}/tests/{cible}"
        durees = {cle: valeur(essai) for cle, valeur in environnement.items()}
        programme(essai, nom, [chemin, *filtre], durees)

    return passer


def toujours(valeur):
    return lambda essai: valeur


# Numéro, ce que c'est, l'épreuve, et sa part du temps.
EPREUVES = {
    "T-03": (
        "un million de messages, le découpeur et msgpack-c",
        tests(
            "T-03",
            "unitaires/tests_unitaires",
            ["--filenames-as-tags", "[#decoupeur_differentiel_test]"],
            {"CCONN_MESSAGES": toujours("1000000")},
        ),
        2,
    ),
    "T-11": ("bombes de 5 000 connexions", attaques.bombes, 1),
    "T-21": ("messages abîmés, 50 voisins", attaques.mutant, 4),
    "T-30": (
        "pannes au hasard",
        tests(
            "T-30",
            "pannes/tests_pannes",
            ["--filenames-as-tags", "[#hasard_test]"],
            {"CCONN_PANNES": toujours("toutes")},
        ),
        6,
    ),
    "T-31": (
        "chaque panne, à chaque rang",
        tests(
            "T-31",
            "pannes/tests_pannes",
            ["--filenames-as-tags", "[#chaque_panne_test]"],
            {"CCONN_PANNES": toujours("toutes")},
        ),
        12,
    ),
    "T-34": ("mauvaise ligne, 100 clients", charge.ligne_mauvaise, 6),
    "T-43": (
        "50 paires, 16 fils chacune, qui s'appellent et se rappellent",
        tests(
            "T-43",
            "endurance/tests_endurance",
            ["--filenames-as-tags", "[#echanges_croises_test]"],
            {"CCONN_DUREE": lambda essai: str(int(max(5, 0.7 * essai.secondes)))},
        ),
        4,
    ),
    "T-50": ("10 000 connexions tenues", charge.dix_mille, 6),
    "T-51": (
        "orage de reconnexions",
        tests(
            "T-51",
            "endurance/tests_endurance",
            ["--filenames-as-tags", "[#orage_test]"],
            {"CCONN_DUREE": lambda essai: str(int(max(5, 0.7 * essai.secondes)))},
        ),
        2,
    ),
    "T-52": ("allées et venues", charge.allees_et_venues, 4),
    "T-54": (
        "annonces, et des clients lents",
        tests(
            "T-54",
            "endurance/tests_endurance",
            ["--filenames-as-tags", "[#clients_lents_test]"],
            {"CCONN_DUREE": lambda essai: str(int(max(5, 0.7 * essai.secondes)))},
        ),
        2,
    ),
    "T-70": ("descripteurs épuisés", charge.descripteurs_epuises, 1),
    "T-72": (
        "fils refusés, chaque rang",
        tests(
            "T-72",
            "pannes/tests_pannes",
            ["--filenames-as-tags", "[#chaque_panne_test]"],
            {"CCONN_PANNES": toujours("toutes"), "CCONN_APPEL": toujours("creer_fil")},
        ),
        1,
    ),
    "T-73": ("connexions traînantes et muettes, saluts TLS", attaques.lents, 2),
    "T-74": ("curieux d'autres protocoles", attaques.curieux, 4),
}


def lire_arguments():
    analyse = argparse.ArgumentParser(
        prog="tests/endurance/lancer",
        description="Passe les épreuves de charge et d'attaque, et écrit leurs chiffres.",
    )
    analyse.add_argument("--minutes", type=float, default=240, help="en tout (240 sans option)")
    analyse.add_argument("--seulement", help="T-50,T-52… au lieu de toutes")
    analyse.add_argument(
        "--page", action="store_true", help="refait docs/reference/fiabilite.md avec les chiffres"
    )
    analyse.add_argument("--programmes", required=True, help=argparse.SUPPRESS)
    return analyse.parse_args()


def passer(numero, programmes, secondes):
    """Une épreuve. @return ses chiffres, ce qui n'est pas atteint, et d'où ils viennent."""
    titre, epreuve, _ = EPREUVES[numero]
    essai = Essai(programmes, secondes)
    debut = time.monotonic()
    charge_avant = os.getloadavg()[0]
    try:
        epreuve(essai)
    except Exception:  # une épreuve qui tombe est un rouge, et les autres continuent
        essai.rouges.append(traceback.format_exc(limit=-2))
    return {
        "numero": numero,
        "titre": titre,
        "duree_s": round(time.monotonic() - debut, 1),
        "chiffres": essai.chiffres,
        "rouges": essai.rouges,
        "charge_machine": round(charge_avant, 1),
        "commit": subprocess.run(
            ["git", "-C", RACINE, "rev-parse", "--short", "HEAD"],
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.strip(),
        "machine": f"{os.cpu_count()} cœurs, Linux {platform.release()}",
        "date": datetime.datetime.now().isoformat(timespec="minutes"),
    }


def main():
    arguments = lire_arguments()
    choix = arguments.seulement.split(",") if arguments.seulement else list(EPREUVES)
    inconnues = [numero for numero in choix if numero not in EPREUVES]
    if inconnues:
        sys.exit(f"épreuves inconnues : {inconnues} ; il y a {', '.join(EPREUVES)}")
    resultats = pathlib.Path(arguments.programmes) / "endurance"
    resultats.mkdir(exist_ok=True)
    parts = sum(EPREUVES[numero][2] for numero in choix)
    rouges = 0
    for numero in choix:
        secondes = 60 * arguments.minutes * EPREUVES[numero][2] / parts
        print(f"{numero} {EPREUVES[numero][0]}…", flush=True)
        bilan = passer(numero, arguments.programmes, secondes)
        (resultats / f"{numero}.json").write_text(
            json.dumps(bilan, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        for nom, valeur in bilan["chiffres"].items():
            print(f"    {nom} : {valeur}")
        for rouge in bilan["rouges"]:
            print(f"    NON ATTEINT : {rouge}")
        rouges += bool(bilan["rouges"])
    if arguments.page:
        page.ecrire(RACINE, resultats)
    print(f"{len(choix)} épreuves, {rouges} avec du rouge ; chiffres dans {resultats}")
    return 1 if rouges else 0


if __name__ == "__main__":
    sys.exit(main())

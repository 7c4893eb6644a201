# Compter: le travail que le bruit ne change pas, et s'il a augmenté depuis les comptes enregistrés.
# SPDX-License-Identifier: MIT
import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import sys

import execution
import outils_comptes
import tableaux

COMPTES = pathlib.Path(__file__).with_name("comptes.json")


@dataclasses.dataclass(frozen=True)
class Mesure:
    """Ce que l'on compte, avec quel outil, et pour quels nombres d'opérations."""

    titre: str
    reglages: dict
    outil: outils_comptes.Outil
    nombres: tuple
    nombres_callgrind: tuple


# D'un flot, les écritures dépendent du débit : strace le ralentirait, et deux essais ne se
# soustraient pas.
MESURES = {
    "A": Mesure("un appel", {}, outils_comptes.STRACE, (200, 1_200), (200, 700)),
    "D": Mesure(
        "un message sans réponse", {}, outils_comptes.PRECHARGE, (0, 300_000), (5_000, 25_000)
    ),
    "F": Mesure(
        "une livraison d'une diffusion à 20 clients",
        {"connexions": 20, "en_vol": 400},
        outils_comptes.PRECHARGE,
        (100, 2_100),
        (100, 400),
    ),
}

# Ce que l'issue demande ; au-delà, le compte enregistré fait loi.
CIBLES = {
    ("A", "client", "envois"): 1,
    ("A", "client", "receptions"): 1,
    ("A", "serveur", "envois"): 1,
    ("A", "serveur", "receptions"): 1,
    ("D", "client", "envois"): 0.05,
}

ESSAIS = 3


def lire_arguments():
    analyse = argparse.ArgumentParser(
        prog="tests/bancs/compter",
        description="Compte appels système et instructions, par appel, message et livraison.",
    )
    analyse.add_argument("--enregistrer", action="store_true", help="écrit comptes.json")
    analyse.add_argument("--verifier", action="store_true", help="échoue si un compte augmente")
    analyse.add_argument("--mesures", nargs="+", default=list(MESURES), choices=list(MESURES))
    analyse.add_argument("--pair", default="cconn", help="raw, zeromq… au lieu de cconn")
    analyse.add_argument(
        "--sans-instructions", action="store_true", help="les appels système seulement"
    )
    analyse.add_argument("--programmes", required=True, help=argparse.SUPPRESS)
    return analyse.parse_args()


def compter(programme, mesure, avec_instructions):
    """{bout: {compte: valeur par opération}}, d'un essai."""
    m = MESURES[mesure]
    appels = outils_comptes.par_operation(programme, mesure, m.reglages, m.nombres, m.outil)
    comptes = {bout: outils_comptes.resumer(noms, m.outil) for bout, noms in appels.items()}
    if avec_instructions:
        instructions = outils_comptes.par_operation(
            programme, mesure, m.reglages, m.nombres_callgrind, outils_comptes.CALLGRIND
        )
        for bout, par_cle in instructions.items():
            comptes[bout].update(par_cle)
    return comptes


def reunir(essais, choix):
    """Un compte par clé, choisi parmi les essais : leur médiane, ou leur minimum."""
    return {
        bout: {cle: choix([essai[bout][cle] for essai in essais]) for cle in par_cle}
        for bout, par_cle in essais[0].items()
    }


def plafond(mesure, cle, enregistre):
    """Le plus qu'un compte puisse valoir sans avoir augmenté."""
    if cle == "instructions":
        return 1.10 * enregistre
    if mesure == "D":  # ce qui part ensemble dépend un peu du moment
        return max(0.05, 1.5 * enregistre + 0.02)
    if mesure == "F":  # de même ; un envoi pour deux livraisons serait déjà une tout autre affaire
        return max(0.5, enregistre)
    return enregistre + 0.02


def verifier(mesure, comptes, enregistres):
    for bout, par_cle in comptes.items():
        for cle, valeur in par_cle.items():
            enregistre = enregistres.get(mesure, {}).get(bout, {}).get(cle)
            if enregistre is not None and valeur > plafond(mesure, cle, enregistre):
                yield (
                    f"{MESURES[mesure].titre}, {bout} : {tableaux.nombre(valeur)} {cle}, "
                    f"{tableaux.nombre(enregistre)} enregistré"
                )


def imprimer(tous, enregistres):
    lignes = [["", "pour", "bout", "compte", "mesuré", "enregistré", "cible"]]
    for mesure, comptes in tous.items():
        for bout, par_cle in comptes.items():
            for cle, valeur in par_cle.items():
                lignes.append(
                    [
                        mesure,
                        MESURES[mesure].titre,
                        bout,
                        cle,
                        tableaux.nombre(valeur),
                        tableaux.nombre(enregistres.get(mesure, {}).get(bout, {}).get(cle)),
                        tableaux.nombre(CIBLES.get((mesure, bout, cle))),
                    ]
                )
    print(tableaux.aligner(lignes))


def mesurer(programme, mesure, avec_instructions, enregistrer, enregistres):
    """Un essai ; d'autres pour enregistrer une médiane, ou si un compte semble avoir augmenté."""
    essais, fautes = [], []
    while len(essais) < ESSAIS:
        essais.append(compter(programme, mesure, avec_instructions))
        fautes = list(verifier(mesure, reunir(essais, min), enregistres))
        if not enregistrer and not fautes:
            break
    return reunir(essais, statistics.median if enregistrer else min), fautes


def lire_enregistres(arguments):
    if arguments.pair != "cconn" or not COMPTES.exists():
        return {}
    return json.loads(COMPTES.read_text(encoding="utf-8"))


def enregistrer(tous, enregistres, construction):
    arrondis = {
        mesure: {
            bout: {cle: round(valeur, 4) + 0.0 for cle, valeur in par_cle.items()}
            for bout, par_cle in comptes.items()
        }
        for mesure, comptes in tous.items()
    }
    contenu = {**enregistres, "construction": construction, **arrondis}
    COMPTES.write_text(json.dumps(contenu, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    arguments = lire_arguments()
    programme = os.path.join(arguments.programmes, f"banc_{arguments.pair}")
    enregistres = lire_enregistres(arguments)
    construction = execution.construction(programme)
    # Un autre compilateur, d'autres options : d'autres instructions, dont on ne peut rien conclure.
    comparables = arguments.enregistrer or enregistres.get("construction") in (None, construction)
    avec_instructions = comparables and not arguments.sans_instructions
    tous, fautes = {}, []
    for mesure in arguments.mesures:
        try:
            tous[mesure], nouvelles = mesurer(
                programme, mesure, avec_instructions, arguments.enregistrer, enregistres
            )
        except execution.Echec as echec:
            print(f"{mesure} : {echec}", file=sys.stderr)
            return 1
        fautes += nouvelles
    imprimer(tous, enregistres)
    if not comparables:
        ailleurs = enregistres["construction"]
        print(f"Instructions non comparées : {construction} ici, {ailleurs} dans comptes.json.")
    if arguments.enregistrer:
        enregistrer(tous, enregistres, construction)
    elif arguments.verifier:
        for faute in fautes:
            print(f"a augmenté : {faute}", file=sys.stderr)
        return 1 if fautes else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

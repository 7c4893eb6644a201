# Conduire: fait passer les mesures à tous les pairs, par tours entrelacés, et écrit le rapport.
# SPDX-License-Identifier: MIT
import argparse
import pathlib
import sys
import time

import execution
import graphiques
import page
import plan
import tableaux
from releve import Releve
from tableaux import nombre

# Secondes d'une mesure, tours, et secondes au-delà desquelles plus aucun tour ne commence.
RAPIDE = {"duree": 0.2, "tours": 3, "budget": 165}
COMPLET = {"duree": 2.0, "tours": 5, "budget": 2_300}


class Avancement:
    """Une ligne sur le terminal, réécrite sur place ; rien si la sortie n'en est pas un."""

    def __init__(self, total):
        self.total, self.fait, self.debut = total, 0, time.monotonic()
        self.visible = sys.stderr.isatty()

    def dire(self, tour, tours, cas, pair):
        self.fait += 1
        if not self.visible:
            return
        passe = time.monotonic() - self.debut
        reste = passe / self.fait * (self.total - self.fait)
        texte = f"tour {tour}/{tours}, {self.fait}/{self.total} : {cas.titre}, {pair.titre}"
        fin = f" ; encore {reste / 60:.0f} min" if reste >= 90 else f" ; encore {reste:.0f} s"
        sys.stderr.write(f"\r\033[K{texte}{fin}")
        sys.stderr.flush()

    def finir(self):
        if self.visible:
            sys.stderr.write("\r\033[K")


def lire_arguments():
    analyse = argparse.ArgumentParser(
        prog="tests/bancs/lancer", description="Compare la vitesse de cconn à celle d'autres."
    )
    mode = analyse.add_mutually_exclusive_group()
    mode.add_argument("--rapide", action="store_true", help="moins de 3 minutes (par défaut)")
    mode.add_argument("--complet", action="store_true", help="moins de 40 minutes")
    analyse.add_argument("--mesures", nargs="+", default=[], help="A, B, B100, croissance…")
    analyse.add_argument("--pairs", nargs="+", default=[], help="raw, cconn, zeromq…")
    analyse.add_argument("--tours", type=int, help="tours au lieu de ceux du mode")
    analyse.add_argument("--duree", type=float, help="secondes par mesure")
    analyse.add_argument("--nombre", type=int, help="opérations par connexion, sans durée")
    analyse.add_argument(
        "--taille", type=int, default=32, help="octets d'un message (E garde les siennes)"
    )
    analyse.add_argument(
        "--connexions-max", type=int, default=10_000, help="borne les connexions de chaque mesure"
    )
    analyse.add_argument("--programmes", required=True, help=argparse.SUPPRESS)
    analyse.add_argument("--sortie", help="dossier du CSV et des graphiques")
    analyse.add_argument("--ecrire-page", action="store_true", help="publie dans docs/")
    return analyse.parse_args()


def reglages_de(arguments):
    mode = dict(COMPLET if arguments.complet else RAPIDE)
    mode["tours"] = arguments.tours or mode["tours"]
    mode["duree"] = arguments.duree or mode["duree"]
    return mode


def passer(arguments, mode, cas, pairs):
    """Tous les tours : chaque cas, tous les pairs l'un après l'autre, en tournant l'ordre."""
    releve = Releve()
    suite = [(c, p) for c in cas for p in pairs if p.passe(c)]
    avancement = Avancement(len(suite) * mode["tours"])
    reglages = {"taille": arguments.taille, "duree": mode["duree"]}
    if arguments.nombre:
        reglages["nombre"] = arguments.nombre
    debut = time.monotonic()
    for tour in range(1, mode["tours"] + 1):
        depart = time.monotonic()
        for c in cas:
            ordre = [p for p in pairs if p.passe(c)]
            pas = tour % len(ordre) if ordre else 0
            for pair in ordre[pas:] + ordre[:pas]:
                avancement.dire(tour, mode["tours"], c, pair)
                passer_un(arguments, releve, c, pair, tour, reglages)
        if time.monotonic() - debut + (time.monotonic() - depart) > mode["budget"]:
            break
    avancement.finir()
    return releve, tour, time.monotonic() - debut


def passer_un(arguments, releve, cas, pair, tour, reglages):
    if (cas.nom, pair.nom) in releve.echecs:
        return  # il échouerait encore, et son délai serait perdu
    delai = 30 if cas.connexions <= 1000 else 90
    try:
        resultat = execution.mesurer(arguments.programmes, pair, cas, reglages, delai)
        releve.noter(cas, pair, tour, resultat)
    except execution.SansObjet:
        pass
    except execution.Echec as echec:
        releve.noter_echec(cas, pair, str(echec))


def imprimer(releve, cas, pairs, absents):
    faces = (
        tableaux.tableau_rapports(releve, cas, pairs),
        tableaux.tableau_latences(releve, cas, pairs),
        tableaux.tableau_objectifs(releve, cas, pairs),
    )
    print("Rapports à raw ; pour la mémoire (G) et le coût (N), le plus petit est le meilleur.\n")
    print("\n\n".join(tableaux.aligner(lignes) for lignes in faces if lignes))
    for (nom_cas, nom_pair), texte in releve.echecs.items():
        print(f"\nÉchec de {nom_pair} à {nom_cas} : {texte}")
    if absents:
        print("\nAbsents : " + ", ".join(absents) + ".")


def borner(cas, connexions_max):
    """Les mêmes cas, sans plus de connexions que voulu."""
    for c in cas:
        if c.connexions > connexions_max:
            c.options["connexions"] = connexions_max
    return cas


def main():
    arguments = lire_arguments()
    mode = reglages_de(arguments)
    cas = borner(plan.choisir_cas(arguments.mesures, arguments.complet), arguments.connexions_max)
    voulus = plan.choisir_pairs(arguments.pairs)
    descriptions = {p.nom: execution.decrire(arguments.programmes, p) for p in voulus}
    pairs = [p for p in voulus if descriptions[p.nom]]
    absents = [p.titre for p in voulus if not descriptions[p.nom]]
    releve, tours, duree = passer(arguments, mode, cas, pairs)
    imprimer(releve, cas, pairs, absents)
    bilan = (
        f"{tours} tour{'s' if tours > 1 else ''} de {nombre(mode['duree'])} s par mesure, "
        f"{duree / 60:.0f} min en tout"
    )
    print(f"\n{bilan}.")
    sortie = pathlib.Path(arguments.sortie or pathlib.Path(arguments.programmes) / "resultats")
    sortie.mkdir(parents=True, exist_ok=True)
    releve.ecrire_csv(sortie / "resultats.csv")
    graphiques.tracer(releve, cas, pairs, sortie)
    print(f"Résultats de chaque tour et graphiques : {sortie}")
    if arguments.ecrire_page:
        page.publier(releve, cas, pairs, descriptions, absents, bilan)
    return 1 if releve.echecs else 0


if __name__ == "__main__":
    sys.exit(main())

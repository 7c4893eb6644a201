# Page: publie les résultats du banc dans docs/explications/vitesse.md, entre deux repères.
# SPDX-License-Identifier: MIT
import datetime
import os
import pathlib
import platform
import re
import subprocess

import graphiques
import tableaux

RACINE = pathlib.Path(__file__).resolve().parents[2]
PAGE = RACINE / "docs/explications/vitesse.md"
DEBUT, FIN = "<!-- banc : début -->", "<!-- banc : fin -->"


def commit():
    fini = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    return fini.stdout.strip() or "inconnu"


def machine():
    processeur = "processeur inconnu"
    with open("/proc/cpuinfo", encoding="utf-8") as description:
        for ligne in description:
            if ligne.startswith("model name"):
                processeur = ligne.partition(":")[2].strip()
    return f"{processeur}, {os.cpu_count()} cœurs, Linux {platform.release()}"


def devancements(releve, cas, pairs):
    """Les cas où un autre que raw fait mieux que toute façon d'employer cconn."""
    for c in cas:
        valeurs = {p.nom: releve.valeur(c, p.nom) for p in pairs}
        choix, signe = (min, -1) if c.moins_est_mieux else (max, 1)
        notres = [v for nom, v in valeurs.items() if nom.startswith("cconn") and v]
        if not notres:
            continue
        nous = choix(notres)
        for p in pairs:
            autre = valeurs[p.nom]
            if autre and not p.nom.startswith(("cconn", "raw")) and signe * (autre - nous) > 0:
                yield (
                    f"- {c.nom}, {c.titre} : {p.titre}, {tableaux.nombre(autre)} {c.unite}, "
                    f"devant cconn, {tableaux.nombre(nous)}."
                )


def composer(releve, cas, pairs, descriptions, absents, duree, images):
    """Le texte entre les deux repères."""
    date = datetime.date.today().isoformat()
    morceaux = [
        f"Mesuré le {date}, au commit `{commit()}`, sur {machine()} ; {duree}.",
        tableaux.markdown(tableaux.tableau_rapports(releve, cas, pairs)),
    ]
    latences = tableaux.tableau_latences(releve, cas, pairs)
    objectifs = tableaux.tableau_objectifs(releve, cas, pairs)
    morceaux += [tableaux.markdown(lignes) for lignes in (latences, objectifs) if lignes]
    morceaux += [f"![{titre}](vitesse/{nom})" for nom, titre in images.items()]
    devant = list(devancements(releve, cas, pairs))
    if devant:
        morceaux += ["Là où un autre est devant :", "\n".join(devant)]
    morceaux += ["Réglages de chaque pair :"]
    vus = dict.fromkeys((p.titre.split(",")[0], descriptions[p.nom]) for p in pairs)
    morceaux.append("\n".join(f"- {titre} : {texte}." for titre, texte in vus))
    if absents:
        morceaux.append("Absents de cette machine : " + ", ".join(absents) + ".")
    for (nom_cas, nom_pair), echec in releve.echecs.items():
        morceaux.append(f"Échec de {nom_pair} à {nom_cas} : {echec}.")
    return typographier("\n\n".join(morceaux))


def typographier(texte):
    """Les espaces insécables du français."""
    return re.sub(r" ([;!?])", "\u202f\\1", texte).replace(" :", "\u00a0:")


def publier(releve, cas, pairs, descriptions, absents, duree):
    dossier = PAGE.with_suffix("")
    dossier.mkdir(exist_ok=True)
    images = graphiques.tracer(releve, cas, pairs, dossier)
    bloc = composer(releve, cas, pairs, descriptions, absents, duree, images)
    remplacer(bloc)


def remplacer(bloc):
    contenu = PAGE.read_text(encoding="utf-8")
    avant, milieu, reste = contenu.partition(DEBUT)
    _, fin, apres = reste.partition(FIN)
    if not milieu or not fin:
        raise SystemExit(f"{PAGE} n'a plus ses repères {DEBUT} et {FIN}")
    PAGE.write_text(f"{avant}{DEBUT}\n\n{bloc}\n\n{FIN}{apres}", encoding="utf-8")

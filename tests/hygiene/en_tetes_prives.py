# Contrôle des en-têtes privés : chacun se compile seul, comme CMake le vérifie des publics.
# SPDX-License-Identifier: MIT
#
# Usage : en_tetes_prives.py <dossier de construction> ; ses commandes donnent les options.
import json
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from commun import RACINE, Rapport, sources_cpp


def options(construction):
    """Les options d'un source de la bibliothèque, sans le compilateur, la sortie ni le source."""
    for entree in json.loads((construction / "compile_commands.json").read_text(encoding="utf-8")):
        if Path(entree["file"]).is_relative_to(RACINE / "cconn/src"):
            mots = shlex.split(entree["command"])
            return mots[: mots.index("-o")]
    sys.exit("en_tetes_prives : aucun source de cconn/src dans les commandes de compilation")


def compiler(commande, en_tete):
    essai = [*commande, "-fsyntax-only", "-x", "c++", "-"]
    return subprocess.run(
        essai, input=f'#include "{en_tete}"\n', capture_output=True, text=True, check=False
    )


rapport = Rapport("en-têtes privés")
commande = options(Path(sys.argv[1]))
en_tetes = [chemin for chemin in sources_cpp("cconn/src") if chemin.suffix == ".hpp"]
with ThreadPoolExecutor() as fils:
    resultats = list(fils.map(lambda en_tete: compiler(commande, en_tete), en_tetes))
for en_tete, resultat in zip(en_tetes, resultats):
    if resultat.returncode != 0:
        rapport.faute(en_tete, 1, "ne se compile pas seul\n" + resultat.stderr)
rapport.conclure()

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


def options(construction, dossier):
    """La commande qui compile les sources de ce dossier, sans la sortie ni le source."""
    for entree in json.loads((construction / "compile_commands.json").read_text(encoding="utf-8")):
        if Path(entree["file"]).is_relative_to(dossier):
            mots = shlex.split(entree["command"])
            return mots[: mots.index("-o")]
    sys.exit(f"en_tetes_prives : aucun source de {dossier} dans les commandes de compilation")


def compiler(commande, en_tete):
    essai = [*commande, "-fsyntax-only", "-x", "c++", "-"]
    return subprocess.run(
        essai, input=f'#include "{en_tete}"\n', capture_output=True, text=True, check=False
    )


rapport = Rapport("en-têtes privés")
construction = Path(sys.argv[1])
essais = []
for dossier in [RACINE / "cconn/src", *sorted(RACINE.glob("cconn/modules/*/src"))]:
    en_tetes = [chemin for chemin in sources_cpp(dossier) if chemin.suffix == ".hpp"]
    if en_tetes:
        commande = options(construction, dossier)
        essais += [(commande, en_tete) for en_tete in en_tetes]
with ThreadPoolExecutor() as fils:
    resultats = list(fils.map(lambda essai: compiler(*essai), essais))
for (_, en_tete), resultat in zip(essais, resultats):
    if resultat.returncode != 0:
        rapport.faute(en_tete, 1, "ne se compile pas seul\n" + resultat.stderr)
rapport.conclure()

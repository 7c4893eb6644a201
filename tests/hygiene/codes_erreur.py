# Contrôle des codes d'erreur : chacun est provoqué par un test et décrit dans la référence.
# SPDX-License-Identifier: MIT
import re
import sys

from commun import RACINE, Rapport, sans_commentaires, sources_cpp

en_tete = RACINE / "cconn/include/cconn/erreur.hpp"
reference = RACINE / "docs/reference/erreurs.md"

texte = sans_commentaires(en_tete.read_text(encoding="utf-8"))
enumere = re.search(r"enum class CodeErreur\b[^{]*\{(.*?)\}", texte, re.DOTALL)
if enumere is None:
    sys.exit("codes_erreur : l'énuméré CodeErreur est introuvable dans erreur.hpp")
codes = re.findall(r"\b([a-z_]+)\b\s*(?:=\s*\d+)?\s*(?:,|$)", enumere.group(1))

# erreur_test.cpp énumère tous les codes : y figurer n'est pas être provoqué.
tests = "\n".join(
    sans_commentaires(chemin.read_text(encoding="utf-8"))
    for chemin in sources_cpp("tests/unitaires", "tests/integration", "tests/modules")
    if chemin.name != "erreur_test.cpp"
)
documentes = reference.read_text(encoding="utf-8") if reference.exists() else ""

rapport = Rapport("codes_erreur")
for code in codes:
    # Un test nomme le code, ou le texte qui voyage sur le fil.
    if not re.search(rf"CodeErreur::{code}\b|\b{code.upper()}\b", tests):
        rapport.faute(en_tete, 1, f"aucun test ne provoque `{code}`")
    # Une ligne de tableau qui commence par le code.
    if not re.search(rf"^\|\s*`{code}`\s*\|", documentes, re.MULTILINE):
        rapport.faute(reference, 1, f"aucune ligne pour `{code}`")
rapport.conclure()

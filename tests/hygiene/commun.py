# Ce que partagent les contrôles d'hygiène : parcourir les sources, les lire, rendre compte.
# SPDX-License-Identifier: MIT
import re
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
DOSSIERS = ("cconn", "exemples", "tests", "docs", ".ci")

_LEXEMES = re.compile(
    r"""
    (?P<commentaire> //[^\n]* | /\*.*?\*/ )
  | (?P<brute> R"(?P<garde>[^()\s]*)\(.*?\)(?P=garde)" )
  | (?P<chaine> "(?:\\.|[^"\\\n])*" | (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+' )
    """,
    re.VERBOSE | re.DOTALL,
)


def fichiers(*extensions, sous=DOSSIERS):
    """Les fichiers du projet qui portent une de ces extensions, triés ; ceux de la racine aussi."""
    candidats = list(RACINE.iterdir()) if sous is DOSSIERS else []
    for dossier in sous:
        candidats += (RACINE / dossier).rglob("*")
    return sorted(
        chemin
        for chemin in candidats
        if chemin.suffix in extensions and chemin.is_file() and "__pycache__" not in chemin.parts
    )


def sources_cpp(*sous):
    return fichiers(".cpp", ".hpp", sous=sous or DOSSIERS)


def documents():
    """LISEZMOI.md et les pages de docs/."""
    racine = [chemin for chemin in [RACINE / "LISEZMOI.md"] if chemin.exists()]
    return racine + fichiers(".md", sous=("docs",))


def relatif(chemin):
    return str(chemin.relative_to(RACINE))


def _blanchir(texte):
    return re.sub(r"[^\n]", " ", texte)


def sans_commentaires(texte):
    """Le C++ sans ses commentaires ; lignes et colonnes gardées."""
    return _LEXEMES.sub(
        lambda m: _blanchir(m.group()) if m.group("commentaire") else m.group(), texte
    )


def sans_commentaires_ni_chaines(texte):
    """Le C++ sans commentaires ni littéraux ; lignes et colonnes gardées."""
    return _LEXEMES.sub(lambda m: _blanchir(m.group()), texte)


def commentaires(texte):
    """Le C++ réduit à ses commentaires ; lignes et colonnes gardées."""
    morceaux, fin = [], 0
    for m in _LEXEMES.finditer(texte):
        morceaux.append(_blanchir(texte[fin : m.start()]))
        morceaux.append(m.group() if m.group("commentaire") else _blanchir(m.group()))
        fin = m.end()
    return "".join(morceaux) + _blanchir(texte[fin:])


class Rapport:
    """Les fautes trouvées ; `conclure` les écrit et termine le programme."""

    def __init__(self, sujet):
        self._sujet = sujet
        self._fautes = []

    def faute(self, chemin, ligne, texte):
        self._fautes.append(f"{relatif(chemin)}:{ligne} : {texte}")

    def chercher(self, chemin, texte, motif, explication):
        """Une faute pour chaque place où le motif se trouve."""
        for m in re.finditer(motif, texte):
            self.faute(chemin, texte.count("\n", 0, m.start()) + 1, f"{explication} : {m.group()}")

    def conclure(self):
        for ligne in self._fautes:
            print(ligne)
        if self._fautes:
            sys.exit(f"{self._sujet} : {len(self._fautes)} faute(s)")
        print(f"{self._sujet} : rien à redire")

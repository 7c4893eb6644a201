# Exemples: lire les vecteurs de tests/conformite/vecteurs et les blocs de protocole.md.
# SPDX-License-Identifier: MIT
import pathlib
import re

ICI = pathlib.Path(__file__).resolve().parent
DOCUMENT = ICI.parent.parent / "docs/reference/protocole.md"


def depuis_hexa(texte):
    """`94 00 01`, `940001`, `91*33` : les octets."""
    octets = b""
    for mot in texte.split():
        chiffres, _, fois = mot.partition("*")
        octets += bytes.fromhex(chiffres) * int(fois or 1)
    return octets


def vecteurs(fichier):
    """Les lignes `nom : octets -> issue` d'un fichier."""
    for ligne in (ICI / "vecteurs" / fichier).read_text(encoding="utf-8").splitlines():
        if ligne and not ligne.startswith("#"):
            nom, _, reste = ligne.partition(" : ")
            octets, _, issue = reste.partition(" -> ")
            yield nom, depuis_hexa(octets), issue


def blocs(langage):
    """Les blocs du document dans ce langage : (numéro de ligne, lignes)."""
    contenu = DOCUMENT.read_text(encoding="utf-8")
    for m in re.finditer(rf"^```{langage}\n(.*?)^```$", contenu, re.MULTILINE | re.DOTALL):
        yield contenu.count("\n", 0, m.start()) + 1, m.group(1).splitlines()


def lire_bloc_hexa(lignes):
    """Octets, issues, et si cconn doit écrire ces octets exactement."""
    octets, issues, exact = b"", [], False
    for ligne in lignes:
        if ligne.startswith(("=> ", "<=> ")):
            fleche, _, issue = ligne.partition(" ")
            issues.append(issue)
            exact = fleche == "<=>"
        else:
            octets += depuis_hexa(ligne.partition("#")[0])
    return octets, issues, exact

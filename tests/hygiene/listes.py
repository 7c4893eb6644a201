# Contrôle des listes : tout source est nommé par le CMakeLists.txt d'un dossier qui le contient.
# SPDX-License-Identifier: MIT
import re

from commun import RACINE, Rapport, sources_cpp

# Le CMakeLists.txt d'exemples nomme ses programmes sans extension, et par dossier.
EXEMPLE = re.compile(r"cconn_exemple\(\s*(\w+)\s+([\w\s:]+)\)")
# Les en-têtes publics s'écrivent sans le préfixe qu'ils ont tous, celui du module compris.
PREFIXE_EN_TETES = re.compile(r"^include/cconn/")
PREFIXE_MODULE = re.compile(r"^include/cconn/\w+/")


def noms_de(liste):
    """Les chemins que nomme un CMakeLists.txt, relatifs à son dossier."""
    texte = re.sub(r"#.*", "", liste.read_text(encoding="utf-8"))
    noms = set(re.findall(r"[\w./-]+", texte))
    for dossier, programmes in EXEMPLE.findall(texte):
        noms.update(f"{dossier}/{programme}.cpp" for programme in programmes.split())
    return noms


def est_liste(chemin):
    for dossier in chemin.parents:
        liste = dossier / "CMakeLists.txt"
        if liste.exists():
            nom = str(chemin.relative_to(dossier))
            noms = noms_de(liste)
            if RACINE / "cconn/modules" in chemin.parents:
                return nom in noms or PREFIXE_MODULE.sub("", nom) in noms
            return nom in noms or PREFIXE_EN_TETES.sub("", nom) in noms
        if dossier == RACINE:
            return False
    return False


rapport = Rapport("listes")
for chemin in sources_cpp("cconn", "exemples", "tests"):
    # Les en-têtes des tests se trouvent par leur dossier : rien à lister.
    if chemin.suffix == ".hpp" and RACINE / "cconn" not in chemin.parents:
        continue
    if not est_liste(chemin):
        rapport.faute(chemin, 1, "absent du CMakeLists.txt de son dossier : il n'est pas compilé")
rapport.conclure()

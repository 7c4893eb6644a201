# Contrôle des liens : ceux des documents mènent à un fichier et à un titre qui existent.
# SPDX-License-Identifier: MIT
import re
import unicodedata

from commun import RACINE, Rapport, documents, relatif

LIEN = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOC = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def ancre(titre):
    """L'ancre que GitHub et GitLab donnent à un titre."""
    titre = unicodedata.normalize("NFC", re.sub(r"[`*]|\[|\]\([^)]*\)", "", titre).strip().lower())
    return re.sub(r"[^\w\- ]", "", titre).replace(" ", "-")


def ancres(chemin):
    trouvees, vues = set(), {}
    contenu = BLOC.sub("", chemin.read_text(encoding="utf-8"))
    for titre in re.findall(r"^#+ +(.+)$", contenu, re.MULTILINE):
        nom = ancre(titre)
        trouvees.add(nom if nom not in vues else f"{nom}-{vues[nom]}")
        vues[nom] = vues.get(nom, 0) + 1
    return trouvees


rapport = Rapport("liens")
pages = documents()
atteintes = {RACINE / "LISEZMOI.md", RACINE / "docs/index.md"}
for page in pages:
    contenu = page.read_text(encoding="utf-8")
    # Les liens écrits dans du code sont des exemples : blanchis, lignes gardées.
    visible = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), contenu)
    for m in LIEN.finditer(visible):
        cible = m.group(1)
        if re.match(r"[a-z]+:", cible):
            continue
        nom, _, fragment = cible.partition("#")
        destination = (page.parent / nom).resolve() if nom else page
        ligne = visible.count("\n", 0, m.start()) + 1
        if not destination.exists():
            rapport.faute(page, ligne, f"lien vers {cible}, qui n'existe pas")
            continue
        atteintes.add(destination)
        if fragment and destination.suffix == ".md" and fragment not in ancres(destination):
            rapport.faute(page, ligne, f"{relatif(destination)} n'a pas de titre #{fragment}")
for page in pages:
    if page not in atteintes:
        rapport.faute(page, 1, "page qu'aucune autre ne cite")
rapport.conclure()

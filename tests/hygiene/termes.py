# Contrôle des termes : ce qu'aucun fichier ne doit contenir, et ce que chacun doit porter.
# SPDX-License-Identifier: MIT
import re

from commun import (
    Rapport,
    commentaires,
    fichiers,
    relatif,
    sans_commentaires,
    sans_commentaires_ni_chaines,
    sources_cpp,
)

# « Ce fil est-il dans une commande ? » se demande là où aucun argument ne peut le dire.
THREAD_LOCAL_ADMIS = {"cconn/src/session/cadre.cpp"}

rapport = Rapport("termes")


def verifier_reste_a_faire(chemin, texte):
    rapport.chercher(chemin, texte, r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "s'écrit A_FAIRE(#1) :")
    rapport.chercher(chemin, texte, r"\bA_" r"FAIRE\b(?!\(#\d+\) :).{0,20}", "sans numéro")


def verifier_entete(chemin, texte):
    """Première ligne : ce qu'est le fichier ; puis la licence. L'en-tête d'un .cpp le dit pour lui."""
    lignes = [ligne for ligne in texte.splitlines()[:3] if not ligne.startswith("#!")] + ["", ""]
    licence = r"(//|#) SPDX-License-Identifier: MIT$"
    if chemin.suffix == ".cpp" and chemin.with_suffix(".hpp").exists() and re.match(licence, lignes[0]):
        return
    if not re.match(r"(//|#) \S.*\.$", lignes[0]):
        rapport.faute(chemin, 1, "la première ligne dit ce qu'est le fichier, et finit par un point")
    if not re.match(licence, lignes[1]):
        rapport.faute(chemin, 2, "la deuxième ligne est celle de la licence (SPDX)")


def verifier_silences(chemin, texte):
    """Un NOLINT nomme le contrôle, et son commentaire ou la ligne d'avant dit pourquoi."""
    avant = ""
    for numero, ligne in enumerate(commentaires(texte).splitlines(), 1):
        silence = re.search(r"NOLINT(NEXTLINE|BEGIN|END)?(\([\w.,* -]+\))?", ligne)
        if silence:
            raison = ligne.replace(silence.group(), "") + avant
            if not silence.group(2) or not re.search(r"\w{3}", raison) and silence.group(1) != "END":
                rapport.faute(chemin, numero, f"NOLINT sans contrôle ou sans raison : {ligne.strip()}")
        avant = re.sub(r"NOLINT\S*", "", ligne)


def verifier_cpp(chemin, texte):
    code = sans_commentaires_ni_chaines(texte)
    rapport.chercher(chemin, code, r"\w*[^\x00-\x7f]+\w*", "identificateur accentué")
    rapport.chercher(chemin, code, r"\b(u?sleep|nanosleep|sleep_(for|until))\b", "on attend un événement, pas un temps")
    rapport.chercher(chemin, code, r"\.\s*detach\s*\(", "tout fil est attendu")
    rapport.chercher(chemin, code, r"\[=[\],]", "les captures se nomment")
    if relatif(chemin) not in THREAD_LOCAL_ADMIS:
        rapport.chercher(chemin, code, r"\b(volatile|thread_local)\b", "une commande reçoit son contexte")
    verifier_silences(chemin, texte)
    if chemin.suffix == ".hpp" and "#pragma once" not in code:
        rapport.faute(chemin, 3, "en-tête sans #pragma once")
    for m in re.finditer(r'\bTEST_CASE(?:_METHOD)?\s*\(\s*(?:\w+\s*,\s*)?((?:"[^"]*"\s*)+)', sans_commentaires(texte)):
        if not m.group(1).isascii():
            rapport.faute(chemin, texte.count("\n", 0, m.start()) + 1, "nom de test accentué")


def verifier_python(chemin, texte):
    if relatif(chemin).startswith("tests/"):
        rapport.chercher(chemin, texte, r"time\.sl" r"eep", "on attend un événement, pas un temps")


# Les programmes sans extension : ceux qui commencent par `#!`.
scripts = [chemin for chemin in fichiers("") if chemin.read_bytes().startswith(b"#!")]

for chemin in fichiers(".cpp", ".hpp", ".py", ".cmake", ".txt", ".md", ".in", ".json", ".lua", ".vim") + scripts:
    contenu = chemin.read_text(encoding="utf-8")
    verifier_reste_a_faire(chemin, contenu)
    rapport.chercher(chemin, contenu, r"[ \t]+\n|\t(?=\S)|\r", "blanc en fin de ligne, tabulation ou CR")
    if not relatif(chemin).isascii():
        rapport.faute(chemin, 1, "nom de fichier accentué")
for chemin in sources_cpp():
    contenu = chemin.read_text(encoding="utf-8")
    verifier_entete(chemin, contenu)
    verifier_cpp(chemin, contenu)
for chemin in fichiers(".py", ".cmake") + scripts:
    contenu = chemin.read_text(encoding="utf-8")
    verifier_entete(chemin, contenu)
    verifier_python(chemin, contenu)
rapport.conclure()

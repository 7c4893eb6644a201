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
THREAD_LOCAL_ADMIS = {
    "cconn/src/session/cadence.cpp",
    "cconn/src/session/cadre.cpp",
    "cconn/src/session/fonctions_envoi.cpp",
}

rapport = Rapport("termes")


# Coupés en deux pour que ce fichier ne se dénonce pas.
RESTE_A_FAIRE = (
    (r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "s'écrit A_FAIRE(#1) :"),
    (r"\bA_" r"FAIRE\b(?!\(#\d+\) :).{0,20}", "sans numéro"),
)


def verifier_reste_a_faire(chemin, texte):
    for motif, explication in RESTE_A_FAIRE:
        rapport.chercher(chemin, texte, motif, explication)


def verifier_entete(chemin, texte):
    """Ce qu'est le fichier, puis la licence. L'en-tête d'un .cpp peut le dire pour lui."""
    lignes = [ligne for ligne in texte.splitlines()[:3] if not ligne.startswith("#!")] + ["", ""]
    licence = r"(//|#) SPDX-License-Identifier: MIT$"
    a_un_en_tete = chemin.suffix == ".cpp" and chemin.with_suffix(".hpp").exists()
    if a_un_en_tete and re.match(licence, lignes[0]):
        return
    if not re.match(r"(//|#) \S.*\.$", lignes[0]):
        rapport.faute(chemin, 1, "la première ligne dit ce qu'est le fichier, avec un point")
    if not re.match(licence, lignes[1]):
        rapport.faute(chemin, 2, "la deuxième ligne est celle de la licence (SPDX)")


def verifier_silences(chemin, texte):
    """Un NOLINT nomme le contrôle, et son commentaire ou la ligne d'avant dit pourquoi."""
    avant = ""
    for numero, ligne in enumerate(commentaires(texte).splitlines(), 1):
        silence = re.search(r"NOLINT(NEXTLINE|BEGIN|END)?(\([\w.,* -]+\))?", ligne)
        if silence:
            raison = ligne.replace(silence.group(), "") + avant
            expliquee = re.search(r"\w{3}", raison) or silence.group(1) == "END"
            if not silence.group(2) or not expliquee:
                faute = f"NOLINT sans contrôle ou sans raison : {ligne.strip()}"
                rapport.faute(chemin, numero, faute)
        avant = re.sub(r"NOLINT\S*", "", ligne)


ATTENDRE = "on attend un événement, pas un temps"
REFUS_CPP = (
    (r"\w*[^\x00-\x7f]+\w*", "identificateur accentué"),
    (r"\b(u?sleep|nanosleep|sleep_(for|until))\b", ATTENDRE),
    (r"\.\s*detach\s*\(", "tout fil est attendu"),
    (r"\[=[\],]", "les captures se nomment"),
    (r"\bvolatile\b", "un atomique, ou rien"),
)
NOM_TEST = re.compile(r'\bTEST_CASE(?:_METHOD)?\s*\(\s*(?:\w+\s*,\s*)?((?:"[^"]*"\s*)+)')


def verifier_cpp(chemin, texte):
    code = sans_commentaires_ni_chaines(texte)
    for motif, explication in REFUS_CPP:
        rapport.chercher(chemin, code, motif, explication)
    if relatif(chemin) not in THREAD_LOCAL_ADMIS:
        rapport.chercher(chemin, code, r"\bthread_local\b", "une commande reçoit son contexte")
    verifier_silences(chemin, texte)
    if chemin.suffix == ".hpp" and "#pragma once" not in code:
        rapport.faute(chemin, 3, "en-tête sans #pragma once")
    for m in NOM_TEST.finditer(sans_commentaires(texte)):
        if not m.group(1).isascii():
            rapport.faute(chemin, texte.count("\n", 0, m.start()) + 1, "nom de test accentué")


def verifier_texte(chemin, texte):
    """Ce qui vaut pour tout fichier ; la largeur du C++ est l'affaire de clang-format."""
    rapport.chercher(chemin, texte, r"[ \t]+\n|\t(?=\S)|\r", "blanc final, tabulation ou CR")
    if not relatif(chemin).isascii():
        rapport.faute(chemin, 1, "nom de fichier accentué")
    for numero, ligne in enumerate(texte.splitlines(), 1):
        if len(ligne) > 100 and chemin.suffix not in (".cpp", ".hpp", ".md"):
            rapport.faute(chemin, numero, f"{len(ligne)} colonnes, limite 100")


# Les programmes sans extension : ceux qui commencent par `#!`.
scripts = [chemin for chemin in fichiers("") if chemin.read_bytes().startswith(b"#!")]
sources = sources_cpp()
outils = fichiers(".py", ".cmake") + scripts
listes = [chemin for chemin in fichiers(".txt") if chemin.name == "CMakeLists.txt"]

for chemin in sources + outils + listes + fichiers(".md", ".in", ".json"):
    contenu = chemin.read_text(encoding="utf-8")
    verifier_reste_a_faire(chemin, contenu)
    verifier_texte(chemin, contenu)
    if chemin in sources or chemin in outils or chemin in listes:
        verifier_entete(chemin, contenu)
    if chemin in sources:
        verifier_cpp(chemin, contenu)
    if chemin.suffix == ".py" and relatif(chemin).startswith("tests/"):
        rapport.chercher(chemin, contenu, r"time\.sl" r"eep", ATTENDRE)
rapport.conclure()

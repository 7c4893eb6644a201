# Contrôle des extraits : tout bloc de code des documents est celui d'un fichier compilé.
# SPDX-License-Identifier: MIT
#
# Dans un document, le bloc est précédé de sa provenance :
#     <!-- extrait : exemples/ping/serveur.cpp#enregistrer -->
# Dans le fichier, la région s'écrit entre deux commentaires (`#` pour CMake et Python) :
#     // [extrait : enregistrer]
#     // [fin : enregistrer]
# Sans `#nom`, l'extrait est le fichier entier, sans sa ligne de licence.
#
# `extraits.py --recopier` remet dans les documents ce que disent les fichiers.
import re
import sys
import textwrap

from commun import RACINE, Rapport, documents

# Les autres langages (console, text, hex...) ne sont pas du code du projet.
LANGAGES = {"cpp", "c++", "cmake", "python", "lua", "vim"}
BLOC = re.compile(
    r"(?P<provenance><!-- extrait : (?P<source>[^\s#]+)(?:#(?P<nom>[\w-]+))? -->\n+)?"
    r"^```(?P<langage>[^\n]*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
BORNE = re.compile(r"^[ \t]*(?://|#)[ \t]*\[(?:extrait|fin) : [\w-]+\][ \t]*\n", re.MULTILINE)
LICENCE = re.compile(r"^(?://|#) SPDX-License-Identifier: .*\n", re.MULTILINE)


class Introuvable(Exception):
    pass


def lire_extrait(source, nom):
    chemin = RACINE / source
    if not chemin.is_file():
        raise Introuvable(f"{source} n'existe pas")
    contenu = chemin.read_text(encoding="utf-8")
    if nom is None:
        return BORNE.sub("", LICENCE.sub("", contenu)).strip("\n") + "\n"
    debut = rf"^[ \t]*(?://|#)[ \t]*\[extrait : {nom}\][ \t]*\n"
    fin = rf"^[ \t]*(?://|#)[ \t]*\[fin : {nom}\]"
    region = re.search(f"{debut}(.*?){fin}", contenu, re.MULTILINE | re.DOTALL)
    if region is None:
        raise Introuvable(f"{source} n'a pas de région « {nom} »")
    return textwrap.dedent(BORNE.sub("", region.group(1))).strip("\n") + "\n"


def recopier():
    for chemin in documents():
        contenu = chemin.read_text(encoding="utf-8")

        def remplacer(m):
            if not m.group("provenance"):
                return m.group()
            code = lire_extrait(m.group("source"), m.group("nom"))
            return f"{m.group('provenance')}```{m.group('langage')}\n{code}```"

        nouveau = BLOC.sub(remplacer, contenu)
        if nouveau != contenu:
            chemin.write_text(nouveau, encoding="utf-8")
            print(f"{chemin.relative_to(RACINE)} : extraits recopiés")


def verifier():
    rapport = Rapport("extraits")
    for chemin in documents():
        contenu = chemin.read_text(encoding="utf-8")
        for m in BLOC.finditer(contenu):
            ligne = contenu.count("\n", 0, m.start()) + 1
            if not m.group("provenance"):
                if m.group("langage").strip().lower() in LANGAGES:
                    rapport.faute(chemin, ligne, "code sans <!-- extrait : fichier#nom -->")
                continue
            try:
                attendu = lire_extrait(m.group("source"), m.group("nom"))
            except Introuvable as raison:
                rapport.faute(chemin, ligne, str(raison))
                continue
            if m.group("code") != attendu:
                faute = f"diffère de {m.group('source')} ; voir extraits.py --recopier"
                rapport.faute(chemin, ligne, faute)
    rapport.conclure()


if "--recopier" in sys.argv[1:]:
    try:
        recopier()
    except Introuvable as raison:
        sys.exit(f"extraits : {raison}")
else:
    verifier()

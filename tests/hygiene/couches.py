# Contrôle des couches : qui a le droit d'inclure quoi (docs/explications/architecture.md).
# SPDX-License-Identifier: MIT
import re

from commun import (
    RACINE,
    Rapport,
    relatif,
    sans_commentaires,
    sans_commentaires_ni_chaines,
    sources_cpp,
)

# Une flèche : la couche, et celles qu'elle peut inclure en plus d'elle-même.
FLECHES = {
    "base": set(),
    "protocole": {"base"},
    "typage": {"protocole", "base"},
    "commandes": {"protocole", "base"},
    "dialogue": {"commandes", "protocole", "base"},
    "transport": {"base"},
    "session": {"dialogue", "commandes", "protocole", "transport", "base"},
    "facades": {"session", "dialogue", "commandes", "typage", "protocole", "transport", "base"},
}

# Ces couches ne voient ni fil, ni socket, ni horloge : octets et instants leur sont donnés.
PURES = {"protocole", "typage", "commandes", "dialogue"}
EN_TETES_IMPURS = re.compile(
    r"(thread|mutex|shared_mutex|condition_variable|future|semaphore|stop_token|latch|barrier)"
    r"|(sys|netinet|arpa|net)/.*|(unistd|poll|fcntl|signal|pthread|time|netdb)\.h"
)

# Les façades ne se regardent que d'en haut.
EN_TETES_FACADES = {"cconn/cconn.hpp", "cconn/serveur.hpp", "cconn/client.hpp"}

# Le module tls fait d'un transport de cconn un autre : il en voit l'interface, sans code.
PRIVES_DES_MODULES = {"tls": {"transport/transport.hpp", "base/instant.hpp", "base/protege.hpp"}}

INCLUSION = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def couche(chemin):
    """La couche d'un fichier de cconn/src ; ses fichiers directs sont les façades."""
    parties = chemin.relative_to(RACINE / "cconn/src").parts
    return parties[0] if len(parties) > 1 else "facades"


def module(chemin):
    """Le module d'un fichier de cconn/modules ; rien ailleurs."""
    m = re.match(r"cconn/modules/(\w+)/", relatif(chemin))
    return m.group(1) if m else None


def fautes_communes(chemin, cible):
    """Ce qui ne dépend que de la place du fichier, dans cconn/ tout entier."""
    nom = relatif(chemin)
    if cible.startswith("Poco/") and not nom.startswith(("cconn/src/transport/", "cconn/modules/")):
        yield "Poco/ ne s'inclut que dans cconn/src/transport et dans les modules"
    if re.match(r"msgpack(\.hpp|/)", cible) and not nom.startswith(
        ("cconn/include/cconn/detail/", "cconn/src/protocole/")
    ):
        yield "msgpack ne s'inclut que dans include/cconn/detail et src/protocole"
    if cible.startswith("re2/") and nom != "cconn/src/commandes/motif.cpp":
        yield "RE2 ne s'inclut que dans cconn/src/commandes/motif.cpp"


def fautes_publiques(guillemet, cible):
    if guillemet == '"':
        yield f'en-tête public : inclut un en-tête privé, "{cible}"'


def fautes_privees(ma_couche, guillemet, cible):
    if ma_couche not in FLECHES:
        yield f"couche inconnue, {ma_couche}"
        return
    if guillemet == '"':
        autre = cible.split("/")[0] if "/" in cible else ma_couche
        if autre != ma_couche and autre not in FLECHES[ma_couche]:
            yield f"{ma_couche} n'a pas le droit d'inclure {autre} ({cible})"
    if ma_couche in PURES and EN_TETES_IMPURS.fullmatch(cible):
        yield f"{ma_couche} ne voit ni fil, ni socket, ni horloge (<{cible}>)"
    if ma_couche not in ("facades", "session") and cible in EN_TETES_FACADES:
        yield f"{ma_couche} ne connaît pas les façades (<{cible}>)"


def fautes_module(chemin, guillemet, cible):
    """Un module ne voit de cconn que ses en-têtes publics, et aucun autre module."""
    moi = module(chemin)
    dossier = RACINE / "cconn/modules" / moi
    if guillemet == '"':
        if chemin.is_relative_to(dossier / "include"):
            yield f'en-tête public : inclut un en-tête privé, "{cible}"'
        elif cible in PRIVES_DES_MODULES.get(moi, ()):
            return
        elif not (dossier / "src" / cible).exists():
            yield f'"{cible}" n\'est pas un en-tête de ce module'
    elif cible.startswith("cconn/"):
        est_mien = cible.startswith(f"cconn/{moi}/")
        if not est_mien and len(cible.split("/")) > 2:
            yield f"le module {moi} n'a que l'API publique de cconn (<{cible}>)"


def verifier(chemin, rapport):
    texte = sans_commentaires(chemin.read_text(encoding="utf-8"))
    publique = relatif(chemin).startswith("cconn/include/") or module(chemin)
    for m in INCLUSION.finditer(texte):
        guillemet, cible = m.groups()
        fautes = list(fautes_communes(chemin, cible))
        if module(chemin):
            fautes += fautes_module(chemin, guillemet, cible)
        elif publique:
            fautes += fautes_publiques(guillemet, cible)
        else:
            fautes += fautes_privees(couche(chemin), guillemet, cible)
        for faute in fautes:
            rapport.faute(chemin, texte.count("\n", 0, m.start()) + 1, faute)
    if not publique and couche(chemin) in PURES:
        code = sans_commentaires_ni_chaines(texte)
        rapport.chercher(chemin, code, r"\bnow\s*\(", "l'instant se reçoit en argument")


rapport = Rapport("couches")
for chemin in sources_cpp("cconn"):
    verifier(chemin, rapport)
for chemin in sources_cpp("exemples"):
    texte = sans_commentaires(chemin.read_text(encoding="utf-8"))
    privee = r"#\s*include\s*<(Poco/|cconn/(\w+/)?detail/)[^>]*>"
    rapport.chercher(chemin, texte, privee, "un exemple n'a que l'API publique")
rapport.conclure()

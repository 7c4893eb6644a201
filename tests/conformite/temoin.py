# Témoin: un récepteur msgpack-RPC écrit d'après docs/reference/protocole.md seul.
# SPDX-License-Identifier: MIT
#
# Ne partage rien avec cconn : les valeurs sont lues par python3-msgpack, le reste l'est ici.
import math

import msgpack

from decoupage import annonce, forme

# Section 7 du document.
NOM_MAX = 128
ARGUMENTS_MAX = 64

ID_MAX = 2**32 - 1


class Extension(msgpack.ExtType):
    """Une extension, -1 comprise : le témoin ne lit pas les instants."""


class Table(list):
    """Les paires d'une table, dans l'ordre : une clé peut être n'importe quoi."""


# --- Les valeurs


def lire(octets):
    """Une valeur. Un `str` mal formé garde ses octets, un par demi-codet."""
    return msgpack.unpackb(
        octets,
        strict_map_key=False,
        unicode_errors="surrogateescape",
        object_pairs_hook=Table,
        ext_hook=Extension,
    )


def ecrire(valeur):
    return msgpack.packb(valeur, unicode_errors="surrogateescape")


def afficher(valeur):
    """Comme la section 12 écrit les valeurs."""
    if valeur is None or isinstance(valeur, bool):
        return {None: "nil", True: "vrai", False: "faux"}[valeur]
    if isinstance(valeur, str):
        return '"' + valeur.replace('"', '\\"') + '"'
    if isinstance(valeur, Extension):
        return afficher_octets(f"extension {valeur.code}", valeur.data)
    if isinstance(valeur, bytes):
        return afficher_octets("octets", valeur)
    if isinstance(valeur, Table):
        paires = (f"{afficher(cle)}: {afficher(contenu)}" for cle, contenu in valeur)
        return "{" + ", ".join(paires) + "}"
    if isinstance(valeur, list):
        return "[" + ", ".join(map(afficher, valeur)) + "]"
    return str(valeur)


def afficher_octets(quoi, octets):
    return f"{quoi}({len(octets)}{' : ' if octets else ''}{octets.hex(' ')})"


# --- Les messages


class Malforme(Exception):
    """Un message refusé : `id` de la réponse, ou None s'il ne faut pas répondre."""

    def __init__(self, id_reponse, texte, code="MESSAGE_INVALIDE"):
        super().__init__(f"{code} : {texte}")
        self.id = id_reponse
        self.code = code


def vers_id(valeur):
    if isinstance(valeur, bool) or not isinstance(valeur, (int, float)):
        return None
    if isinstance(valeur, float) and (not math.isfinite(valeur) or valeur != int(valeur)):
        return None
    return int(valeur) if 0 <= valeur <= ID_MAX else None


def nommer(brut):
    """Ce qui est venu, tel que le texte d'un refus le dit."""
    genre = forme(brut[0])[0]
    noms = {"str": "un texte", "bin": "des octets", "tableau": "un tableau", "table": "une table"}
    if genre in noms:
        return noms[genre]
    if genre in ("ext", "fixext"):
        return "une extension"
    valeur = lire(brut)
    if isinstance(valeur, bool):
        return "un booléen"
    if isinstance(valeur, float):
        return f"{valeur:f}"
    return "nil" if valeur is None else str(valeur)


def separer(trame):
    """Les octets de chaque élément du tableau extérieur."""
    lecteur = msgpack.Unpacker()
    lecteur.feed(trame)
    nombre = lecteur.read_array_header()
    bornes = [lecteur.tell()]
    for _ in range(min(nombre, 5)):
        lecteur.skip()
        bornes.append(lecteur.tell())
    return nombre, [trame[debut:fin] for debut, fin in zip(bornes, bornes[1:])]


def interpreter(trame):
    """Le message d'une trame : (sorte, id, nom ou octets de l'erreur, octets de la valeur)."""
    nombre, elements = separer(trame)
    if nombre == 0:
        raise Malforme(0, "message vide")
    sorte = vers_id(lire_simple(elements[0]))
    if sorte == 0:
        return interpreter_requete(nombre, elements)
    if sorte == 1:
        return interpreter_reponse(nombre, elements)
    if sorte == 2:
        if nombre != 3:
            raise Malforme(0, f"avis de {nombre} éléments, 3 attendus")
        return "avis", None, interpreter_nom(0, elements[1]), verifier_arguments(0, elements[2])
    attendu = f"type de message : entier de 0 à 2 attendu, {nommer(elements[0])} reçu"
    raise Malforme(0, attendu)


def lire_simple(brut):
    return lire(brut) if forme(brut[0])[0] in ("scalaire", "nombre") else None


def interpreter_requete(nombre, elements):
    ident = None
    if nombre >= 2:
        ident = vers_id(lire_simple(elements[1]))
        if ident is None:
            attendu = "identifiant de requête : entier de 0 à 4294967295 attendu"
            raise Malforme(0, f"{attendu}, {nommer(elements[1])} reçu")
    if nombre != 4:
        raise Malforme(ident or 0, f"requête de {nombre} éléments, 4 attendus")
    nom = interpreter_nom(ident, elements[2])
    return "requete", ident, nom, verifier_arguments(ident, elements[3])


def interpreter_reponse(nombre, elements):
    ident = vers_id(lire_simple(elements[1])) if nombre == 4 else None
    if ident is None:
        raise Malforme(None, "réponse mal formée")
    return "reponse", ident, elements[2], elements[3]


def interpreter_nom(ident, brut):
    if forme(brut[0])[0] not in ("str", "bin"):
        raise Malforme(ident, f"nom de commande : texte attendu, {nommer(brut)} reçu")
    nom = lire(brut)
    octets = nom if isinstance(nom, bytes) else nom.encode(errors="surrogateescape")
    defaut = defaut_nom(octets)
    if defaut:
        raise Malforme(ident, defaut, "NOM_INVALIDE")
    return octets.decode()


def defaut_nom(octets):
    if not octets:
        return "nom de commande vide"
    if len(octets) > NOM_MAX:
        return f"nom de commande de {len(octets)} octets, limite {NOM_MAX}"
    try:
        texte = octets.decode()
    except UnicodeDecodeError:
        return f"nom de commande qui n'est pas de l'UTF-8 : « {echapper(octets)} »"
    if any(ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F for c in texte):
        return f"nom de commande avec un caractère de contrôle : « {echapper(octets)} »"
    return None


def echapper(octets):
    def montrer(octet):
        return chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02x}"

    return "".join(map(montrer, octets)).replace(r"\x0a", r"\n")


def verifier_arguments(ident, brut):
    genre, fin, _, contenus = annonce(brut, 0)
    if brut == b"\xc0":
        return brut
    if genre not in ("tableau", "table"):
        raise Malforme(ident, f"arguments : tableau attendu, {nommer(brut)} reçu")
    nombre = contenus // (2 if genre == "table" else 1)
    if nombre > ARGUMENTS_MAX:
        raise Malforme(ident, f"{nombre} arguments, limite {ARGUMENTS_MAX}", "TROP_ARGUMENTS")
    return brut

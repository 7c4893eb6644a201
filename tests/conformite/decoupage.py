# Découpage: la fin de chaque trame et les limites du flux, d'après protocole.md (2, 7 et 8).
# SPDX-License-Identifier: MIT

OCTETS_MAX = 4 << 20
ELEMENTS_MAX = 65_536
PROFONDEUR_MAX = 32


def forme(octet):
    """Genre d'une valeur d'après son premier octet, octets du nombre qui suit, nombre contenu."""
    if octet <= 0x7F or octet >= 0xE0:
        return "scalaire", 0, 0
    for debut, fin, genre in ((0x80, 0x8F, "table"), (0x90, 0x9F, "tableau"), (0xA0, 0xBF, "str")):
        if debut <= octet <= fin:
            return genre, 0, octet - debut
    if octet in (0xC0, 0xC2, 0xC3):
        return "scalaire", 0, 0
    if octet == 0xC1:
        return "invalide", 0, 0
    for premier, genre, tailles in (
        (0xC4, "bin", (1, 2, 4)),
        (0xC7, "ext", (1, 2, 4)),
        (0xCA, "nombre", (4, 8)),
        (0xCC, "nombre", (1, 2, 4, 8)),
        (0xD0, "nombre", (1, 2, 4, 8)),
        (0xD9, "str", (1, 2, 4)),
        (0xDC, "tableau", (2, 4)),
        (0xDE, "table", (2, 4)),
    ):
        if premier <= octet < premier + len(tailles):
            return genre, tailles[octet - premier], 0
    return "fixext", 0, 1 << (octet - 0xD4)


class Refus(Exception):
    """Ce qui met fin au flux ; le texte est celui de l'adieu."""

    def __init__(self, code, texte):
        super().__init__(f"{code} : {texte}")
        self.code = code


class Incomplet(Exception):
    """Il faut encore au moins `manquants` octets."""

    def __init__(self, manquants):
        super().__init__(f"incomplet {manquants}")
        self.manquants = manquants


def annonce(octets, position):
    """Genre, fin de l'en-tête, corps, éléments : ce que dit l'en-tête à cette position.

    La fin de l'en-tête peut être au-delà des octets : rien d'autre n'est alors connu.
    """
    genre, largeur, contenu = forme(octets[position])
    fin = position + 1 + largeur + (genre in ("ext", "fixext"))
    if genre == "nombre" or fin > len(octets):
        return genre, fin, 0, 0
    nombre = contenu
    if largeur:
        nombre = int.from_bytes(octets[position + 1 : position + 1 + largeur], "big")
    if genre in ("tableau", "table"):
        return genre, fin, 0, nombre * (2 if genre == "table" else 1)
    return genre, fin, nombre, 0


def exiger_autre_que_tls(octets):
    """Deux octets disent ce que veut un pair qui parle TLS."""
    if octets[0] not in (0x15, 0x16):
        return
    if len(octets) == 1:
        raise Incomplet(1)
    if octets[1] != 3:
        return
    if octets[0] == 0x16:
        demande = "le pair demande à chiffrer (TLS)"
        raise Refus("CHIFFREMENT_INATTENDU", f"{demande}, ce côté parle en clair")
    demande = "le pair n'accepte que des connexions chiffrées (TLS)"
    raise Refus("CHIFFREMENT_ATTENDU", f"{demande}, ce côté parle en clair")


def decouper(octets):
    """Taille de la trame qui commence ici. Lève Refus ou Incomplet."""
    position, dues, elements, niveaux = 0, 1, 1, []
    if octets and forme(octets[0])[0] != "tableau":
        exiger_autre_que_tls(octets)
        attendu = "le tableau d'un message msgpack-RPC attendu"
        raise Refus("TRAME_INVALIDE", f"premier octet 0x{octets[0]:02x}, {attendu}")
    while dues:
        if position >= len(octets):
            raise Incomplet(position + dues - len(octets))
        genre, fin, corps, contenus = annonce(octets, position)
        if genre == "invalide":
            raise Refus("TRAME_INVALIDE", f"octet 0xc1 en position {position}, hors de msgpack")
        verifier_taille(fin + dues - 1)
        if fin > len(octets):
            raise Incomplet(fin + dues - 1 - len(octets))
        if genre in ("tableau", "table"):
            while niveaux and dues <= niveaux[-1]:
                niveaux.pop()
            verifier_niveaux(len(niveaux) + 1)
            verifier_elements(elements + contenus)
        verifier_taille(fin + corps + contenus + dues - 1)
        position = fin + corps
        dues -= 1
        if contenus:
            niveaux.append(dues)
            dues += contenus
            elements += contenus
    if position > len(octets):
        raise Incomplet(position - len(octets))
    return position


def verifier_taille(taille):
    if taille > OCTETS_MAX:
        raise Refus("TRAME_TROP_GRANDE", f"trame de {taille} octets au moins, limite {OCTETS_MAX}")


def verifier_niveaux(nombre):
    if nombre > PROFONDEUR_MAX:
        texte = f"valeurs imbriquées sur {nombre} niveaux, limite {PROFONDEUR_MAX}"
        raise Refus("TROP_PROFOND", texte)


def verifier_elements(nombre):
    if nombre > ELEMENTS_MAX:
        texte = f"message de {nombre} éléments au moins, limite {ELEMENTS_MAX}"
        raise Refus("TROP_ELEMENTS", texte)

# Vérifie les vecteurs d'octets et les blocs hex de protocole.md, par le témoin.
# SPDX-License-Identifier: MIT
import math
import sys

import msgpack

import decoupage
import exemples
import temoin

fautes = []
nombre = 0


def comparer(lieu, vu, attendu):
    global nombre
    nombre += 1
    if vu != attendu:
        fautes.append(f"{lieu}\n    attendu : {attendu}\n    vu      : {vu}")


# --- entetes.txt : chaque forme d'en-tête, lue par python3-msgpack


def verifier_entete(octets, issue):
    """Rend l'issue telle que python3-msgpack la voit, aussi loin qu'il peut la voir."""
    genre, *reste = issue.split()
    lecteur = msgpack.Unpacker(strict_map_key=False, max_buffer_size=0)
    lecteur.feed(octets)
    try:
        if genre in ("tableau", "table"):
            lire = lecteur.read_array_header if genre == "tableau" else lecteur.read_map_header
            return f"{genre} {lire()} {lecteur.tell()}"
        if genre in ("texte", "octets", "extension") and int(reste[0]) <= 65_536:
            lecteur.feed(b"a" * int(reste[0]))
            lecteur.skip()
            return issue if lecteur.tell() == int(reste[1]) + int(reste[0]) else "autre taille"
        return decrire_scalaire(lecteur.unpack(), lecteur.tell(), genre)
    except msgpack.OutOfData:
        grand = genre in ("texte", "octets", "extension")
        return issue if genre == "incomplet" or grand else "incomplet"
    except msgpack.FormatError:
        return "invalide 0 1"
    except ValueError:
        return issue  # au-delà de 2^31 octets, python3-msgpack refuse avant de lire


def decrire_scalaire(valeur, taille, genre):
    if isinstance(valeur, bool):
        return f"booleen {int(valeur)} {taille}"
    if isinstance(valeur, float):
        texte = "inf" if math.isinf(valeur) else f"{valeur:g}"
        return f"flottant {texte} {taille}"
    if valeur is None:
        return f"nil 0 {taille}"
    return f"{'positif' if valeur >= 0 else 'negatif'} {valeur} {taille}"


def verifier_entetes():
    for nom, octets, issue in exemples.vecteurs("entetes.txt"):
        comparer(f"entetes.txt, {nom}", verifier_entete(octets, issue), issue)


# --- envois.txt : ce que cconn écrit est ce qu'écrit python3-msgpack


def verifier_envois():
    for nom, octets, issue in exemples.vecteurs("envois.txt"):
        sorte, reste = issue.split(" ", 1)
        if sorte == "requete":
            ident, commande = reste.split(" ", 1)
            attendu = temoin.ecrire([0, int(ident), commande, None])[:-1]
        elif sorte == "avis":
            attendu = temoin.ecrire([2, reste, None])[:-1]
        elif sorte == "reponse":
            attendu = temoin.ecrire([1, int(reste), None, None])[:-1]
        else:
            ident, nature, texte = reste.split(" ", 2)
            attendu = temoin.ecrire([1, int(ident), [int(nature), texte], None])
        comparer(f"envois.txt, {nom}", octets.hex(), attendu.hex())


# --- trames.txt et messages.txt


def decrire_trame(octets):
    try:
        return f"trame {decoupage.decouper(octets)}"
    except decoupage.Incomplet as incomplet:
        return f"incomplet {incomplet.manquants}"
    except decoupage.Refus as refus:
        return f"refus {refus.code}"


def verifier_trames():
    for nom, octets, issue in exemples.vecteurs("trames.txt"):
        comparer(f"trames.txt, {nom}", decrire_trame(octets), issue)


def decrire_message(octets):
    try:
        sorte, ident, nom, valeur = temoin.interpreter(octets)
    except temoin.Malforme as malforme:
        suite = "ignorer" if malforme.id is None else "repondre"
        return f"refus {malforme.code} {malforme.id or 0} {suite}"
    if sorte == "reponse":
        return f"reponse {ident} {nom.hex()} {valeur.hex()}"
    debut = "avis" if ident is None else f"requete {ident}"
    return f"{debut} {nom} {valeur.hex()}"


def verifier_messages():
    for nom, octets, issue in exemples.vecteurs("messages.txt"):
        comparer(f"messages.txt, {nom}", decrire_message(octets), issue)
        comparer(f"messages.txt, {nom}, trame", decrire_trame(octets), f"trame {len(octets)}")


# --- protocole.md


def decrire_exemple(trame):
    """Comme la section 12, et le message réécrit par python3-msgpack."""
    try:
        sorte, ident, nom, valeur = temoin.interpreter(trame)
    except temoin.Malforme as malforme:
        return ("ignoree" if malforme.id is None else f"refus {malforme.id} {malforme}"), None
    if sorte == "reponse":
        erreur, resultat = temoin.lire(nom), temoin.lire(valeur)
        genre, montre = ("resultat", resultat) if erreur is None else ("erreur", erreur)
        texte = f"reponse {ident} {genre} {temoin.afficher(montre)}"
        return texte, [1, ident, erreur, resultat]
    arguments = temoin.lire(valeur)
    message = [2, nom] if ident is None else [0, ident, nom]
    debut = "avis" if ident is None else f"requete {ident}"
    return f"{debut} {nom} {temoin.afficher(arguments)}", [*message, reecrivable(arguments)]


def reecrivable(valeur):
    if isinstance(valeur, temoin.Table):
        return {cle: reecrivable(contenu) for cle, contenu in valeur}
    return [reecrivable(v) for v in valeur] if isinstance(valeur, list) else valeur


def verifier_bloc(lieu, octets, issues, exact):
    for rang, issue in enumerate(issues):
        try:
            taille = decoupage.decouper(octets)
        except (decoupage.Incomplet, decoupage.Refus) as fin:
            vu = f"fin {fin}" if isinstance(fin, decoupage.Refus) else str(fin)
            comparer(lieu, vu, issue)
            octets = b""
            continue
        trame, octets = octets[:taille], octets[taille:]
        vu, message = decrire_exemple(trame)
        comparer(f"{lieu}, issue {rang + 1}", vu, issue)
        if exact:
            comparer(f"{lieu}, écriture", temoin.ecrire(message).hex(" "), trame.hex(" "))
    comparer(f"{lieu}, octets sans issue", octets, b"")


def verifier_document():
    for ligne, lignes in exemples.blocs("hex"):
        verifier_bloc(f"protocole.md, ligne {ligne}", *exemples.lire_bloc_hexa(lignes))


for verifier in (
    verifier_entetes, verifier_envois, verifier_trames, verifier_messages, verifier_document
):
    avant = nombre
    verifier()
    print(f"{verifier.__name__} : {nombre - avant} comparaisons")
    if nombre == avant:
        fautes.append(f"{verifier.__name__} n'a rien trouvé à vérifier")
if fautes:
    sys.exit("\n".join(fautes) + f"\n{len(fautes)} fautes")

# Trames hostiles contre un serveur cconn: l'issue de chacune, et la mémoire qu'elles coûtent.
# SPDX-License-Identifier: MIT
#
# Usage : temoin_hostile.py <pair_serveur> [--sans-memoire]
# Les trames sont celles de vecteurs/trames.txt et messages.txt, plus celles d'ici. L'issue attendue
# est celle que le témoin tire du document. --sans-memoire : sous un assainisseur, qui en prend.
import sys

import decoupage
import exemples
import temoin
from banc import Echec, Serveur, exiger, passer

PROGRAMME = sys.argv[1]
AVEC_MEMOIRE = "--sans-memoire" not in sys.argv[2:]
KIO_PERMIS = 8 << 10
# Un pair qui écrit plus que cela peut être rompu (section 8) : l'adieu doit pourtant lui parvenir.
TAILLE_ROMPUE = 60_000

# Ce que les vecteurs n'ont pas : des flux entiers. Nom, octets.
FLUX = (
    ("GET sans fin", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000),
    ("cent en-tetes HTTP", b"POST /x HTTP/1.1\r\n" + b"A: b\r\n" * 100 + b"\r\n"),
    ("salut TLS", bytes.fromhex("16030100a5010000a10303") + bytes(160)),
    ("trame puis octet de trop puis trame", bytes.fromhex("9302a16190 00 9302a16190")),
    ("trame puis c1 puis trame", bytes.fromhex("9302a16190 c1 9302a16190")),
    ("un million de tableaux", b"\x91" * 1_000_000),
    ("tableaux de 65535, 24000 fois", b"\xdc\xff\xff" * 24_000),
    ("quatre mebioctets de zeros", bytes(4 << 20)),
    ("tables en cles", b"\x91" + b"\x81" * 100_000),
    ("corps qui depasse de peu", b"\x94\x00\x01\xc6\x00\x40\x00\x00" + bytes(1 << 20)),
)


def issues(octets):
    """Ce qu'un récepteur répond à ce flux d'après le document : les trames, et s'il ferme."""
    reponses = []
    while octets:
        try:
            taille = decoupage.decouper(octets)
        except decoupage.Refus as refus:
            return [*reponses, [1, 0, [1, str(refus)], None]], "fermee"
        except decoupage.Incomplet:
            return reponses, "incomplete"
        reponses += reponses_a(octets[:taille])
        octets = octets[taille:]
    return reponses, "ouverte"


def reponses_a(trame):
    try:
        sorte, ident, _, _ = temoin.interpreter(trame)
    except temoin.Malforme as malforme:
        return [] if malforme.id is None else [[1, malforme.id, [1, str(malforme)], None]]
    if sorte != "requete":
        return []
    return [[1, ident]]  # de commande connue ou non : peu importe ici


def ecrire_ou_rompre(pair, octets):
    """Écrit tout, ou jusqu'à ce que le serveur rompe : il ne jette pas sans fin."""
    try:
        pair.ecrire(octets)
    except (BrokenPipeError, ConnectionResetError):
        exiger(len(octets) > TAILLE_ROMPUE, True, "rompu au lieu d'être fermé")


def exiger_fermee(pair, taille):
    try:
        pair.exiger_fin()
    except ConnectionResetError:
        exiger(taille > TAILLE_ROMPUE, True, "rompu au lieu d'être fermé")


def subir(serveur, octets):
    attendues, etat = issues(octets)
    with serveur.connecter() as pair:
        ecrire_ou_rompre(pair, octets)
        for attendue in attendues:
            exiger(pair.recevoir()[: len(attendue)], attendue)
        if etat == "fermee":
            exiger_fermee(pair, len(octets))
        elif etat == "ouverte":
            pair.exiger_vivant()
        else:
            pair.finir_ecriture()  # la trame ne finira jamais
            pair.exiger_fin()


def trames():
    for fichier in ("trames.txt", "messages.txt"):
        for nom, octets, _ in exemples.vecteurs(fichier):
            yield f"{fichier[:-5]} : {nom}", octets
    yield from FLUX


def subir_cinquante(serveur):
    """La même bombe de cinquante connexions ouvertes ensemble, chacune arrêtée avant sa fin."""
    pairs = [serveur.connecter() for _ in range(50)]
    for pair in pairs:
        pair.ecrire(bytes.fromhex("9302a161dd0000fffc"))  # 65532 éléments annoncés
        pair.ecrire(bytes.fromhex("9302a161c6003fff00"))
    exiger(len(pairs), 50)
    for pair in pairs:
        pair.prise.close()


def ne_pas_lire(serveur):
    """Un pair qui demande sans lire ses réponses : il est retenu, puis rompu, et lui seul."""
    with serveur.connecter() as sourd, serveur.connecter() as voisin:
        sourd.prise.setblocking(False)
        demande = temoin.ecrire([0, 1, "remplir", [100_000]])
        try:
            for _ in range(20_000):
                sourd.prise.send(demande)
        except BlockingIOError:
            pass
        voisin.exiger_vivant()
        sourd.rompre()
        voisin.exiger_vivant()


def memoire_rendue(serveur, champ, avant):
    apres = serveur.memoire(champ)
    print(f"    {champ} : {avant} Kio avant, {apres} Kio après")
    if apres - avant > KIO_PERMIS:
        raise Echec(f"{champ} a grandi de {apres - avant} Kio, permis {KIO_PERMIS}")


def principal():
    with Serveur(PROGRAMME) as serveur:
        with serveur.connecter() as pair:
            pair.exiger_vivant()
        avant = {champ: serveur.memoire(champ) for champ in ("VmRSS", "VmHWM")}
        tous = {
            nom: lambda octets=octets: subir(serveur, octets) for nom, octets in trames()
        }
        tous["cinquante bombes ensemble"] = lambda: subir_cinquante(serveur)
        if AVEC_MEMOIRE:
            tous["memoire residente"] = lambda: memoire_rendue(serveur, "VmRSS", avant["VmRSS"])
            tous["pointe de memoire"] = lambda: memoire_rendue(serveur, "VmHWM", avant["VmHWM"])
        tous["un pair qui ne lit pas"] = lambda: ne_pas_lire(serveur)
        tous["le serveur s'arrete proprement"] = serveur.exiger_arret
        return passer(tous)


sys.exit(principal())

# Scénarios du flux: segments, codages, valeurs, limites ; que cconn soit serveur ou client.
# SPDX-License-Identifier: MIT
#
# Chaque scénario reçoit une connexion neuve vers un cconn ; ses commandes : commandes_pair.hpp.
import random
import struct

import decoupage
import exemples
import temoin
from banc import Echec, exiger

SCENARIOS = {}


def scenario(fonction):
    SCENARIOS[fonction.__name__] = fonction
    return fonction


def trame(*message):
    return temoin.ecrire(list(message))


SOMME = trame(0, 1, "somme", [12, 34])


# --- Segments


@scenario
def octet_par_octet(pair):
    pair.ecrire_un_par_un(SOMME)
    pair.exiger_recu(1, 1, None, 46)


@scenario
def coupee_a_chaque_position(pair):
    for position in range(1, len(SOMME)):
        pair.ecrire(SOMME[:position])
        pair.ecrire(SOMME[position:])
        pair.exiger_recu(1, 1, None, 46)


@scenario
def cent_messages_dans_un_segment(pair):
    pair.ecrire(b"".join(trame(0, i, "somme", [i, 1]) for i in range(100)))
    for i in range(100):
        pair.exiger_recu(1, i, None, i + 1)


@scenario
def joints_et_coupes_au_hasard(pair):
    hasard = random.Random(1)
    flux = b"".join(trame(0, i, "echo", [[i, "é" * (i % 40)]]) for i in range(200))
    while flux:
        taille = hasard.randint(1, 60)
        pair.ecrire(flux[:taille])
        flux = flux[taille:]
    for i in range(200):
        pair.exiger_recu(1, i, None, [i, "é" * (i % 40)])


@scenario
def octet_urgent_hors_du_flux(pair):
    pair.ecrire(SOMME[:5])
    pair.prise.send(b"\xc1", 1)  # MSG_OOB : TCP le donne à part, cconn ne le lit pas
    pair.ecrire(SOMME[5:])
    pair.exiger_recu(1, 1, None, 46)


# --- Codages


@scenario
def id_de_tout_codage(pair):
    for id_brut in (
        "07", "cc07", "cd0007", "ce00000007", "cf0000000000000007", "d007", "d10007", "d200000007",
        "d30000000000000007", "ca40e00000", "cb401c000000000000",
    ):
        pair.ecrire(bytes.fromhex("9400" + id_brut) + trame("somme", [1, 2])[1:])
        exiger(pair.lire_trame().hex(), "940107c003", "l'id revient en entier court")


@scenario
def id_aux_bornes(pair):
    for ident in (0, 127, 128, 65_535, 65_536, 2**31, 2**32 - 1):
        pair.envoyer(0, ident, "somme", [1, 2])
        exiger(pair.lire_trame(), trame(1, ident, None, 3))
    pair.ecrire(bytes.fromhex("9400cb41efffffffe00000") + trame("somme", [1, 2])[1:])
    pair.exiger_recu(1, 2**32 - 1, None, 3)


@scenario
def type_et_enveloppe_non_minimaux(pair):
    for debut in ("dc000400", "dd0000000400", "94cc00", "94d300" + "00" * 7, "94cb" + "00" * 8):
        pair.ecrire(bytes.fromhex(debut) + b"\x01" + trame("somme", [1, 2])[1:])
        pair.exiger_recu(1, 1, None, 3)


@scenario
def nom_et_arguments_non_minimaux(pair):
    noms = (b"\xd9\x05", b"\xda\x00\x05", b"\xdb\x00\x00\x00\x05")
    for nom, debut in zip(noms, ("92", "dc0002", "dd00000002")):
        pair.ecrire(b"\x94\x00\x01" + nom + b"somme")
        pair.ecrire(bytes.fromhex(debut + "cc0c" + "d30000000000000022"))
        pair.exiger_recu(1, 1, None, 46)


@scenario
def nom_en_bin(pair):
    for entete in (b"\xc4\x05", b"\xc5\x00\x05", b"\xc6\x00\x00\x00\x05"):
        pair.ecrire(b"\x94\x00\x01" + entete + b"somme\x92\x0c\x22")
        pair.exiger_recu(1, 1, None, 46)


@scenario
def arguments_nil_et_nommes(pair):
    pair.envoyer(0, 1, "compter", None)
    pair.exiger_recu(1, 1, None, 0)
    pair.envoyer(0, 2, "aire", {"largeur": 3, "hauteur": 4})
    pair.exiger_recu(1, 2, None, 12)
    pair.envoyer(0, 3, "aire", [{"hauteur": 5}])
    pair.exiger_recu(1, 3, None, 5)
    pair.envoyer(0, 4, "aire", {"hauteurs": 5})
    pair.exiger_recu(
        1, 4,
        [1, "ARGUMENTS_INCOMPATIBLES : aire, argument 1 : nom « hauteurs » inconnu, vouliez-vous "
            "dire « hauteur » ? noms acceptés : largeur, hauteur"],
        None,
    )


# --- Valeurs


@scenario
def nombres_entre_langages(pair):
    exiger(pair.appeler("somme", 12.0, 34.0), 46, "flottants de valeur entière")
    for arguments, motif in (
        ([1, 1.5], "1.5"), ([1, True], "booléen"), ([1, 2**31], "2147483648"), ([1, "2"], "« 2 »"),
        ([1, None], "nil"),
    ):
        nature, texte = pair.appeler("somme", *arguments)
        debut = "ARGUMENTS_INCOMPATIBLES : somme, argument 2 : "
        if nature != 1 or not texte.startswith(debut) or motif not in texte:
            raise Echec(f"{arguments} : {nature} {texte}")


@scenario
def texte_et_octets(pair):
    exiger(pair.appeler("longueur", "été".encode()), 5, "texte accepte des octets en UTF-8")
    exiger(pair.appeler("octets", "abc"), b"abc", "octets accepte un texte")
    exiger(pair.appeler("longueur", b"\xff")[0], 1, "texte refuse des octets quelconques")
    pair.envoyer(0, 1, "longueur", ["\udcff"])
    exiger(pair.recevoir()[2][0], 1, "texte refuse un str qui n'est pas de l'UTF-8")
    exiger(pair.appeler("echo", "\udcff"), b"\xff", "un tel str est reçu comme des octets")
    exiger(pair.appeler("echo", "a\0b"), "a\0b", "NUL est un caractère comme un autre")


@scenario
def valeurs_de_tout_genre(pair):
    for valeur in (
        None, True, False, 0, 127, 128, -1, -33, 2**63 - 1, -(2**63), 2**64 - 1, 1.5, "", "é" * 40,
        b"", b"\x00\xff" * 200, [], [1, [2, [3]]], ["a"] * 700,
    ):
        exiger(pair.appeler("echo", valeur), valeur)
    exiger(pair.appeler("echo", {"x": 1, 2: [None]}), temoin.Table([("x", 1), (2, [None])]))


@scenario
def entiers_au_plus_court(pair):
    longs = {"cf0000000000000001": "01", "d3ffffffffffffffff": "ff", "d10080": "cc80"}
    for brut, court in longs.items():
        pair.ecrire(b"\x94\x00\x01\xa4echo\x91" + bytes.fromhex(brut))
        exiger(pair.lire_trame().hex(), "940101c0" + court)


@scenario
def extensions_opaques(pair):
    for brut in (
        "d40001", "d40102", "d40203", "c7002a", "c803e82a" + "07" * 1000, "d5ff0102",
        "d6ff00000001", "d7ff0000000400000001", "c70cff" + "00000001" + "00" * 7 + "01",
        "c700ff", "d4ff00", "d8ff" + "00" * 16, "d7fffffffffc00000000",
    ):
        pair.ecrire(b"\x94\x00\x01\xa4echo\x91" + bytes.fromhex(brut))
        exiger(pair.lire_trame().hex(), "940101c0" + brut, "extension inchangée")


# --- Limites qui ne ferment pas


@scenario
def message_de_taille_limite(pair):
    entete = b"\x94\x00\x01\xa8longueur\x91\xdb"
    taille = decoupage.OCTETS_MAX - len(entete) - 4
    pair.ecrire(entete + struct.pack(">I", taille) + b"a" * taille)
    pair.exiger_recu(1, 1, None, taille)


@scenario
def valeur_de_trois_mebioctets(pair):
    valeur = bytes(range(256)) * (12 << 10)
    exiger(pair.appeler("echo", valeur) == valeur, True, "3 Mio, aller et retour")


@scenario
def resultat_trop_grand(pair):
    nature, texte = pair.appeler("remplir", 4 << 20)
    debut = "TRAME_TROP_GRANDE : le résultat de remplir fait "
    exiger((nature, texte.startswith(debut)), (0, True), texte)
    pair.exiger_vivant()


@scenario
def arguments_a_la_limite(pair):
    exiger(pair.appeler("compter", *range(64)), 64)
    exiger(pair.appeler("compter", *range(65)), [1, "TROP_ARGUMENTS : 65 arguments, limite 64"])


@scenario
def messages_malformes_puis_vivant(pair):
    """Tous ceux de messages.txt, sur une même connexion."""
    for nom, octets, issue in exemples.vecteurs("messages.txt"):
        if issue.startswith("refus"):
            pair.ecrire(octets)
            if issue.endswith("repondre"):
                exiger(pair.recevoir(), reponse_attendue(octets), nom)
    pair.exiger_vivant()


def reponse_attendue(octets):
    try:
        temoin.interpreter(octets)
    except temoin.Malforme as malforme:
        return [1, malforme.id, [1, str(malforme)], None]
    raise Echec("le témoin n'y voit pas de faute")

# Attaques: des connexions qui traînent, des curieux, des bombes, des messages abîmés.
# SPDX-License-Identifier: MIT
import random
import struct
import threading
import time

import msgpack

from essai import MIO, permettre_descripteurs
from pairs import appeler, attendre_fermetures, ouvrir, patienter


def lents(essai):
    """T-73 : mille connexions qui traînent, mille muettes, mille saluts TLS en clair."""
    permettre_descripteurs()
    serveur = essai.serveur(2_500)
    duree = max(25, essai.secondes)
    seuls = essai.finir_clients(essai.clients(serveur, 20, 8, 20), "voisins_seuls")
    temoins = essai.clients(serveur, 20, duree, 20)
    debut = time.monotonic()
    trainantes = [ouvrir(serveur.port) for _ in range(1_000)]
    muettes = [ouvrir(serveur.port) for _ in range(1_000)]
    for connexion in trainantes:
        connexion.sendall(b"\x94")
        connexion.setblocking(False)

    def trainer():
        """Un octet toutes les cinq secondes, jamais un message entier."""
        for octet in (b"\x00", b"\x01", b"\xa4", b"e"):
            patienter(5)
            for connexion in trainantes:
                try:
                    connexion.send(octet)
                except OSError:
                    continue

    fil = threading.Thread(target=trainer)
    fil.start()
    fermees = attendre_fermetures(trainantes, 25)
    fil.join()
    essai.noter("trainantes_fermees", len(fermees))
    if fermees:
        essai.noter("trainantes_premiere_s", min(fermees))
        essai.noter("trainantes_derniere_s", max(fermees))
    essai.exiger(len(fermees) == 1_000, "des connexions traînantes sont encore là")
    essai.exiger(
        not fermees or (min(fermees) >= 8.5 and max(fermees) <= 13), "pas à leur échéance de 10 s"
    )
    saluts = [ouvrir(serveur.port) for _ in range(1_000)]
    for connexion in saluts:
        connexion.sendall(bytes.fromhex("16030102000100"))
        connexion.setblocking(False)
    essai.noter("saluts_tls_fermes", len(attendre_fermetures(saluts, 5)))
    essai.exiger(essai.chiffres["saluts_tls_fermes"] == 1_000, "un salut TLS en clair est resté")
    vivantes = sum(appeler(connexion, "echo", "x") == [1, 1, None, "x"] for connexion in muettes)
    essai.noter("muettes_encore_servies", vivantes)
    essai.noter("duree_s", time.monotonic() - debut)
    essai.exiger(vivantes == 1_000, f"{1_000 - vivantes} muettes ne sont plus servies")
    essai.exiger_p99("voisins", seuls, essai.finir_clients(temoins, "voisins"))
    for connexion in muettes + saluts + trainantes:
        connexion.close()
    essai.arreter(serveur)


SALUTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    bytes.fromhex("1603010200010001fc0303"),
    bytes.fromhex("000000c0fe534d4240000000"),
    b"EHLO moi\r\n",
    b"\x00" * 64,
    b"*1\r\n$4\r\nPING\r\n",
    b"",
]


def curieux(essai):
    """T-74 : des saluts d'autres protocoles et des octets au hasard, à la file."""
    serveur = essai.serveur(200)
    hasard = random.Random(74)
    temoins = essai.clients(serveur, 10, essai.secondes, 50)
    depart = serveur.memoire()
    fin, nombre = time.monotonic() + essai.secondes, 0
    while time.monotonic() < fin and nombre < 100_000:
        try:
            with ouvrir(serveur.port, f"127.0.0.{2 + nombre % 200}", 2) as connexion:
                salut = hasard.choice(SALUTS) or hasard.randbytes(hasard.randrange(1, 200))
                connexion.sendall(salut)
                if nombre % 16 == 0:
                    connexion.recv(4096)
        except (ConnectionError, TimeoutError):
            pass
        nombre += 1
    essai.noter("connexions", nombre)
    patienter(1)
    essai.noter("croissance_mio", (serveur.memoire() - depart) / MIO)
    essai.exiger(essai.chiffres["croissance_mio"] <= 8, "la mémoire croît")
    essai.finir_clients(temoins, "voisins")
    essai.arreter(serveur)


BOMBES = [
    bytes.fromhex("ddffffffff"),
    bytes.fromhex("94ddffffffff"),
    bytes.fromhex("dfffffffff"),
    bytes.fromhex("94dfffffffff"),
    bytes.fromhex("c6ffffffff"),
    bytes.fromhex("940001a178c6ffffffff"),
    bytes.fromhex("940001dbffffffff"),
    bytes.fromhex("94c9ffffffff00"),
    bytes.fromhex("dcffff") * 1_000,
    b"\x91" * 100_000,
]


def bombes(essai):
    """T-11 : cinq octets qui en annoncent quatre milliards, de cinq mille connexions."""
    permettre_descripteurs()
    serveur = essai.serveur(5_100)
    connexions = [ouvrir(serveur.port) for _ in range(5_000)]
    depart = serveur.memoire()
    appeler(connexions[-1], "echo", "pret")
    pires = []
    for debut in range(0, len(connexions), 100):
        vague = connexions[debut : debut + 100]
        depart_vague = time.monotonic()
        for rang, connexion in enumerate(vague):
            try:
                connexion.sendall(BOMBES[(debut + rang) % len(BOMBES)])
            except ConnectionError:
                pass  # fermée pendant qu'elle écrivait
            connexion.setblocking(False)
        fermees = attendre_fermetures(vague, 5, depart_vague)
        pires.append(max(fermees) if len(fermees) == len(vague) else 5)
    essai.noter("connexions", len(connexions))
    essai.noter("croissance_mio", (serveur.memoire_max() - depart) / MIO)
    # Par vague de cent, du premier octet envoyé à la dernière fermée.
    essai.noter("fermeture_mediane_s", sorted(pires)[len(pires) // 2])
    essai.noter("fermeture_pire_s", max(pires))
    essai.exiger(essai.chiffres["fermeture_mediane_s"] <= 0.1, "refusées en plus de 0,1 s")
    essai.exiger(max(pires) < 5, "une bombe n'a pas été refusée")
    essai.exiger(essai.chiffres["croissance_mio"] <= 64, "plus de 64 Mio de plus")
    essai.arreter(serveur)


def alterer(hasard, trame):
    trame = bytearray(trame)
    sorte = hasard.randrange(4)
    if sorte == 0:
        trame[hasard.randrange(len(trame))] = hasard.randrange(256)
    elif sorte == 1:
        trame = trame[: hasard.randrange(len(trame))]
    elif sorte == 2:
        en_tete = hasard.choice([b"\xdd", b"\xdf", b"\xc6", b"\xdb", b"\xc9"])
        place = hasard.randrange(len(trame))
        trame[place:place] = en_tete + struct.pack(">I", hasard.choice([3, 70_000, 0xFFFFFFFF]))
    else:
        for _ in range(3):
            trame[hasard.randrange(len(trame))] ^= 1 << hasard.randrange(8)
    return bytes(trame)


def mutant(essai):
    """T-21 : des messages abîmés, un million au plus, pendant que cinquante clients travaillent."""
    serveur = essai.serveur(200)
    temoins = essai.clients(serveur, 50, essai.secondes, 20)
    hasard = random.Random(21)
    modeles = [
        msgpack.packb([0, 1, "echo", ["bonjour"]]),
        msgpack.packb([2, "noter", [5, "texte"]]),
        msgpack.packb([1, 7, None, {"a": [1, 2, 3]}]),
        msgpack.packb([0, 2**31, "registre", {"client": 3}]),
    ]
    fin, envoyes, coupures = time.monotonic() + essai.secondes, 0, 0
    connexion = ouvrir(serveur.port)
    while time.monotonic() < fin and envoyes < 1_000_000:
        lot = [alterer(hasard, hasard.choice(modeles)) for _ in range(20)]
        try:
            for trame in lot:
                connexion.sendall(trame)
                envoyes += 1
            connexion.setblocking(False)
            if connexion.recv(65536) == b"":
                raise ConnectionError
            connexion.settimeout(2)
        except BlockingIOError:
            connexion.settimeout(2)
        except (ConnectionError, TimeoutError):
            coupures += 1
            connexion.close()
            connexion = ouvrir(serveur.port)
    connexion.close()
    essai.noter("messages_abimes", envoyes)
    essai.noter("connexions_coupees", coupures)
    essai.finir_clients(temoins, "voisins")
    essai.arreter(serveur)

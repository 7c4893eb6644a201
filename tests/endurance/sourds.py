# Sourds: des clients qui demandent tout et ne lisent rien, et la mémoire que cela prend.
# SPDX-License-Identifier: MIT
import os
import time

import msgpack

from essai import MIO, permettre_descripteurs
from pairs import attendre_fermetures, ouvrir, patienter

BLOC = 1_024
FILE_MAX = 8 * MIO  # octets_en_attente_max
DELAI_LENT = 10  # delai_client_lent
DUREE_TEMOINS = 35  # plus que la vague
MARGE_MIO = 128  # un quart : ce que l’allocateur garde en miettes, et les piles


def memoire_permise():
    """memoire_max par défaut, en octets."""
    return min(512 * MIO, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGESIZE") // 4)


def se_faire_pousser(serveur, nombre, blocs):
    """Autant de connexions qui demandent chacune tant de blocs, et n'en liront pas un."""
    connexions = []
    for rang in range(nombre):
        connexion = ouvrir(serveur.port, f"127.0.0.{1 + rang % 8}")
        try:
            connexion.sendall(msgpack.packb([2, "pousser", [blocs, BLOC]]))
        except ConnectionError:
            pass  # refusée : la mémoire permise est prise
        connexion.setblocking(False)
        connexions.append(connexion)
    return connexions


def attendre_descripteurs(serveur, convient, delai):
    """Les sourds ne lisent rien : c'est chez le serveur qu'on voit leur arrivée et leur départ."""
    fin = time.monotonic() + delai
    while not convient(serveur.descripteurs() - serveur.descripteurs_au_repos):
        if time.monotonic() > fin:
            return False
        patienter(0.02)
    return True


def vague(essai, nom, serveur, nombre, blocs):
    """Une vague de sourds, jusqu'à leur départ.
    @return la mémoire de plus, au plus haut, en Mio, et ceux que le serveur n'a pas fermés."""
    depart = serveur.memoire()
    debut = time.monotonic()
    connexions = se_faire_pousser(serveur, nombre, blocs)
    venus = attendre_descripteurs(serveur, lambda en_plus: en_plus > 0, 5)
    essai.exiger(venus, f"{nom} : aucun n'est entré")
    partis = attendre_descripteurs(serveur, lambda en_plus: en_plus <= 0, 2 * DELAI_LENT)
    if partis:
        essai.noter(f"{nom}_congedies_en_s", time.monotonic() - debut)
    # Ils lisent enfin : les uns leur fin, les autres le peu qu'ils avaient en retard.
    attendre_fermetures(connexions, 5)
    restants = [connexion for connexion in connexions if repond(connexion)]
    fermes = sum(est_fermee(connexion) for connexion in connexions)
    essai.noter(f"{nom}_fermes", fermes)
    essai.exiger(
        fermes + len(restants) == nombre, f"{nom} : {nombre - fermes - len(restants)} sans réponse"
    )
    for connexion in connexions:
        connexion.close()
    return (serveur.memoire_max() - depart) / MIO, len(restants)


def est_fermee(connexion):
    connexion.setblocking(False)
    try:
        return connexion.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def repond(connexion):
    """Vrai si le serveur répond encore, une fois lu ce qui attendait."""
    connexion.settimeout(10)
    lecteur = msgpack.Unpacker()
    try:
        connexion.sendall(msgpack.packb([0, 7, "echo", ["là ?"]]))
        while True:
            for message in lecteur:
                if message[0] == 1:
                    return message == [1, 7, None, "là ?"]
            octets = connexion.recv(65536)
            if not octets:
                return False
            lecteur.feed(octets)
    except (ConnectionError, TimeoutError):
        return False


def sourds(essai):
    """T-71 : un sourd à qui l'on pousse un million de blocs, puis cinq cents sourds."""
    permettre_descripteurs()
    serveur = essai.serveur(1_000)
    seuls = essai.finir_clients(essai.clients(serveur, 20, 8, 20), "sans_sourds")
    patienter(0.5)
    serveur.descripteurs_au_repos = serveur.descripteurs()
    un, restants = vague(essai, "un_sourd", serveur, 1, 1_000_000)
    essai.noter("un_sourd_mio", un)
    essai.exiger(un <= 1.5 * FILE_MAX / MIO, f"un sourd coûte {un:.0f} Mio")
    essai.exiger(restants == 0, "le sourd n'a pas été congédié")

    temoins = essai.clients(serveur, 20, DUREE_TEMOINS, 20)
    patienter(1)  # ses clients sont là : ils comptent dans le repos
    serveur.descripteurs_au_repos = serveur.descripteurs()
    tous, restants = vague(essai, "cinq_cents_sourds", serveur, 500, 20_000)
    essai.noter("cinq_cents_sourds_mio", tous)
    essai.noter("permis_mio", memoire_permise() / MIO)
    essai.exiger(tous <= memoire_permise() / MIO + MARGE_MIO, f"{tous:.0f} Mio pris")
    essai.exiger(restants == 0, f"{restants} sourds n'ont pas été congédiés")
    avec = essai.finir_clients(temoins, "avec_sourds")
    essai.exiger_p99("les voisins des sourds", seuls, avec)
    mesures = essai.arreter(serveur)
    for cause in ("client_lent", "memoire_pleine"):
        nombre = mesures.get(f'cconn_connexions_finies_total{{cause="{cause}"}}', 0)
        essai.noter(f"fermes_{cause}", int(nombre))


def sourds_a_l_etroit(essai):
    """T-71, de nouveau, sous `prlimit --as` d'un gibioctet : c'est le système qui refuse."""
    permettre_descripteurs()
    serveur = essai.serveur(1_000, adressage=1 << 30)
    temoins = essai.clients(serveur, 20, DUREE_TEMOINS, 20)
    patienter(1)
    serveur.descripteurs_au_repos = serveur.descripteurs()
    # Ceux à qui la mémoire n'a permis de pousser que peu ne sont pas en retard : ils restent.
    tous, restants = vague(essai, "a_l_etroit", serveur, 500, 20_000)
    essai.noter("a_l_etroit_mio", tous)
    essai.noter("a_l_etroit_encore_servis", restants)
    essai.finir_clients(temoins, "voisins")
    essai.arreter(serveur)

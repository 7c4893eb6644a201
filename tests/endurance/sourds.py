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
    """Une vague de sourds. @return la mémoire de plus, au plus haut, en Mio."""
    depart = serveur.memoire()
    debut = time.monotonic()
    connexions = se_faire_pousser(serveur, nombre, blocs)
    venus = attendre_descripteurs(serveur, lambda en_plus: en_plus > 0, 5)
    essai.exiger(venus, f"{nom} : aucun n'est entré")
    partis = attendre_descripteurs(serveur, lambda en_plus: en_plus <= 0, 4 * DELAI_LENT)
    essai.noter(f"{nom}_congedies_en_s", time.monotonic() - debut)
    essai.exiger(partis, f"{nom} : des sourds sont encore là après {4 * DELAI_LENT} s")
    fermees = len(attendre_fermetures(connexions, 10))
    essai.exiger(fermees == nombre, f"{nom} : {nombre - fermees} n'ont pas su leur fin")
    for connexion in connexions:
        connexion.close()
    return (serveur.memoire_max() - depart) / MIO


def sourds(essai):
    """T-71 : un sourd à qui l'on pousse un million de blocs, puis cinq cents sourds."""
    permettre_descripteurs()
    serveur = essai.serveur(1_000)
    seuls = essai.finir_clients(essai.clients(serveur, 20, 8, 20), "sans_sourds")
    patienter(0.5)
    serveur.descripteurs_au_repos = serveur.descripteurs()
    un = vague(essai, "un_sourd", serveur, 1, 1_000_000)
    essai.noter("un_sourd_mio", un)
    essai.exiger(un <= 1.5 * FILE_MAX / MIO, f"un sourd coûte {un:.0f} Mio")

    temoins = essai.clients(serveur, 20, max(30, 0.4 * essai.secondes), 20)
    patienter(1)  # ses clients sont là : ils comptent dans le repos
    serveur.descripteurs_au_repos = serveur.descripteurs()
    tous = vague(essai, "cinq_cents_sourds", serveur, 500, 20_000)
    essai.noter("cinq_cents_sourds_mio", tous)
    essai.noter("permis_mio", memoire_permise() / MIO)
    essai.exiger(tous <= memoire_permise() / MIO + MARGE_MIO, f"{tous:.0f} Mio pris")
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
    temoins = essai.clients(serveur, 20, max(30, 0.4 * essai.secondes), 20)
    patienter(1)
    serveur.descripteurs_au_repos = serveur.descripteurs()
    tous = vague(essai, "a_l_etroit", serveur, 500, 20_000)
    essai.noter("a_l_etroit_mio", tous)
    essai.finir_clients(temoins, "voisins")
    essai.arreter(serveur)

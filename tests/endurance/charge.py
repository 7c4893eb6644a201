# Charge: dix mille connexions, des allées et venues, des descripteurs épuisés, une mauvaise ligne.
# SPDX-License-Identifier: MIT
import asyncio
import resource
import time

import msgpack

import chaos
from essai import MIO, permettre_descripteurs
from pairs import Serveur, appeler, attendre_fermetures, ouvrir, patienter


def dix_mille(essai):
    """T-50 : dix mille connexions tenues, avec des battements, puis dix appels chacune."""
    nombre = min(10_000, permettre_descripteurs() - 200)
    serveur = essai.serveur(nombre + 10)
    vide = serveur.memoire()
    debut = time.monotonic()
    connexions = [ouvrir(serveur.port, f"127.0.0.{1 + rang % 8}") for rang in range(nombre)]
    essai.noter("connexions", nombre)
    essai.noter("ouverture_s", time.monotonic() - debut)
    appeler(connexions[-1], "echo", "pret")
    battement = msgpack.packb([2, "noter", [1, "battement"]])
    avant, debut = serveur.processeur(), time.monotonic()
    battements = 0
    while time.monotonic() < debut + essai.secondes:
        connexions[battements % nombre].sendall(battement)
        battements += 1
        patienter(debut + battements / 667 - time.monotonic())
    essai.noter("battements", battements)
    pris = (serveur.processeur() - avant) / (time.monotonic() - debut)
    essai.noter("processeur_pour_cent", 100 * pris)
    essai.noter("memoire_kio_par_connexion", (serveur.memoire() - vide) / 1024 / nombre)
    essai.noter("fils", serveur.fils())
    fautes = 0
    for connexion in connexions:
        for numero in range(1, 11):
            reponse = appeler(connexion, "echo", f"m{numero}", numero=numero)
            fautes += reponse != [1, numero, None, f"m{numero}"]
    essai.noter("appels", 10 * nombre)
    essai.exiger(fautes == 0, f"{fautes} appels sans leur réponse")
    essai.exiger(serveur.memoire() <= 1536 * MIO, "plus de 1,5 Gio")
    essai.exiger(pris <= 0.2, f"{100 * pris:.0f} % d'un cœur au repos")
    mesures = essai.arreter(serveur)
    essai.exiger(mesures["extinction"] <= 10, "extinction de plus de 10 s")


def allees_et_venues(essai):
    """T-52 : deux cents connexions par seconde, de huit adresses ; rien ne s'accumule."""
    serveur = essai.serveur(400)
    debut, venues, fautes = time.monotonic(), 0, 0
    depart = None
    while time.monotonic() < debut + essai.secondes:
        with ouvrir(serveur.port, f"127.0.0.{1 + venues % 8}") as connexion:
            fautes += appeler(connexion, "echo", "x") != [1, 1, None, "x"]
        venues += 1
        if depart is None and time.monotonic() > debut + essai.secondes / 4:
            depart = (time.monotonic(), serveur.memoire(), serveur.descripteurs())
        patienter(debut + venues / 200 - time.monotonic())
    patienter(1)
    essai.noter("venues", venues)
    essai.exiger(fautes == 0, f"{fautes} appels sans leur réponse")
    pente = (serveur.memoire() - depart[1]) / MIO / (time.monotonic() - depart[0]) * 3600
    essai.noter("pente_mio_par_heure", pente)
    essai.noter("croissance_kio", (serveur.memoire() - depart[1]) / 1024)
    # Sur quelques minutes, une page de plus ferait une pente : un mébioctet en tout est permis.
    essai.exiger(serveur.memoire() - depart[1] <= MIO, "la mémoire croît")
    essai.exiger(serveur.descripteurs() <= depart[2] + 4, "des descripteurs restent")
    essai.arreter(serveur)


def descripteurs_epuises(essai):
    """T-70 : soixante-quatre descripteurs, deux cents connexions."""
    serveur = Serveur(f"{essai.programmes}/tests/endurance", 60, descripteurs=64 + 60)
    temoin = ouvrir(serveur.port)
    appeler(temoin, "echo", "là")
    # Moins que ce que le constructeur demande : ce sont les descripteurs qui manqueront.
    resource.prlimit(serveur.processus.pid, resource.RLIMIT_NOFILE, (64, 64))
    tenues = []
    avant, debut = serveur.processeur(), time.monotonic()
    for _ in range(200):
        connexion = ouvrir(serveur.port)
        connexion.setblocking(False)
        tenues.append(connexion)
    duree = max(5, min(essai.secondes, 20))
    fermees = attendre_fermetures(tenues, duree)
    refusees = len(fermees)
    fautes = sum(appeler(temoin, "echo", "x", numero=n) != [1, n, None, "x"] for n in range(1, 101))
    pris = (serveur.processeur() - avant) / (time.monotonic() - debut)
    essai.noter("connexions", 200)
    essai.noter("refusees", refusees)
    essai.noter("processeur_pour_cent", 100 * pris)
    for connexion in tenues:
        connexion.close()
    debut = time.monotonic()
    with ouvrir(serveur.port) as nouvelle:
        revenue = appeler(nouvelle, "echo", "x") == [1, 1, None, "x"]
    essai.noter("reprise_s", time.monotonic() - debut)
    essai.exiger(revenue and time.monotonic() - debut <= 1.5, "n'accepte plus 1 s après")
    essai.exiger(fautes == 0, f"{fautes} appels perdus par un client déjà là")
    essai.exiger(refusees > 0, "aucun refus vu")
    essai.exiger(pris <= 0.05, f"{100 * pris:.0f} % d'un cœur")
    mesures = essai.arreter(serveur)
    essai.noter("lignes_journal", mesures["lignes_journal"])
    essai.exiger(mesures["lignes_journal"] <= 11 * (duree + 5), "plus de 10 lignes par seconde")


def ligne_mauvaise(essai):
    """T-34 : cent clients à travers un relais qui retarde, recoupe, étrangle, fige et rompt."""
    serveur = essai.serveur(300)
    relais = chaos.Relais(serveur.port, graine=34, ruptures_par_minute=2)

    async def vivre():
        ecoute, port = await relais.ouvrir()
        processus = essai.clients(serveur, 100, essai.secondes, 10, port)
        while processus.poll() is None:
            await asyncio.sleep(0.2)
        ecoute.close()
        return processus

    bilan = essai.finir_clients(asyncio.run(vivre()), "clients", coupures_permises=True)
    for nom, combien in relais.comptes.items():
        essai.noter(f"relais_{nom}", combien)
    # Le délai d'un appel est de 10 s ; un appel réussi ne peut pas durer plus, à une seconde près.
    essai.exiger(bilan["max_ms"] <= 11_000, "un appel a dépassé son délai")
    essai.arreter(serveur)

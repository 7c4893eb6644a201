# Joue les blocs echange de protocole.md contre un vrai serveur cconn.
# SPDX-License-Identifier: MIT
#
# Usage : verifier_echanges.py <pair_serveur>
import functools
import sys

import exemples
from banc import Echec, Serveur, exiger, passer


def jouer(serveur, lignes):
    with serveur.connecter() as pair:
        for ligne in lignes:
            sens, _, contenu = ligne.partition("#")[0].strip().partition(" ")
            if sens == ">":
                pair.ecrire(exemples.depuis_hexa(contenu))
            elif sens != "<":
                raise Echec(f"ligne illisible : {ligne}")
            elif contenu == "fin":
                pair.exiger_fin()
            elif contenu.startswith("erreur "):
                _, ident, nature, texte = contenu.split(" ", 3)
                pair.exiger_recu(1, int(ident), [int(nature), texte], None)
            else:
                exiger(pair.lire_trame(), exemples.depuis_hexa(contenu), ligne)
        if lignes[-1] != "< fin":
            pair.exiger_vivant()


with Serveur(sys.argv[1]) as serveur:
    scenarios = {
        f"protocole.md, ligne {numero}": functools.partial(jouer, serveur, lignes)
        for numero, lignes in exemples.blocs("echange")
    }
    sys.exit(passer(scenarios))

# Releve: les résultats de tous les tours, leurs médianes, leurs rapports, et le CSV.
# SPDX-License-Identifier: MIT
import collections
import csv
import statistics


class Releve:
    """Un résultat par tour, par cas et par pair ; les médianes en sortent."""

    def __init__(self):
        self.resultats = collections.defaultdict(list)
        self.echecs = {}

    def noter(self, cas, pair, tour, resultat):
        self.resultats[cas.nom, pair.nom].append({"tour": tour, **resultat})

    def noter_echec(self, cas, pair, texte):
        self.echecs[cas.nom, pair.nom] = texte

    def mediane(self, nom_cas, nom_pair, cle):
        """None si ce pair n'a rien donné."""
        valeurs = [
            resultat[cle] for resultat in self.resultats[nom_cas, nom_pair] if cle in resultat
        ]
        return statistics.median(valeurs) if valeurs else None

    def valeur(self, cas, nom_pair):
        """Dans l'unité du cas."""
        mediane = self.mediane(cas.nom, nom_pair, cas.cle)
        return None if mediane is None else mediane * cas.facteur

    def rapport(self, cas, nom_pair, reference="raw"):
        return diviser(self.valeur(cas, nom_pair), self.valeur(cas, reference))

    def dispersion(self, nom_cas, nom_pair, cle):
        """Du plus petit au plus grand tour, en part de la médiane ; None s'il n'y a qu'un tour."""
        valeurs = [
            resultat[cle] for resultat in self.resultats[nom_cas, nom_pair] if cle in resultat
        ]
        if len(valeurs) < 2 or not statistics.median(valeurs):
            return None
        return (max(valeurs) - min(valeurs)) / statistics.median(valeurs)

    def histogramme(self, nom_cas, nom_pair):
        """Les histogrammes de tous les tours, ensemble."""
        somme = collections.Counter()
        for resultat in self.resultats[nom_cas, nom_pair]:
            somme.update(resultat.get("histogramme", {}))
        return sorted(somme.items())

    def juger(self, cas, objectif):
        """(rapport mesuré, vrai s'il est atteint), ou (None, None) s'il n'a pu être mesuré."""
        cle = objectif.cle or cas.cle
        mesuree = self.mediane(cas.nom, objectif.pair, cle)
        if objectif.reference:
            ailleurs = objectif.cas_reference or cas.nom
            mesuree = diviser(mesuree, self.mediane(ailleurs, objectif.reference, cle))
        if mesuree is None:
            return None, None
        atteint = mesuree <= objectif.rapport if objectif.plafond else mesuree >= objectif.rapport
        return mesuree, atteint

    def ecrire_csv(self, chemin):
        lignes = [
            {"cas": nom_cas, "pair": nom_pair, **resultat}
            for (nom_cas, nom_pair), resultats in self.resultats.items()
            for resultat in resultats
        ]
        for ligne in lignes:
            ligne.pop("histogramme", None)
        champs = list(dict.fromkeys(cle for ligne in lignes for cle in ligne))
        with open(chemin, "w", newline="", encoding="utf-8") as sortie:
            ecrivain = csv.DictWriter(sortie, champs)
            ecrivain.writeheader()
            ecrivain.writerows(lignes)


def diviser(valeur, reference):
    return valeur / reference if valeur is not None and reference else None

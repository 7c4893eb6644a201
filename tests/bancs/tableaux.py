# Tableaux: ce que le banc écrit pour être lu, sur le terminal et dans la page.
# SPDX-License-Identifier: MIT


def nombre(valeur):
    """Trois chiffres significatifs au moins, à la française ; un tiret si rien n'a été mesuré."""
    if valeur is None:
        return "–"
    decimales = 0 if abs(valeur) >= 100 else 1 if abs(valeur) >= 10 else 2
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def duree(nanosecondes):
    """En microsecondes."""
    return nombre(None if nanosecondes is None else nanosecondes / 1000)


def presents(releve, cas, pairs):
    """Les pairs qui ont donné quelque chose, dans l'ordre du plan."""
    return [p for p in pairs if any(releve.resultats.get((c.nom, p.nom)) for c in cas)]


def tableau_rapports(releve, cas, pairs):
    """Une ligne par cas : la valeur de raw, puis chaque pair rapporté à elle."""
    autres = [pair for pair in presents(releve, cas, pairs) if pair.nom != "raw"]
    lignes = [["", "mesure", "raw", "unité"] + [pair.titre for pair in autres]]
    for c in cas:
        lignes.append(
            [c.nom, c.titre, nombre(releve.valeur(c, "raw")), c.unite]
            + [nombre(releve.rapport(c, pair.nom)) for pair in autres]
        )
    return lignes


def tableau_valeurs(releve, cas, pairs):
    connus = presents(releve, cas, pairs)
    lignes = [["", "mesure", "unité"] + [pair.titre for pair in connus]]
    for c in cas:
        valeurs = [nombre(releve.valeur(c, pair.nom)) for pair in connus]
        lignes.append([c.nom, c.titre, c.unite] + valeurs)
    return lignes


def tableau_latences(releve, cas, pairs):
    """p50 / p99 / p99,9 en microsecondes, des cas dont chaque opération est chronométrée."""
    connus = presents(releve, cas, pairs)
    lignes = [["", "p50 / p99 / p99,9, en µs"] + [pair.titre for pair in connus]]
    for c in cas:
        cellules = []
        for pair in connus:
            quantiles = [releve.mediane(c.nom, pair.nom, q) for q in ("p50", "p99", "p999")]
            cellules.append("–" if None in quantiles else " / ".join(map(duree, quantiles)))
        if any(cellule != "–" for cellule in cellules):
            lignes.append([c.nom, c.titre] + cellules)
    return lignes if len(lignes) > 1 else []


def tableau_objectifs(releve, cas, pairs):
    noms = {pair.nom: pair.titre for pair in pairs}
    lignes = [["", "objectif", "mesuré", ""]]
    for c in cas:
        for objectif in c.objectifs:
            mesure, atteint = releve.juger(c, objectif)
            if mesure is None:
                continue
            signe = "au plus" if objectif.plafond else "au moins"
            de = f" de {noms.get(objectif.reference)}" if objectif.reference else f" {c.unite}"
            quoi = f" ({objectif.cle})" if objectif.cle else ""
            ou = f" à {objectif.cas_reference}" if objectif.cas_reference else ""
            texte = f"{noms.get(objectif.pair)}{quoi} : {signe} {nombre(objectif.rapport)}{de}{ou}"
            lignes.append([c.nom, texte, nombre(mesure), "atteint" if atteint else "MANQUÉ"])
    return lignes if len(lignes) > 1 else []


def aligner(lignes):
    """Pour un terminal : des colonnes séparées par deux espaces, les nombres à droite."""
    largeurs = [max(len(ligne[rang]) for ligne in lignes) for rang in range(len(lignes[0]))]
    rendu = []
    for ligne in lignes:
        cellules = [
            cellule.ljust(largeur) if rang < 2 else cellule.rjust(largeur)
            for rang, (cellule, largeur) in enumerate(zip(ligne, largeurs))
        ]
        rendu.append("  ".join(cellules).rstrip())
    return "\n".join(rendu)


def markdown(lignes):
    tete, *corps = lignes
    rendu = ["| " + " | ".join(tete) + " |", "| " + " | ".join(["---"] * len(tete)) + " |"]
    rendu += ["| " + " | ".join(ligne) + " |" for ligne in corps]
    return "\n".join(rendu)

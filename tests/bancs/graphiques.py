# Graphiques: les résultats du banc en SVG, écrits à la main : rapports, latences, croissance.
# SPDX-License-Identifier: MIT
import math
from xml.sax.saxutils import escape

LARGEUR, MARGE_DROITE = 860, 20


class Echelle:
    """Une échelle logarithmique, de [debut, fin] vers des pixels."""

    def __init__(self, debut, fin, de, vers):
        self.debut, self.fin = math.log10(debut), math.log10(max(fin, debut * 1.001))
        self.de, self.vers = de, vers

    def placer(self, valeur):
        part = (math.log10(valeur) - self.debut) / (self.fin - self.debut)
        return self.de + part * (self.vers - self.de)

    def graduations(self):
        return [
            10.0**puissance
            for puissance in range(math.ceil(self.debut - 1e-9), math.floor(self.fin + 1e-9) + 1)
        ]


def etendre(valeurs):
    """Les puissances de dix qui encadrent des valeurs."""
    return (
        10.0 ** math.floor(math.log10(min(valeurs))),
        10.0 ** math.ceil(math.log10(max(valeurs)) + 1e-9),
    )


def graduation(valeur):
    return f"{valeur:g}".replace(".", ",")


def texte(x, y, contenu, ancre="start", couleur="#333333"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{ancre}" fill="{couleur}">'
        f"{escape(contenu)}</text>"
    )


def trait(x1, y1, x2, y2, couleur="#dddddd"):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{couleur}"/>'


def cadre(hauteur, titre, morceaux):
    entete = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur}" '
        f'font-family="sans-serif" font-size="12">'
    )
    fond = f'<rect width="{LARGEUR}" height="{hauteur}" fill="#ffffff"/>'
    nom = f'<text x="16" y="24" font-size="15" font-weight="bold">{escape(titre)}</text>'
    return "\n".join([entete, fond, nom, *morceaux, "</svg>", ""])


def legende(pairs):
    """Sur deux lignes s'il le faut, sous le titre."""
    morceaux, x, y = [], 16, 46
    for pair in pairs:
        if x + 32 + 7 * len(pair.titre) > LARGEUR:
            x, y = 16, y + 18
        morceaux.append(f'<circle cx="{x + 5}" cy="{y - 4}" r="5" fill="{pair.couleur}"/>')
        morceaux.append(texte(x + 14, y, pair.titre))
        x += 32 + 7 * len(pair.titre)
    return morceaux


def rapports(releve, cas, pairs):
    """Un point par pair et par cas, à droite de 1 s'il dépasse raw ; un cas par ligne."""
    debits = [c for c in cas if not c.moins_est_mieux and releve.valeur(c, "raw")]
    points = {
        (c.nom, p.nom): releve.rapport(c, p.nom)
        for c in debits
        for p in pairs
        if releve.rapport(c, p.nom)
    }
    presents = [p for p in pairs if any((c.nom, p.nom) in points for c in debits)]
    if not points:
        return None
    gauche, haut, pas = 290, 78, 26
    bas = haut + pas * len(debits)
    x = Echelle(*etendre(points.values()), gauche, LARGEUR - MARGE_DROITE)
    morceaux = legende(presents)
    for valeur in x.graduations():
        couleur = "#888888" if valeur == 1 else "#dddddd"
        morceaux.append(trait(x.placer(valeur), haut, x.placer(valeur), bas, couleur))
        morceaux.append(texte(x.placer(valeur), bas + 16, graduation(valeur), "middle"))
    for rang, c in enumerate(debits):
        y = haut + pas * (rang + 0.5)
        morceaux.append(texte(gauche - 8, y + 4, f"{c.nom} : {c.titre}", "end"))
        morceaux.append(trait(gauche, y, LARGEUR - MARGE_DROITE, y, "#f0f0f0"))
        for p in presents:
            if (c.nom, p.nom) in points:
                place = x.placer(points[c.nom, p.nom])
                morceaux.append(f'<circle cx="{place:.1f}" cy="{y}" r="5" fill="{p.couleur}"/>')
    return cadre(bas + 30, "Débit, rapporté à raw (à droite : plus vite)", morceaux)


def courbes(titre, series, noms_axes, etiquettes_x=None):
    """Des lignes sur deux axes logarithmiques ; `series` : [(pair, [(x, y)...])]."""
    gauche, haut, bas = 70, 84, 410
    tous = [point for _, points in series for point in points]
    if not tous:
        return None
    abscisses = [point[0] for point in tous]
    x = Echelle(min(abscisses), max(abscisses), gauche, LARGEUR - MARGE_DROITE)
    y = Echelle(*etendre([point[1] for point in tous]), bas, haut)
    morceaux = legende([pair for pair, _ in series])
    for valeur in y.graduations():
        morceaux.append(trait(gauche, y.placer(valeur), LARGEUR - MARGE_DROITE, y.placer(valeur)))
        morceaux.append(texte(gauche - 6, y.placer(valeur) + 4, graduation(valeur), "end"))
    etiquettes = etiquettes_x or {valeur: graduation(valeur) for valeur in x.graduations()}
    for valeur, nom in etiquettes.items():
        if min(abscisses) <= valeur <= max(abscisses):
            morceaux.append(trait(x.placer(valeur), haut, x.placer(valeur), bas))
            morceaux.append(texte(x.placer(valeur), bas + 16, nom, "middle"))
    for pair, points in series:
        ligne = " ".join(f"{x.placer(a):.1f},{y.placer(b):.1f}" for a, b in points)
        morceaux.append(
            f'<polyline points="{ligne}" fill="none" stroke="{pair.couleur}" stroke-width="2"/>'
        )
    morceaux.append(texte(gauche, bas + 36, f"{noms_axes[0]} ; en hauteur, {noms_axes[1]}"))
    return cadre(bas + 50, titre, morceaux)


def latences(releve, c, pairs):
    """La durée que ne dépasse pas une part des opérations ; plus à droite, plus rare."""
    series = []
    for pair in pairs:
        histogramme = releve.histogramme(c.nom, pair.nom)
        total, cumul, points = sum(compte for _, compte in histogramme), 0, []
        for duree, compte in histogramme:
            cumul += compte
            rarete = 1 / (1 - min(cumul / total, 1 - 1 / (2 * total)))
            points.append((rarete, max(duree, 1) / 1000))
        if points:
            series.append((pair, points))
    etiquettes = {2: "50 %", 10: "90 %", 100: "99 %", 1000: "99,9 %", 10_000: "99,99 %"}
    return courbes(
        f"Latences : {c.titre}", series, ("part des opérations", "durée en µs"), etiquettes
    )


def croissance(releve, cas, pairs):
    marches = [c for c in cas if c.mesure == "croissance"]
    series = []
    for pair in pairs:
        points = [
            (c.connexions, releve.valeur(c, pair.nom))
            for c in marches
            if releve.valeur(c, pair.nom)
        ]
        if len(points) > 1:
            series.append((pair, points))
    return courbes("Coût d'un appel", series, ("nombre de connexions", "µs par appel"))


def tracer(releve, cas, pairs, dossier):
    """Écrit ce qui peut l'être ; rend les noms des fichiers et leurs titres."""
    faits = {"rapports.svg": (rapports(releve, cas, pairs), "Débits, rapportés à raw")}
    for c in cas:
        if c.nom in ("A", "C64", "H"):
            faits[f"latences_{c.nom}.svg"] = (latences(releve, c, pairs), f"Latences : {c.titre}")
    courbe = croissance(releve, cas, pairs)
    faits["croissance.svg"] = (courbe, "Coût d'un appel selon le nombre de connexions")
    ecrits = {}
    for nom, (contenu, titre) in faits.items():
        if contenu:
            (dossier / nom).write_text(contenu, encoding="utf-8")
            ecrits[nom] = titre
    return ecrits

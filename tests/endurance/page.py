# Page: docs/reference/fiabilite.md, d'après les chiffres de la dernière conduite.
# SPDX-License-Identifier: MIT
import json
import re

from epreuves import EPREUVES

ENTETE = """# Fiabilité

Ce que cconn a tenu à la dernière conduite des épreuves de charge et d'attaque, en chiffres. Cette
page est écrite par `tests/endurance/lancer --page` : rien n'y est mis à la main. Les limites sont
dans [Limites](limites.md), ce qui est promis dans [Garanties](garanties.md).

« Perdus, doublés ou croisés » se calcule toujours de deux registres, un par bout, jamais de
l'absence d'erreurs.
"""

LIMITES = """## Ce que ces chiffres ne disent pas

- Tout passe par la boucle locale d'une machine, sauf T-33, qui traverse deux espaces réseau.
- Les clients et les attaquants prennent leur part des mêmes cœurs : un p99 d'ici est un majorant.
- TLS et l'authentification sont éprouvés par `tests/lancer` ; seul T-65 est repris ici.
- Quelques minutes ne remplacent pas une marche continue de trois jours, qui n'est pas encore faite.
"""


def valeur(v):
    if isinstance(v, dict):
        return ", ".join(f"{nom} : {combien}" for nom, combien in v.items()) or "aucune"
    if isinstance(v, float):
        return f"{v:.3g}".replace(".", ",") if abs(v) < 100 else f"{v:,.0f}".replace(",", "\u202f")
    return f"{v:,}".replace(",", "\u202f") if isinstance(v, int) else str(v)


PROGRAMME = r"^(flou_\w+), (\d+) s\n(.*?)(?=^flou_|\Z)"
UNITES = {"s": "s", "ms": "ms", "us": "µs", "mio": "Mio", "kio": "Kio"}


# Les clés sont des identifiants ; la page, du français.
ACCENTS = (
    "abîmés acceptés boîte congédiés coupé coupées croisés déconnectés dernière doublés durée "
    "échanges envoyés essayés étroit fermés fermées figées médiane mémoire même mêmes première "
    "recoupés reçus refusés refusées traînantes éteindre"
)
PLATS = str.maketrans("àâçéèêëîïôùû", "aaceeeeiiouu")
ACCENTUES = {mot.translate(PLATS): mot for mot in ACCENTS.split()}


def nommer(cle):
    """`un_sourd_mio` → « un sourd, Mio »."""
    *mots, dernier = [ACCENTUES.get(mot, mot) for mot in cle.split("_")]
    unite = UNITES.get(dernier) if mots else None
    nom = " ".join(mots) + f", {unite}" if unite else " ".join([*mots, dernier])
    return nom.replace("pour cent", "%").replace("a l étroit", "à l'étroit")


def verdict(bilan):
    if bilan["omise"]:
        return "non passée"
    return "**non atteint**" if bilan["rouges"] else "atteint"


def principaux(numero, chiffres):
    if numero in ("T-31", "T-72"):  # huit scénarios : la somme, le détail est plus bas
        pannes = sum(v for nom, v in chiffres.items() if "abrégées" not in nom)
        abregees = sum(v for nom, v in chiffres.items() if "abrégées" in nom)
        return f"pannes : {valeur(pannes)}" + (
            f" ; suites de rangs abrégées : {abregees}" if abregees else " ; tous les rangs"
        )
    choisis = [nom for nom in EPREUVES[numero].chiffres if nom in chiffres]
    return " ; ".join(f"{nommer(nom)} : {valeur(chiffres[nom])}" for nom in choisis)


def tableau(bilans):
    lignes = ["| Épreuve | Quoi | Exigence | Mesuré | Verdict |", "|---|---|---|---|---|"]
    for bilan in bilans:
        numero = bilan["numero"]
        epreuve = EPREUVES[numero]
        lignes.append(
            f"| {numero} | {epreuve.titre} | {epreuve.exigence} "
            f"| {principaux(numero, bilan['chiffres'])} | {verdict(bilan)} |"
        )
    return lignes


def detail(bilan):
    lignes = [f"### {bilan['numero']} : {EPREUVES[bilan['numero']].titre}", ""]
    lignes.append(
        f"{bilan['date'].replace('T', ', ')}, {valeur(bilan['duree_s'])} s, "
        "charge de la machine au départ : "
        f"{valeur(bilan['charge_machine'])}."
    )
    if bilan["chiffres"]:
        lignes += ["", "| Mesure | Valeur |", "|---|---|"]
        lignes += [f"| {nommer(nom)} | {valeur(v)} |" for nom, v in bilan["chiffres"].items()]
    for rouge in bilan["rouges"]:
        phrase = re.sub(r"\s+", " ", rouge).strip().replace("|", "\\|")
        lignes += ["", f"**Non atteint** : {phrase[:300]}"]
    if bilan["omise"]:
        lignes += ["", f"Non passée : {bilan['omise']}."]
    return [*lignes, ""]


def conduite(bilans, resultats, complete):
    """Quand, où, combien de temps ; et que c'était un abrégé, si c'en était un."""
    lignes = [f"Machine : {bilans[0]['machine']}. Date : {bilans[0]['date'].replace('T', ', ')}."]
    fichier = resultats / "conduite.json"
    if fichier.exists():
        faite = json.loads(fichier.read_text(encoding="utf-8"))
        lignes.append(f"Toutes les épreuves, l'une après l'autre : {valeur(faite['minutes'])} min.")
        if faite["demandees"] < complete:
            lignes.append(
                f"**Passage abrégé** : `tests/endurance/lancer --minutes "
                f"{valeur(faite['demandees'])} --page`. Le passage entier dure quatre heures : "
                "`tests/endurance/lancer --page`."
            )
    lignes.append("Une épreuve refaite seule ensuite porte sa propre date, au bas de la page.")
    return lignes


def flou(resultats):
    """Ce que `tests/flou/chercher` a écrit, s'il a été gardé là."""
    fichier = resultats / "flou.txt"
    if not fichier.exists():
        return ["Non cherché pendant cette conduite."]
    lignes = [
        "La sortie de `tests/flou/chercher`, gardée dans `endurance/flou.txt` de la construction ; "
        "la couverture compte les arêtes du programme de recherche, bibliothèque comprise.",
        "",
        "| Programme | Durée | Exécutions | Couverture | Trouvailles |",
        "|---|---|---|---|---|",
    ]
    sortie = fichier.read_text(encoding="utf-8")
    for nom, duree, suite in re.findall(PROGRAMME, sortie, re.S | re.M):
        faites = re.search(r"number_of_executed_units:\s+(\d+)", suite)
        aretes = re.search(r"couverture : (\d+) arêtes sur (\d+)", suite)
        executions = valeur(int(faites.group(1))) if faites else "?"
        couverture = "?"
        if aretes:
            couverture = " arêtes sur ".join(valeur(int(nombre)) for nombre in aretes.groups())
        trouvailles = len(re.findall(r"^==\d+==\s*ERROR", suite, re.M))
        lignes.append(f"| `{nom}` | {duree} s | {executions} | {couverture} | {trouvailles} |")
    return lignes


def suppressions(racine):
    texte = (racine / "tests/outils/tsan.supp").read_text(encoding="utf-8")
    lignes = [ligne for ligne in texte.splitlines() if ligne and not ligne.startswith("#")]
    return [f"- `{ligne}`" for ligne in lignes] or ["Aucune."]


def resume(bilans):
    """Les chiffres que l'on publie : ce qui a été tenu, fait, tenté, perdu."""
    chiffres = {bilan["numero"]: bilan["chiffres"] for bilan in bilans}

    def lu(numero, nom):
        return chiffres.get(numero, {}).get(nom, "non passé")

    pannes = sum(
        v
        for numero in ("T-30", "T-31")
        for nom, v in chiffres.get(numero, {}).items()
        if nom == "pannes" or (numero == "T-31" and "abrégées" not in nom)
    )
    perdus = sum(c.get("perdus_doubles_ou_croises", 0) for c in chiffres.values())
    omises = sum(bool(bilan["omise"]) for bilan in bilans)
    return [
        ("connexions tenues à la fois", lu("T-50", "connexions")),
        ("pannes provoquées dans le système", pannes),
        ("messages sous ces pannes", lu("T-30", "messages")),
        ("messages abîmés envoyés", lu("T-21", "messages_abimes")),
        ("connexions d'autres protocoles", lu("T-74", "connexions")),
        ("lignes rompues par le relais", lu("T-34", "relais_rompues")),
        ("messages perdus, doublés ou croisés", perdus),
        ("mémoire de plus sous les bombes, Mio", lu("T-11", "croissance_mio")),
        ("mémoire de plus sous cinq cents sourds, Mio", lu("T-71", "cinq_cents_sourds_mio")),
        ("épreuves passées", len(bilans) - omises),
        ("épreuves non passées ici", omises),
        ("épreuves où un chiffre n'est pas atteint", sum(bool(b["rouges"]) for b in bilans)),
    ]


def ecrire(racine, resultats, complete):
    bilans = [
        json.loads((resultats / f"{numero}.json").read_text(encoding="utf-8"))
        for numero in EPREUVES
        if (resultats / f"{numero}.json").exists()
    ]
    lignes = [ENTETE, *conduite(bilans, resultats, complete), "", "## En bref", ""]
    lignes += ["| Grandeur | Valeur |", "|---|---|"]
    lignes += [f"| {nom} | {valeur(v)} |" for nom, v in resume(bilans)]
    lignes += ["", "## Épreuve par épreuve", "", *tableau(bilans), ""]
    lignes += ["## Recherche au hasard", "", *flou(resultats), "", LIMITES]
    lignes += ["## Suppressions de TSan en vigueur", "", *suppressions(racine), ""]
    lignes += ["## Toutes les mesures", ""]
    for bilan in bilans:
        lignes += detail(bilan)
    texte = re.sub(r" ([;!?])", "\u202f\\1", "\n".join(lignes)).replace(" :", "\u00a0:")
    texte = texte.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" %", "\u00a0%")
    (racine / "docs/reference/fiabilite.md").write_text(texte.rstrip() + "\n", encoding="utf-8")

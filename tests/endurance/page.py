# Page: docs/reference/fiabilite.md, d'après les chiffres de la dernière conduite.
# SPDX-License-Identifier: MIT
import json
import re

ENTETE = """# Fiabilité

Cette page est écrite par `tests/endurance/lancer --page`, d'après la dernière conduite. Chaque
épreuve dit son commit, sa durée et la charge de la machine au départ. Ce qui n'est pas atteint est
écrit.

« Perdus, doublés ou croisés » se calcule toujours de deux registres, un par bout, jamais de
l'absence d'erreurs.
"""


def valeur(v):
    if isinstance(v, dict):
        return ", ".join(f"{nom} : {combien}" for nom, combien in v.items()) or "aucune"
    if isinstance(v, float):
        return f"{v:.3g}".replace(".", ",") if abs(v) < 100 else f"{v:,.0f}".replace(",", "\u202f")
    return f"{v:,}".replace(",", "\u202f") if isinstance(v, int) else str(v)


def epreuve(bilan):
    lignes = [
        f"### {bilan['numero']} : {bilan['titre']}",
        "",
        f"{bilan['date']}, commit `{bilan['commit']}`, {valeur(bilan['duree_s'])} s, "
        f"charge {valeur(bilan['charge_machine'])}, {bilan['machine']}.",
        "",
        "| Mesure | Valeur |",
        "|---|---|",
    ]
    lignes += [
        f"| {nom.replace('_', ' ')} | {valeur(v)} |" for nom, v in bilan["chiffres"].items()
    ]
    for rouge in bilan["rouges"]:
        phrase = re.sub(r"\s+", " ", rouge).strip().replace("|", "\\|")
        lignes += ["", f"**Non atteint** : {phrase[:300]}"]
    return "\n".join(lignes)


def resume(bilans):
    """Les chiffres que l'on publie : ce qui a été tenu, fait, tenté, perdu."""
    chiffres = {bilan["numero"]: bilan["chiffres"] for bilan in bilans}

    def somme(nom):
        return sum(c.get(nom, 0) for c in chiffres.values())

    pannes = sum(
        v
        for c in chiffres.values()
        for nom, v in c.items()
        if re.match(r"T-3[01] ", nom) and isinstance(v, int)
    )
    return [
        ("connexions tenues à la fois", chiffres.get("T-50", {}).get("connexions", "non passé")),
        ("pannes provoquées", pannes),
        ("messages abîmés envoyés", somme("messages_abimes")),
        ("connexions d'autres protocoles", chiffres.get("T-74", {}).get("connexions", "non passé")),
        ("messages perdus, doublés ou croisés", somme("perdus_doubles_ou_croises")),
        (
            "mémoire de plus sous les bombes, Mio",
            chiffres.get("T-11", {}).get("croissance_mio", "non passé"),
        ),
        ("épreuves passées", len(bilans)),
        ("épreuves avec du rouge", sum(bool(bilan["rouges"]) for bilan in bilans)),
    ]


def suppressions(racine):
    texte = (racine / "tests/outils/tsan.supp").read_text(encoding="utf-8")
    return [ligne for ligne in texte.splitlines() if ligne and not ligne.startswith("#")]


def ecrire(racine, resultats):
    bilans = [
        json.loads(chemin.read_text(encoding="utf-8"))
        for chemin in sorted(resultats.glob("T-*.json"))
    ]
    lignes = [ENTETE, "## En bref", "", "| Grandeur | Valeur |", "|---|---|"]
    lignes += [f"| {nom} | {valeur(v)} |" for nom, v in resume(bilans)]
    lignes += ["", "## Épreuves", ""]
    lignes += ["\n\n".join(epreuve(bilan) for bilan in bilans), ""]
    tues = suppressions(racine)
    lignes += ["## Suppressions de TSan en vigueur", ""]
    lignes += [f"- `{ligne}`" for ligne in tues] or ["Aucune."]
    texte = re.sub(r" ([;!?])", "\u202f\\1", "\n".join(lignes)).replace(" :", "\u00a0:")
    texte = texte.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    (racine / "docs/reference/fiabilite.md").write_text(texte + "\n", encoding="utf-8")

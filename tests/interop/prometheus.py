# Lit les statistiques de cconn avec le lecteur de Prometheus, et en retrouve les valeurs.
# SPDX-License-Identifier: MIT
import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families


def exiger(vrai, quoi):
    if not vrai:
        sys.exit(f"échec : {quoi}")


def main():
    texte = subprocess.run(
        sys.argv[1], check=True, capture_output=True, encoding="utf-8", timeout=20
    ).stdout
    familles = {famille.name: famille for famille in text_string_to_metric_families(texte)}
    valeurs = {
        (mesure.name, *mesure.labels.values()): mesure.value
        for famille in familles.values()
        for mesure in famille.samples
    }
    exiger(len(familles) == 20, f"20 familles, {len(familles)} lues : {sorted(familles)}")
    exiger(familles["cconn_commande_duree_secondes"].type == "histogram", "un histogramme")
    exiger(all(famille.documentation for famille in familles.values()), "une aide partout")
    exiger(valeurs["cconn_connexions_etablies_total",] == 1, "une connexion")
    exiger(valeurs["cconn_connexions_ouvertes",] == 0, "plus de connexion")
    exiger(valeurs["cconn_commandes_executees_total", "somme"] == 5, "cinq sommes")
    exiger(valeurs["cconn_commandes_en_erreur_total", "échouer"] == 1, "une erreur")
    exiger(valeurs["cconn_commandes_executees_total", 'a"b\\\\c.*'] == 0, "le motif")
    exiger(valeurs["cconn_messages_recus_total",] == 6, "six requêtes")

    nom = "cconn_commande_duree_secondes"
    cumuls = [
        mesure.value
        for mesure in familles[nom].samples
        if mesure.name == nom + "_bucket" and mesure.labels["commande"] == "somme"
    ]
    exiger(cumuls == sorted(cumuls), "des tranches qui se cumulent")
    exiger(cumuls[-1] == valeurs[nom + "_count", "somme"] > 0, "+Inf vaut le nombre")


main()

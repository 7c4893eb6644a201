# Contrôle de taille : un fichier est une idée ; au-delà de 300 lignes il en a sans doute deux.
# SPDX-License-Identifier: MIT
from commun import Rapport, fichiers, relatif

LIMITE = 300

# Limites propres à un fichier, avec la raison de celles qui dépassent 300.
LIMITES_PROPRES = {
    "CMakeLists.txt": 60,
    "LISEZMOI.md": 150,
}

rapport = Rapport("taille")
candidats = fichiers(".cpp", ".hpp", ".py", ".cmake", ".in") + [
    chemin
    for chemin in fichiers(".txt", ".md")
    if chemin.name == "CMakeLists.txt" or relatif(chemin) in LIMITES_PROPRES
]
for chemin in candidats:
    nb_lignes = len(chemin.read_text(encoding="utf-8").splitlines())
    limite = LIMITES_PROPRES.get(relatif(chemin), LIMITE)
    if nb_lignes > limite:
        rapport.faute(chemin, nb_lignes, f"{nb_lignes} lignes, limite {limite}")
rapport.conclure()

# Suit LISEZMOI.md à la lettre: installe cconn, recopie les fichiers montrés, construit, essaie.
# SPDX-License-Identifier: MIT
#
# Usage : suivre_lisezmoi.py <construction de cconn> <dossier de travail> <compilateur>
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
CONSTRUCTION, TRAVAIL, COMPILATEUR = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

# « **`serveur.cpp`** : », la provenance du bloc, puis le bloc.
FICHIER = re.compile(
    r"\*\*`(?P<nom>[\w.]+)`\*\*[^\n]*\n+<!-- extrait : [^\n]* -->\n+```\w+\n(?P<contenu>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def executer(*commande):
    resultat = subprocess.run(
        [str(mot) for mot in commande], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if resultat.returncode != 0:
        sys.exit(f"{' '.join(map(str, commande))}\n{resultat.stdout}")


shutil.rmtree(TRAVAIL, ignore_errors=True)
projet, prefixe = TRAVAIL / "bonjour", TRAVAIL / "prefixe"
projet.mkdir(parents=True)
fichiers = dict(FICHIER.findall((RACINE / "LISEZMOI.md").read_text(encoding="utf-8")))
if sorted(fichiers) != ["CMakeLists.txt", "client.cpp", "serveur.cpp"]:
    sys.exit(f"LISEZMOI.md devait montrer trois fichiers, il montre {sorted(fichiers)}")
for nom, contenu in fichiers.items():
    (projet / nom).write_text(contenu, encoding="utf-8")

executer("cmake", "--install", CONSTRUCTION, "--prefix", prefixe)
os.environ["CXX"] = COMPILATEUR
construction = projet / "construction"
executer("cmake", "-S", projet, "-B", construction, f"-DCMAKE_PREFIX_PATH={prefixe}")
executer("cmake", "--build", construction)
executer(
    sys.executable, "-B", RACINE / "tests/outils/deux_programmes.py",
    construction / "serveur", construction / "client",
    "--serveur-interrompu", "--client-dit", r"^12 \+ 34 = 46$", "--client-dit", "^Bonjour Ada",
)  # fmt: skip
print("LISEZMOI.md tient parole.")

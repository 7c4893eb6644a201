# Essais du banc: chaque pair passe chaque mesure, le rapport est juste, un compte accru se voit.
# SPDX-License-Identifier: MIT
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom

import compter
import execution
import graphiques
import plan
import tableaux
from releve import Releve

PROGRAMMES = sys.argv.pop()

MESURES = ("A", "B100", "C8", "D", "E64K", "F100", "G1000", "H", "N10")
NOMBRE, CONNEXIONS = 20, 4


def cas_nomme(nom):
    return next(c for c in plan.CAS if c.nom == nom)


class LancerTout(unittest.TestCase):
    """Le pilote, de bout en bout, sur les pairs construits ici."""

    @classmethod
    def setUpClass(cls):
        cls.dossier = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.dossier.cleanup)
        options = f"--tours 1 --nombre {NOMBRE} --connexions-max {CONNEXIONS} --mesures".split()
        cls.fini = subprocess.run(
            [sys.executable, "-B", pathlib.Path(__file__).with_name("conduire.py")]
            + ["--programmes", PROGRAMMES, "--sortie", cls.dossier.name, *options, *MESURES],
            capture_output=True,
            text=True,
            check=False,
        )
        with open(cls.dossier.name + "/resultats.csv", encoding="utf-8") as resultats:
            lignes = csv.DictReader(resultats)
            cls.lignes = {(ligne["cas"], ligne["pair"]): ligne for ligne in lignes}

    def test_aucun_echec(self):
        self.assertEqual(self.fini.returncode, 0, self.fini.stdout + self.fini.stderr)
        self.assertNotIn("Échec", self.fini.stdout)

    def test_chaque_pair_construit_passe_chaque_mesure(self):
        presents = [p for p in plan.PAIRS if execution.decrire(PROGRAMMES, p)]
        self.assertLessEqual({"raw", "raw_lot", "cconn", "cconn_groupe"}, {p.nom for p in presents})
        attendues = {(nom, p.nom) for nom in MESURES for p in presents if p.passe(cas_nomme(nom))}
        self.assertEqual(set(self.lignes), attendues)

    def test_le_recepteur_a_tout_compte(self):
        for (nom, pair), ligne in self.lignes.items():
            with self.subTest(cas=nom, pair=pair):
                if nom == "F100":  # des lots entiers
                    self.assertEqual(float(ligne["nombre"]) % CONNEXIONS, 0)
                    self.assertGreaterEqual(float(ligne["nombre"]), NOMBRE * CONNEXIONS)
                elif nom == "G1000":
                    self.assertEqual(float(ligne["nombre"]), CONNEXIONS)
                else:
                    fils = CONNEXIONS if nom in ("C8", "N10") else 1
                    self.assertEqual(float(ligne["nombre"]), NOMBRE * fils)

    def test_le_rapport_est_celui_des_resultats(self):
        debits = [float(self.lignes["A", pair]["debit"]) for pair in ("cconn", "raw")]
        rapport = debits[0] / debits[1]
        ligne = next(li for li in self.fini.stdout.splitlines() if li.startswith("A "))
        self.assertIn(tableaux.nombre(rapport), ligne)

    def test_les_absents_sont_nommes(self):
        absents = [p.titre for p in plan.PAIRS if not execution.decrire(PROGRAMMES, p)]
        for titre in absents:
            self.assertIn(titre, self.fini.stdout.partition("Absents : ")[2])

    def test_les_graphiques_sont_du_xml(self):
        dossier = pathlib.Path(self.dossier.name)
        for nom in ("rapports.svg", "latences_A.svg"):
            xml.dom.minidom.parse(str(dossier / nom))


class Calculs(unittest.TestCase):
    """Médianes, rapports et objectifs, sur des résultats écrits ici."""

    def setUp(self):
        self.releve = Releve()
        self.cas = cas_nomme("A")
        for tour, (notre, raw) in enumerate([(90, 100), (97, 100), (500, 100)], 1):
            self.noter("cconn", tour, notre)
            self.noter("raw", tour, raw)

    def noter(self, pair, tour, debit):
        resultat = {"debit": debit, "p99": 1000.0, "histogramme": {10: 2, 30: 1}}
        self.releve.noter(self.cas, next(p for p in plan.PAIRS if p.nom == pair), tour, resultat)

    def test_la_mediane_ignore_un_tour_aberrant(self):
        self.assertEqual(self.releve.valeur(self.cas, "cconn"), 97)
        self.assertEqual(self.releve.rapport(self.cas, "cconn"), 0.97)

    def test_objectif_atteint_exactement(self):
        objectif = plan.Objectif("cconn", "raw", 0.97)
        self.assertEqual(self.releve.juger(self.cas, objectif), (0.97, True))
        objectif = plan.Objectif("cconn", "raw", 0.98)
        self.assertEqual(self.releve.juger(self.cas, objectif), (0.97, False))

    def test_objectif_sans_mesure(self):
        objectif = plan.Objectif("cconn", "zeromq", 1)
        self.assertEqual(self.releve.juger(self.cas, objectif), (None, None))

    def test_les_histogrammes_s_ajoutent(self):
        self.assertEqual(self.releve.histogramme("A", "raw"), [(10, 6), (30, 3)])

    def test_les_nombres_sont_francais(self):
        textes = [tableaux.nombre(v) for v in (12_345.6, 12.34, 0.5, None)]
        self.assertEqual(textes, ["12\u202f346", "12,3", "0,50", "–"])

    def test_les_graphiques_se_tracent_sans_mesure(self):
        self.assertIsNone(graphiques.rapports(Releve(), plan.CAS, plan.PAIRS))


class Comptes(unittest.TestCase):
    """Ce qui fait échouer la vérification des comptes, et ce qui ne le fait pas."""

    enregistres = {"A": {"client": {"envois": 1.0, "instructions": 5000}}}

    def fautes(self, **comptes):
        return list(compter.verifier("A", {"client": comptes}, self.enregistres))

    def test_un_envoi_de_plus_sur_dix_appels_se_voit(self):
        self.assertEqual(len(self.fautes(envois=1.1)), 1)
        self.assertEqual(self.fautes(envois=1.0), [])

    def test_dix_pour_cent_d_instructions(self):
        self.assertEqual(self.fautes(instructions=5_490), [])
        self.assertEqual(len(self.fautes(instructions=5_510)), 1)

    def test_un_compte_sans_passe_ne_dit_rien(self):
        self.assertEqual(self.fautes(receptions=12), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)

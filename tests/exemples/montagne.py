# L'exemple montagne: un événement, ses arguments, son résultat, et chaque erreur.
# SPDX-License-Identifier: MIT
#
# Usage : montagne.py <serveur> <client>
import re
import signal
import subprocess
import sys
import unittest

DELAI = 30  # secondes
PROGRAMME_SERVEUR, PROGRAMME_CLIENT = sys.argv[1:3]


class Montagne(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.serveur = subprocess.Popen(
            [PROGRAMME_SERVEUR, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        cls.port = re.search(r"^Serveur prêt sur .*:(\d+)$", cls.serveur.stdout.readline()).group(1)

    @classmethod
    def tearDownClass(cls):
        cls.serveur.send_signal(signal.SIGINT)
        cls.serveur.communicate(timeout=DELAI)
        assert cls.serveur.returncode == 0

    def lancer(self, *mots):
        return subprocess.Popen(
            [PROGRAMME_CLIENT, "--port", self.port, "--", *mots],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def envoyer(self, *mots, code=0):
        client = self.lancer(*mots)
        dit = client.communicate(timeout=DELAI)[0].splitlines()
        self.assertEqual(client.returncode, code, dit)
        return dit

    def test_arguments_par_position_et_nommes(self):
        self.assertEqual(self.envoyer("additionner", "12", "-2.5"), ["additionner : 9.5"])
        self.assertEqual(
            self.envoyer("decrire", "mont Blanc", "altitude=4806", "pays=France"),
            [
                'decrire : {"sommet": "mont Blanc", "altitude": 4806, "pays": "France", '
                '"voisins": []}'
            ],
        )

    def test_resultat_nil_et_de_megaoctets(self):
        self.assertEqual(self.envoyer("rien"), ["rien : nil"])
        self.assertTrue(self.envoyer("neiger", "4000000")[0].startswith('neiger : "*****'))

    def test_resultat_trop_grand(self):
        self.assertIn("TRAME_TROP_GRANDE", self.envoyer("neiger", "9000000", code=1)[0])

    def test_etiquette_inconnue(self):
        self.assertEqual(
            self.envoyer("decrier", code=1),
            ["decrier : COMMANDE_INCONNUE : decrier, vouliez-vous dire decrire ?"],
        )

    def test_exception_de_la_tache(self):
        self.assertEqual(
            self.envoyer("tomber", code=1),
            ["tomber : ECHEC_GESTIONNAIRE : la corde a cassé"],
        )

    def test_mauvais_arguments(self):
        for mots in (
            ("additionner", "un", "deux"),
            ("additionner", "1"),
            ("decrire", "Cervin", "altitude=haut"),
            ("decrire", "Cervin", "hauteur=4478"),
        ):
            self.assertIn("ARGUMENTS_INCOMPATIBLES", self.envoyer(*mots, code=1)[0])

    def test_appels_paralleles_reviennent_dans_le_desordre(self):
        dit = self.envoyer(
            "monter", "1000", "par=glacier", "+", "monter", "500", "+", "additionner", "1", "2"
        )
        self.assertEqual(
            dit,
            [
                "additionner : 3.0",
                'monter : "au sommet par le sentier"',
                'monter : "au sommet par glacier"',
            ],
        )

    def test_plusieurs_clients_a_la_fois(self):
        clients = [self.lancer("monter", "300", f"par=voie{i}") for i in range(5)]
        for i, client in enumerate(clients):
            dit = client.communicate(timeout=DELAI)[0]
            self.assertEqual(dit, f'monter : "au sommet par voie{i}"\n')

    def test_lignes_de_commande(self):
        for programme in (PROGRAMME_SERVEUR, PROGRAMME_CLIENT):
            aide = subprocess.run(
                [programme, "--help"], capture_output=True, text=True, timeout=DELAI
            )
            self.assertEqual(aide.returncode, 0)
            self.assertRegex(aide.stdout, r"-P,--port PORT .*\(5001\)")
            faux = subprocess.run(
                [programme, "--port", "x"], capture_output=True, text=True, timeout=DELAI
            )
            self.assertEqual(faux.returncode, 2)
        dit = self.envoyer("rien", "+", code=2)
        self.assertEqual(dit, ["il manque une étiquette ; voir --help"])

    def test_serveur_absent(self):
        absent = subprocess.run(
            [PROGRAMME_CLIENT, "--port", "1", "rien"], capture_output=True, text=True, timeout=DELAI
        )
        self.assertEqual(absent.returncode, 2)
        self.assertIn("CONNEXION_REFUSEE", absent.stderr)


unittest.main(argv=sys.argv[:1], verbosity=2)

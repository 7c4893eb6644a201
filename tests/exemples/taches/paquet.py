# Suivre une tâche de l'exemple taches: --paquet dans un tube, dans un terminal, et Ctrl-C.
# SPDX-License-Identifier: MIT
import signal
import unittest

import banc
import pexpect
from banc import Serveur


def dans_un_terminal(serveur, *arguments):
    return pexpect.spawn(
        banc.PROGRAMME_CLIENT,
        ["-P", str(serveur.port), *arguments],
        encoding="utf-8",
        timeout=banc.DELAI,
        dimensions=(24, 80),
    )


class Paquet(unittest.TestCase):
    def test_dans_un_tube_une_ligne_par_etat(self):
        with Serveur() as serveur:
            lignes = serveur.client("tache", "--paquet", "1", "flip").dit.split("\n")
            identifiant = lignes[0][:8]
            self.assertEqual(lignes[0], f"{identifiant} : tâche planifiée")
            self.assertEqual(lignes[1], "En attente de nouvelles.")
            self.assertEqual(lignes[-1], f"{identifiant} : terminée, résultat : pilf")
            # Ce qui passe trop vite pour être vu n'est pas répété, ni dans le désordre.
            etats = [f"{identifiant} : en attente", f"{identifiant} : en cours"]
            self.assertIn(lignes[2:-1], (etats, etats[:1], etats[1:], []))
            self.assertNotIn("\r", "".join(lignes))

    def test_bug_un_resultat_qui_ressemble_a_la_fin_ne_trompe_personne(self):
        with Serveur("--echelle", "0.01") as serveur:
            for donnees in ("terminée", "done", ": terminée, résultat : x"):
                self.assertEqual(serveur.resultat(1, donnees[::-1]), donnees)

    def test_les_etats_sont_pousses_sans_que_le_client_interroge(self):
        with Serveur("--echelle", "1000") as serveur:
            premiere = serveur.planifier(1, "x")
            with serveur.lancer_client("tache", "--paquet", "1", "flip") as suivie:
                suivie.attendre(" : en attente$")
                serveur.client("annuler", premiere)
                suivie.attendre(" : en cours$")
                serveur.client("annuler", suivie.lignes[0][:8])
                suivie.attendre(" : annulée$")
                self.assertEqual(suivie.finir(), 1)

    def test_dans_un_terminal_la_ligne_se_recrit_en_place(self):
        with Serveur("--echelle", "1000") as serveur:
            premiere = serveur.planifier(1, "x")
            suivie = dans_un_terminal(serveur, "tache", "--paquet", "1", "née")
            suivie.expect(r"([0-9a-f]{8}) : tâche planifiée\r\nEn attente de nouvelles\.\r\n")
            identifiant = suivie.match.group(1)
            suivie.expect_exact(f"\r\x1b[K{identifiant} : en attente")
            # Une machine chargée peut sauter la première seconde.
            suivie.expect(rf"\r\x1b\[K{identifiant} : en attente depuis \d+ s")
            serveur.client("annuler", premiere)
            suivie.expect_exact(f"\r\x1b[K{identifiant} : en cours")
            serveur.client("annuler", identifiant)
            suivie.expect_exact(f"\r\x1b[K{identifiant} : annulée\r\n")
            suivie.expect(pexpect.EOF)
            suivie.close()
            self.assertEqual(suivie.exitstatus, 1)

    def test_ctrl_c_n_arrete_que_le_client_et_etat_donne_le_resultat(self):
        with Serveur("--echelle", "1000") as serveur:
            premiere = serveur.planifier(1, "x")
            suivie = dans_un_terminal(serveur, "tache", "--paquet", "1", "née")
            suivie.expect("([0-9a-f]{8}) : en attente")
            identifiant = suivie.match.group(1)
            suivie.sendintr()
            suivie.expect("La tâche continue")
            suivie.expect(pexpect.EOF)
            suivie.close()
            self.assertEqual(suivie.exitstatus, 130)
            serveur.client("annuler", premiere)
            self.assertRegex(serveur.client("etat", identifiant).dit, "en (cours|attente)$")

    def test_ctrl_c_dans_un_tube_et_la_tache_se_termine(self):
        with Serveur("--echelle", "0.5") as serveur:
            with serveur.lancer_client("tache", "--paquet", "1", "flip") as suivie:
                suivie.attendre(" : en cours$")
                self.assertEqual(suivie.finir(signal.SIGINT), 130)
                identifiant = suivie.lignes[0][:8]
            # La suivante passe après elle.
            self.assertEqual(serveur.resultat(1, "x"), "x")
            fini = serveur.client("etat", identifiant)
            self.assertEqual(fini.dit, f"{identifiant} : terminée, résultat : pilf")


banc.lancer()

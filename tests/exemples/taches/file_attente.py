# La file de l'exemple taches: identifiants, réponses, ordre, travaux, plusieurs clients.
# SPDX-License-Identifier: MIT
import re
import time
import unittest

import banc
from banc import Serveur

# Rien n'y finit pendant l'essai.
LENT = ("--echelle", "1000")


class FileAttente(unittest.TestCase):
    def test_trois_types_de_taches(self):
        with Serveur() as serveur:
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")
            self.assertEqual(serveur.resultat(2, "swap"), "wspa")
            self.assertEqual(serveur.resultat(2, "odd"), "dod")
            self.assertEqual(serveur.resultat(3, "repeat"), "reepppeeeeaaaaatttttt")

    def test_points_de_code_et_non_octets(self):
        with Serveur() as serveur:
            self.assertEqual(serveur.resultat(1, "été"), "été")
            self.assertEqual(serveur.resultat(1, "née"), "eén")
            self.assertEqual(serveur.resultat(2, "née"), "éne")
            self.assertEqual(serveur.resultat(3, "née"), "nééeee")
            self.assertEqual(serveur.resultat(1, "a€𝄞"), "𝄞€a")

    def test_accents_decomposes_gardes_comme_points_de_code(self):
        with Serveur() as serveur:
            self.assertEqual(serveur.resultat(1, "e\u0301t"), "t\u0301e")

    def test_donnees_vides_resultat_vide(self):
        with Serveur() as serveur:
            for type_tache in (1, 2, 3):
                self.assertEqual(serveur.resultat(type_tache, ""), "")

    def test_donnees_gardees_telles_quelles(self):
        # L'original coupait au premier « : » et rognait les bords ; ici rien n'est interprété.
        with Serveur() as serveur:
            for donnees in ("a:b: c", "  bords  ", "deux\nlignes", "-tiret", "[a,b]", "etat", "--"):
                self.assertEqual(serveur.resultat(1, donnees), donnees[::-1])

    def test_accents_dans_une_locale_sans_utf_8(self):
        with Serveur() as serveur:
            fini = serveur.client("tache", "--paquet", "1", "née", LC_ALL="C", LANG="C")
            self.assertRegex(fini.dit, "résultat : eén$")

    def test_donnees_en_latin_1_refusees_en_une_phrase(self):
        with Serveur() as serveur:
            refus = serveur.client("tache", "1", b"n\xe9e")
            self.assertEqual(refus.code, 1)
            self.assertRegex(refus.erreurs, r"\A.*UTF-8.*\Z")
            self.assertEqual(serveur.resultat(1, "née"), "eén")

    def test_identifiant_de_8_chiffres_hexadecimaux_unique(self):
        with Serveur(*LENT) as serveur:
            identifiants = [serveur.planifier(1, "x") for _ in range(20)]
            self.assertEqual(len(set(identifiants)), 20)

    def test_tache_survit_a_son_client_et_repond_a_tout_autre(self):
        with Serveur() as serveur:
            identifiant = serveur.planifier(1, "flip")  # ce client est parti
            fin = serveur.lancer_client("etat", identifiant)  # qui dit l'état du moment
            with fin:
                self.assertEqual(fin.finir(), 0)
            self.assertRegex(fin.lignes[0], f"^{identifiant} : ")

    def test_etats_en_attente_puis_en_cours_puis_terminee(self):
        with Serveur(*LENT) as serveur:
            premiere, seconde = serveur.planifier(1, "a"), serveur.planifier(1, "b")
            with serveur.lancer_client("tache", "--paquet", "1", "c") as suivie:
                suivie.attendre(" : en attente$")
                self.assertEqual(serveur.client("etat", premiere).dit, f"{premiere} : en cours")
                self.assertEqual(serveur.client("etat", seconde).dit, f"{seconde} : en attente")
                serveur.client("annuler", premiere)
                serveur.client("annuler", seconde)
                suivie.attendre(" : en cours$")

    def test_tache_inconnue_a_sa_reponse_et_son_code(self):
        with Serveur() as serveur:
            for commande in ("etat", "annuler"):
                for inconnue in ("00000000", "pas un id", ""):
                    reponse = serveur.client(commande, inconnue)
                    self.assertEqual(reponse.code, 3)
                    self.assertEqual(reponse.dit, f"{inconnue} : tâche inconnue")

    def test_un_seul_travailleur_dans_l_ordre_tous_clients_confondus(self):
        with Serveur(*LENT) as serveur:
            identifiants = [serveur.planifier(1 + rang % 3, "x") for rang in range(6)]
            for rang, identifiant in enumerate(identifiants):
                etats = serveur.client("lister").dit.splitlines()
                self.assertRegex(etats[0], f"^{identifiant} : \\w+, en cours$")
                self.assertEqual([ligne[:8] for ligne in etats[:-1]], identifiants[rang:])
                self.assertRegex(etats[-1], f"^{5 - rang} en attente, 1 en cours, ")
                debut = serveur.client("annuler", identifiant)
                self.assertIn(debut.dit[11:], ("en cours, annulation demandée", "annulée"))
                self.attendre_fin(serveur, identifiant)

    def attendre_fin(self, serveur, identifiant):
        echeance = time.monotonic() + banc.DELAI
        while "en cours" in serveur.client("etat", identifiant).dit:
            self.assertLess(time.monotonic(), echeance)

    def test_soumettre_et_demander_un_etat_n_attendent_pas_le_travailleur(self):
        with Serveur(*LENT) as serveur:  # une tâche y dure plus d'une demi-heure
            premiere = serveur.planifier(3, "x")
            serveur.planifier(1, "y")
            self.assertEqual(serveur.client("etat", premiere).code, 0)

    def test_plusieurs_travailleurs_si_on_le_demande(self):
        with Serveur(*LENT, "--travailleurs", "3") as serveur:
            for _ in range(5):
                serveur.planifier(1, "x")
            with serveur.lancer_client("tache", "--paquet", "1", "x") as suivie:
                suivie.attendre(" : en attente$")
                self.assertRegex(serveur.client("lister").dit, "3 en attente, 3 en cours, ")

    def test_duree_des_taches_a_l_echelle(self):
        with Serveur("--echelle", "0.1") as serveur:
            durees = []
            for type_tache in (1, 2, 3):
                debut = time.monotonic()
                serveur.resultat(type_tache, "x")
                durees.append(time.monotonic() - debut)
        for duree, attendue in zip(durees, (0.2, 0.5, 0.7)):
            self.assertGreaterEqual(duree, attendue)

    def test_annuler_une_tache_qui_attend(self):
        with Serveur(*LENT) as serveur:
            serveur.planifier(1, "x")
            identifiant = serveur.planifier(1, "y")
            self.assertEqual(serveur.client("annuler", identifiant).dit, f"{identifiant} : annulée")
            etat = serveur.client("etat", identifiant)
            self.assertEqual((etat.code, etat.dit), (1, f"{identifiant} : annulée"))

    def test_resultat_demesure_echoue_en_une_phrase(self):
        with Serveur() as serveur:
            fini = serveur.client("tache", "--paquet", "3", "x" * 100_000)
            self.assertEqual(fini.code, 1)
            self.assertRegex(fini.dit, r"(?m)^\w{8} : échouée, .*limite 1000000$")
            self.assertEqual(serveur.resultat(1, "flip"), "pilf")

    def test_resultats_gardes_toujours_sauf_si_on_en_limite_le_nombre(self):
        with Serveur("--resultats", "2") as serveur:
            for donnees in "abc":
                serveur.resultat(1, donnees)
            echeance = time.monotonic() + banc.DELAI
            while " 2 terminées" not in serveur.client("lister").dit:
                self.assertLess(time.monotonic(), echeance)


banc.lancer()
